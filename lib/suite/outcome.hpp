// fermata - https://www.boost.org/LICENSE_1_0.txt
#pragma once

#include "suite/cases.hpp"
#include "suite/options.hpp"
#include "suite/results.hpp"
#include "suite/worker.hpp"

#include <string>
#include <vector>

namespace fermata::suite::detail {

enum class output_format { console, junit, xml };

/// What the test framework's options say about a run, and how its words are to be used.
struct run_settings {
    std::string framework; ///< "doctest"
    std::string framework_version{};
    std::string program;                ///< as it was called
    std::vector<std::string> arguments; ///< that it was called with
    std::vector<output_format> formats;
    std::string out_file{};
    bool with_colors = false;
    bool no_version = false;
    bool no_intro = false;
    bool no_skipped_summary = false;
    bool no_time = false;
    bool is_minimal = false;
    bool is_quiet = false;
    std::string xml_options{}; ///< the element that the framework's XML reporter begins with
};

/// How a whole run ended.
struct run_outcome {
    std::vector<case_result> results; ///< in the order in which they became certain; of passed ones without output
    std::size_t selected = 0;         ///< runs that were to be made
    std::size_t skipped = 0;          ///< cases that were not selected
    int workers = 0;
    double seconds = 0;
    int signal = 0;            ///< that interrupted it
    std::string why_stopped{}; ///< a sentence, if it was stopped before its end
    std::size_t count(verdict how) const;
    bool has_passed() const { return count(verdict::passed) == selected; }
};

} // namespace fermata::suite::detail
