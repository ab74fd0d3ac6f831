// fermata - https://www.boost.org/LICENSE_1_0.txt
#pragma once

#include "suite/frames.hpp"

#include <cstddef>
#include <string>
#include <vector>

namespace fermata::suite::detail {

enum class verdict {
    passed,
    failed,    ///< an assertion, or an exception
    crashed,   ///< its process ended before it had, or could not tell any more
    timed_out, ///< it was killed
    not_run
};

/// How one run of one test case ended.
struct case_result {
    std::size_t index = 0; ///< of the case
    int repetition = 1;
    verdict how = verdict::not_run;
    std::string why{}; ///< one sentence, unless it passed or merely failed
    int worker = 0;    ///< its number; 0: none
    double seconds = 0;
    case_report report{};
    std::vector<failure_text> failures{};
    std::vector<std::string> notes{}; ///< what is worth to be told, though it does not make the case fail
    std::string token{};              ///< of the execution that it was in when it hung
    std::string output{};             ///< all that it wrote, with what the framework printed in between
    bool is_output_cut = false;
};

/// One run of one test case, to be done.
struct run_item {
    std::size_t index = 0;
    int repetition = 1;
};

/// What one process runs, in that order.
struct unit {
    std::vector<run_item> items;
    bool may_share_process = false; ///< with other units, if workers are reused
    double expected_seconds = 0;
};

} // namespace fermata::suite::detail
