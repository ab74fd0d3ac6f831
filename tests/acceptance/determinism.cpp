// fermata - https://www.boost.org/LICENSE_1_0.txt
#include "support.hpp"

using namespace acceptance;

namespace {
/// One starter with one checkpoint, whose name changes from one execution to the next.
struct changing {
    int executions = 0;
    void operator()() {
        bool const odd = ++executions % 2 == 1;
        fermata::runner{{fermata::starter{"alice", [odd] { fermata::checkpoint(odd ? "odd" : "even"); }}}}.finish();
    }
};
} // namespace

TEST_CASE("a body that keeps state between executions is reported as diverged, with both sides") {
    changing body;
    auto const report = fermata::explore(body, {.strategy = fermata::strategies::all_orderings{}});
    CHECK_FALSE(report.ok());
    CHECK_FALSE(report.complete);
    REQUIRE(report.failure.has_value());
    CHECK(report.failure->outcome == fermata::outcome::diverged);
    CHECK(contains(all_of(*report.failure), "odd"));
    CHECK(contains(all_of(*report.failure), "even"));
    CHECK(contains(all_of(*report.failure), "step"));
}

TEST_CASE("a static counter that changes the number of steps") {
    static int executions = 0;
    executions = 0;
    auto const report =
        fermata::explore([] { run_starters(2, ++executions); }, {.strategy = fermata::strategies::all_orderings{}});
    REQUIRE(report.failure.has_value());
    CHECK(report.failure->outcome == fermata::outcome::diverged);
    CHECK_FALSE(report.complete);
}

TEST_CASE("a static counter that changes the number of starters") {
    static int executions = 0;
    executions = 0;
    auto const report =
        fermata::explore([] { run_starters(++executions, 1); }, {.strategy = fermata::strategies::all_orderings{}});
    REQUIRE(report.failure.has_value());
    CHECK(report.failure->outcome == fermata::outcome::diverged);
}

TEST_CASE("a failure that does not repeat is no repeatable failure") {
    int executions = 0;
    auto const report = fermata::explore(
        [&] {
            bool const first = ++executions == 1;
            fermata::runner{{fermata::starter{"alice",
                                              [first] {
                                                  fermata::checkpoint("x");
                                                  fermata::expect(!first, "only once");
                                                  fermata::checkpoint("y");
                                              }}}}
                .finish();
        },
        {.strategy = fermata::strategies::all_orderings{}});
    REQUIRE(report.failure.has_value());
    CHECK(report.failure->outcome == fermata::outcome::diverged);
}

TEST_CASE("the check can be switched off") {
    changing body;
    auto const report =
        fermata::explore(body, {.strategy = fermata::strategies::all_orderings{}, .check_determinism = false});
    CHECK(report.ok());
    CHECK(report.executions == 1);
    CHECK(body.executions == 1);
}

TEST_CASE("a later execution that leaves its prefix is diverged, and the exploration is not complete") {
    int executions = 0;
    auto const report = fermata::explore([&] { run_starters(2, ++executions < 6 ? 4 : 0); },
                                         {.strategy = fermata::strategies::all_orderings{}});
    CHECK_FALSE(report.ok());
    CHECK_FALSE(report.complete);
    CHECK(report.count(fermata::outcome::diverged) >= 1);
    REQUIRE(report.failure.has_value());
    CHECK(report.failure->outcome == fermata::outcome::diverged);
}

TEST_CASE("an exploration inside an exploration is a usage_error") {
    bool refused = false;
    auto const report = fermata::explore(
        [&] {
            run_starters(1, 1);
            try {
                static_cast<void>(fermata::explore([] { run_starters(2, 2); }));
            } catch (fermata::usage_error const&) {
                refused = true;
            }
        },
        {.strategy = fermata::strategies::all_orderings{}});
    CHECK(refused);
    CHECK(report.ok());
    CHECK(report.executions == 1);
}

TEST_CASE("explorations follow each other without a trace of the one before") {
    for (int i = 0; i < 3; ++i) {
        CHECK(fermata::explore(lose_an_update, {.strategy = fermata::strategies::all_orderings{}}).failure.has_value());
        CHECK(fermata::explore([] { run_starters(2, 2); }, {.strategy = fermata::strategies::all_orderings{}})
                  .executions == 20);
    }
}
