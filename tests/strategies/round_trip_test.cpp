// fermata - https://www.boost.org/LICENSE_1_0.txt
#include "support.hpp"
#include "support/same_again.hpp"
#include "wrong_programs.hpp"

#include <doctest/doctest.h>

using namespace strategies_test;

// 100 seeds each: every one of them finds the bug, and its token leads there again.
TEST_CASE("every wrong program, every strategy that samples: failure, token, the same failure, 100 of 100") {
    for (auto const& each : samplers()) {
        auto const& name = each.name;
        auto const& strategy = each.value;
        CAPTURE(name);
        for (auto const& program : wrong_programs()) {
            CAPTURE(program.name);
            int made = 0;
            for (std::uint64_t seed = 0; seed < 100; ++seed) {
                CAPTURE(seed);
                auto const report = fermata::explore(program.body, {.strategy = strategy, .seed = seed});
                REQUIRE_MESSAGE(report.failure.has_value(), report.verdict());
                CHECK(report.failure->outcome ==
                      (program.is_a_deadlock ? fermata::outcome::deadlocked : fermata::outcome::failed));
                check_same_again(*report.failure, program.body);
                ++made;
            }
            CHECK(made == 100);
        }
    }
}

// There is one first failure: its token leads there each time. With one preemption fewer there is none.
TEST_CASE("every wrong program under a bound on preemptions: failure, token, the same failure, 100 of 100") {
    for (auto const& each : {named_strategy{"dpor", fermata::strategies::dpor{}},
                             named_strategy{"all_orderings", fermata::strategies::all_orderings{}}}) {
        CAPTURE(each.name);
        for (auto const& program : wrong_programs()) {
            CAPTURE(program.name);
            auto const report =
                fermata::explore(program.body, {.strategy = each.value, .preemptions_max = program.preemptions});
            REQUIRE(report.failure.has_value());
            CHECK(report.failure->outcome ==
                  (program.is_a_deadlock ? fermata::outcome::deadlocked : fermata::outcome::failed));
            for (int i = 0; i < 100; ++i) {
                check_same_again(*report.failure, program.body);
            }
            if (program.preemptions > 0) {
                auto const fewer = fermata::explore(program.body, {.strategy = each.value,
                                                                   .preemptions_max = program.preemptions - 1});
                CHECK(fewer.ok());
                CHECK(fewer.complete);
            }
        }
    }
}

// It makes one execution: of some programs that one fails.
TEST_CASE("every wrong program that fails in turn: failure, token, the same failure, 100 of 100") {
    int failing = 0;
    for (auto const& program : wrong_programs()) {
        CAPTURE(program.name);
        auto const report = fermata::explore(program.body, {.strategy = fermata::strategies::round_robin{}});
        CHECK(report.executions == 1);
        if (!report.failure.has_value()) {
            continue;
        }
        CHECK(report.failure->outcome ==
              (program.is_a_deadlock ? fermata::outcome::deadlocked : fermata::outcome::failed));
        for (int i = 0; i < 100; ++i) {
            check_same_again(*report.failure, program.body);
        }
        ++failing;
    }
    MESSAGE(failing << " of " << wrong_programs().size() << " programs");
    CHECK(failing >= 4);
}
