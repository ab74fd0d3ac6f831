// fermata - https://www.boost.org/LICENSE_1_0.txt
#include "../acceptance/support.hpp"

using namespace acceptance;

namespace {
void spin() {
    while (true) {
        fermata::checkpoint("again");
    }
}
} // namespace

TEST_CASE("a million steps in an exploration: a step_limit that names steps_max") {
    auto const report = fermata::explore(
        [] {
            fermata::runner{{fermata::starter{"spinning", spin}}}.finish();
        },
        {.strategy = fermata::strategies::all_orderings{}});
    CHECK_FALSE(report.ok());
    CHECK_FALSE(report.complete);
    CHECK(report.count(fermata::outcome::step_limit) == 1);
    CHECK(report.executions == 0);
    REQUIRE(report.failure.has_value());
    CHECK(report.failure->outcome == fermata::outcome::step_limit);
    CHECK(contains(report.failure->message, "steps_max"));
    CHECK(fermata::to_string(report).size() < 100'000); // one screen, not a million lines
}

TEST_CASE("two that spin, and a third that ends") {
    fermata::strategy_value strategy;
    SUBCASE("all_orderings") { strategy = fermata::strategies::all_orderings{}; }
    SUBCASE("random") { strategy = fermata::strategies::random{}; }
    SUBCASE("round_robin") { strategy = fermata::strategies::round_robin{}; }
    auto const report = fermata::explore(
        [] {
            fermata::runner{{fermata::starter{"a", spin}, fermata::starter{"b", [] {}}, fermata::starter{"c", spin}}}
                .finish();
        },
        {.strategy = strategy, .steps_max = 5000});
    REQUIRE(report.failure.has_value());
    CHECK(report.failure->outcome == fermata::outcome::step_limit);
    CHECK(contains(report.failure->message, "steps_max"));
    CHECK_FALSE(report.complete);
}

TEST_CASE("an endless runner throws step_limit") {
    fermata::starter const spinning{"spinning", spin};
    SUBCASE("finish") {
        fermata::runner runner{{spinning}};
        CHECK(contains(caught<fermata::step_limit>([&] { runner.finish(); }).what(), "steps_max"));
    }
    SUBCASE("next, on the way to a point that does not come") {
        fermata::runner runner{{spinning}, {spinning.at("never")}, {.steps_max = 1000}};
        auto const error = caught<fermata::step_limit>([&] { runner.next(); });
        CHECK(contains(error.what(), "steps_max"));
    }
    SUBCASE("step") {
        fermata::runner runner{{spinning}, {}, {.steps_max = 1000}};
        CHECK_THROWS_AS(
            [&] {
                for (int i = 0; i < 2000; ++i) {
                    runner.step();
                }
            }(),
            fermata::step_limit);
    }
}

TEST_CASE("as many steps as allowed are no error") {
    fermata::starter const ten{"ten", [] {
                                   for (int i = 0; i < 9; ++i) {
                                       fermata::checkpoint("x");
                                   }
                               }};
    fermata::runner enough{{ten}, {}, {.steps_max = 10}};
    enough.finish();
    CHECK(enough.done());
    fermata::runner too_few{{ten}, {}, {.steps_max = 9}};
    CHECK_THROWS_AS(too_few.finish(), fermata::step_limit);
}

TEST_CASE("a checkpoint name that never comes is not waited for beyond the end") {
    fermata::starter const a{"a", [] { fermata::checkpoint("x"); }};
    fermata::runner runner{{a}, {a.at("y")}};
    CHECK_THROWS_AS(runner.next(), fermata::not_reached);
}
