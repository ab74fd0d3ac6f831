// fermata - https://www.boost.org/LICENSE_1_0.txt
#include "../acceptance/support.hpp"

#include <chrono>
#include <exception>
#include <limits>
#include <memory>

using namespace acceptance;

namespace {
std::string refused(fermata::options const& with) {
    return caught<fermata::usage_error>([&] { static_cast<void>(fermata::explore([] { run_starters(2, 1); }, with)); })
        .what();
}

std::string refused(fermata::runner_options const& with) {
    return caught<fermata::usage_error>([&] {
               fermata::runner runner{starters(2, 1), {}, with};
               runner.finish();
           })
        .what();
}
} // namespace

TEST_CASE("no executions at all") { CHECK(contains(refused(fermata::options{.executions_max = 0}), "executions_max")); }

TEST_CASE("no steps at all") {
    CHECK(contains(refused(fermata::options{.steps_max = 0}), "steps_max"));
    CHECK(contains(refused(fermata::runner_options{.steps_max = 0}), "steps_max"));
}

TEST_CASE("no time at all") {
    CHECK(contains(refused(fermata::options{.time_max = std::chrono::nanoseconds(0)}), "time_max"));
    CHECK(contains(refused(fermata::options{.time_max = std::chrono::seconds(-1)}), "time_max"));
}

TEST_CASE("a stack that nothing fits on") {
    CHECK(contains(refused(fermata::options{.stack_size = 0}), "stack_size"));
    CHECK(contains(refused(fermata::options{.stack_size = 100}), "stack_size"));
    CHECK(contains(refused(fermata::runner_options{.stack_size = 0}), "stack_size"));
}

TEST_CASE("a stack that no machine has") {
    CHECK_THROWS_AS(static_cast<void>(fermata::explore([] { run_starters(2, 1); },
                                                       {.stack_size = std::numeric_limits<std::size_t>::max()})),
                    std::exception);
}

TEST_CASE("fewer than no preemptions") {
    CHECK(contains(refused(fermata::options{.preemptions_max = -1}), "preemptions_max"));
}

TEST_CASE("a strategy that is not there") {
    CHECK_THROWS_AS(static_cast<void>(fermata::explore([] { run_starters(2, 1); },
                                                       {.strategy = std::shared_ptr<fermata::strategy>()})),
                    fermata::usage_error);
}

TEST_CASE("a negative time to wait for the outside") {
    CHECK(contains(refused(fermata::runner_options{.outside_wait_max = std::chrono::seconds(-1)}), "outside_wait_max"));
}

TEST_CASE("a body that starts nothing") {
    int executions = 0;
    CHECK_THROWS_AS(static_cast<void>(fermata::explore([&] { ++executions; })), fermata::usage_error);
    CHECK(executions <= 2);
    CHECK_THROWS_AS(static_cast<void>(fermata::explore([] {}, {.strategy = fermata::strategies::all_orderings{},
                                                               .check_determinism = false})),
                    fermata::usage_error);
}

TEST_CASE("after an exploration was refused, the next one is as if nothing had been") {
    CHECK_THROWS_AS(static_cast<void>(fermata::explore([] {})), fermata::usage_error);
    auto const report =
        fermata::explore([] { run_starters(2, 2); }, {.strategy = fermata::strategies::all_orderings{}});
    CHECK(report.executions == 20);
}
