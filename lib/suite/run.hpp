// fermata - https://www.boost.org/LICENSE_1_0.txt
#pragma once

#include "suite/outcome.hpp"

#include <functional>
#include <string>
#include <vector>

namespace fermata::suite::detail {

/// What a test framework gives us, to run its test cases.
struct framework_run {
    case_list all;
    std::vector<std::size_t> selected; ///< by its filters, in its order
    options how;
    run_settings with;
    std::vector<std::string> worker_arguments; ///< with the program's name
    bool always_returns_zero = false;          ///< doctest's --no-exitcode
};

/// Runs them in worker processes, and returns the exit code.
int run_in_workers(framework_run what);

/// The schedule, flattened, for a run in this process; or why there is none.
struct flat_schedule {
    std::vector<run_item> items;
    int exit_code = 0; ///< if there is nothing to run
};
flat_schedule schedule_in_process(framework_run const& what);

/// --list-groups
std::string group_listing(framework_run const& what);

/// The commands for fermata_discover_tests(): each case as a test of CTest.
std::string ctest_listing(framework_run const& what);

/// Says that there is nothing to run, and why; returns the exit code.
int nothing_to_run(options const& how, bool is_empty_shard);

/// Bazel and GoogleTest want to see that we know about shards.
void touch_shard_status(options const& how);

} // namespace fermata::suite::detail
