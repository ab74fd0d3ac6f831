// fermata - https://www.boost.org/LICENSE_1_0.txt
#include "support.hpp"

#include <exception>
#include <stdexcept>

using namespace acceptance;

TEST_CASE("a false expectation ends its fiber; the others run to their end") {
    int alice_after = 0;
    int bob_ended = 0;
    unsigned line = 0;
    auto const body = [&] {
        fermata::starter const alice{"alice", [&] {
                                         line = __LINE__, fermata::expect(false, "wrong from the start");
                                         ++alice_after;
                                     }};
        fermata::starter const bob{"bob", [&] {
                                       for (int i = 0; i < 3; ++i) {
                                           fermata::checkpoint("x");
                                       }
                                       ++bob_ended;
                                   }};
        fermata::runner{{alice, bob}}.finish();
    };
    auto with = all;
    with.check_determinism = false;
    auto const report = fermata::explore(body, with);
    CHECK(alice_after == 0);
    CHECK(bob_ended == 1);
    REQUIRE(report.failure.has_value());
    CHECK(report.failure->outcome == fermata::outcome::failed);
    CHECK(contains(report.failure->message, "wrong from the start"));
    CHECK(report.failure->fiber == "alice");
    CHECK(contains(report.failure->file, "outcomes.cpp"));
    CHECK(report.failure->line == line);
    CHECK(report.executions == 1);
    CHECK(report.failure->execution == 1);
}

TEST_CASE("what fails first is reported, whatever main makes of it later") {
    auto const report = fermata::explore(
        [] {
            fermata::runner{{fermata::starter{"alice", [] { fermata::expect(false, "the cause"); }}}}.finish();
            fermata::expect(false, "a consequence");
        },
        all);
    REQUIRE(report.failure.has_value());
    CHECK(contains(report.failure->message, "the cause"));
    CHECK(report.failure->fiber == "alice");
}

TEST_CASE("an expectation of main") {
    auto const report = fermata::explore(
        [] {
            run_starters(1, 1);
            fermata::expect(false, "main knows better");
        },
        all);
    REQUIRE(report.failure.has_value());
    CHECK(contains(report.failure->message, "main knows better"));
    CHECK(report.failure->fiber == "main");
}

TEST_CASE("an exception that escapes from a starter") {
    int bob_ended = 0;
    auto with = all;
    with.check_determinism = false;
    auto const report = fermata::explore(
        [&] {
            fermata::starter const alice{"alice", [] { throw std::runtime_error("boom"); }};
            fermata::starter const bob{"bob", [&] {
                                           fermata::checkpoint("x");
                                           ++bob_ended;
                                       }};
            fermata::runner{{alice, bob}}.finish();
        },
        with);
    CHECK(bob_ended == 1);
    REQUIRE(report.failure.has_value());
    CHECK(report.failure->outcome == fermata::outcome::failed);
    CHECK(contains(all_of(*report.failure), "boom"));
    CHECK(report.failure->fiber == "alice");
}

TEST_CASE("an exception that escapes from main, and one that is no std::exception") {
    auto const from_main = fermata::explore(
        [] {
            run_starters(1, 0);
            throw std::runtime_error("main gives up");
        },
        all);
    REQUIRE(from_main.failure.has_value());
    CHECK(contains(all_of(*from_main.failure), "main gives up"));

    auto const other = fermata::explore(
        [] {
            fermata::runner{{fermata::starter{"alice", [] { throw 42; }}}}.finish();
        },
        all);
    REQUIRE(other.failure.has_value());
    CHECK(other.failure->outcome == fermata::outcome::failed);
    CHECK(other.failure->fiber == "alice");
}

TEST_CASE("exceptions that are handled are nobody's business, also across checkpoints") {
    auto const report = fermata::explore(
        [] {
            auto const body = [](int mine) {
                try {
                    throw mine;
                } catch (int value) {
                    fermata::checkpoint("in the handler");
                    fermata::expect(value == mine);
                    try {
                        throw;
                    } catch (int again) {
                        fermata::expect(again == mine, "another fiber's exception");
                    }
                }
                fermata::expect(std::uncaught_exceptions() == 0);
            };
            fermata::runner{
                {fermata::starter{"a", body, 1}, fermata::starter{"b", body, 2}, fermata::starter{"c", body, 3}}}
                .finish();
        },
        all);
    CHECK(report.ok());
    CHECK(report.executions == 90);
}

TEST_CASE("failures only in some orders are counted apart from the others") {
    auto with = all;
    with.stop_at_first_failure = false;
    auto const report = fermata::explore(
        [] {
            bool flag = false;
            fermata::starter const a{"a", [&] { flag = true; }};
            fermata::starter const b{"b", [&] { fermata::expect(flag, "too early"); }};
            fermata::starter const c{"c", [] {}};
            fermata::runner{{a, b, c}}.finish();
        },
        with);
    CHECK(report.executions == 6);
    CHECK(report.complete);
    CHECK(report.count(fermata::outcome::failed) == 3);
    CHECK(report.count(fermata::outcome::completed) == 3);
}

TEST_CASE("an endless execution is a step_limit that names steps_max") {
    auto with = all;
    with.steps_max = 1000;
    auto const report = fermata::explore(
        [] {
            fermata::starter const spinning{"spinning", [] {
                                                while (true) {
                                                    fermata::checkpoint("again");
                                                }
                                            }};
            fermata::runner{{spinning}}.finish();
        },
        with);
    CHECK_FALSE(report.ok());
    CHECK_FALSE(report.complete);
    CHECK(report.executions == 0);
    CHECK(report.count(fermata::outcome::step_limit) == 1);
    REQUIRE(report.failure.has_value());
    CHECK(report.failure->outcome == fermata::outcome::step_limit);
    CHECK(contains(all_of(*report.failure), "steps_max"));
}

TEST_CASE("an execution that is cut off has the number that it would have") {
    // In the first order the store comes before the load; the other one never ends.
    auto const report = fermata::explore(
        [] {
            fermata::atomic<int> value{0};
            fermata::thread endless([&] {
                if (value.load() == 0) {
                    while (true) {
                        value.fetch_add(1);
                    }
                }
            });
            value.store(1);
            endless.join();
        },
        {.steps_max = 50});
    REQUIRE(report.failure.has_value());
    CHECK(report.failure->outcome == fermata::outcome::step_limit);
    CHECK(report.executions == 1);
    CHECK(report.failure->execution == 2);
    CHECK(contains(to_string(report), "in execution 2"));
}

TEST_CASE("a spin that ends in some orders only: the step limit hides none of those") {
    auto with = all;
    with.steps_max = 30;
    with.stop_at_first_failure = false;
    with.executions_max = 200;
    auto const report = fermata::explore(
        [] {
            bool flag = false;
            fermata::starter const a{"a", [&] { flag = true; }};
            fermata::starter const b{"b", [&] {
                                         while (!flag) {
                                             fermata::checkpoint("spin");
                                         }
                                     }};
            fermata::runner{{a, b}}.finish();
        },
        with);
    CHECK(report.count(fermata::outcome::completed) >= 20);
    CHECK(report.count(fermata::outcome::failed) == 0);
    CHECK(report.count(fermata::outcome::step_limit) >= 1);
    CHECK_FALSE(report.complete);
}

TEST_CASE("of many failures in one execution, how many are not shown is said") {
    auto const report = fermata::explore([] {
        std::vector<fermata::thread> all;
        for (int i = 0; i < 9; ++i) {
            all.emplace_back([] { fermata::expect(false, "never"); });
        }
        for (auto& each : all) {
            each.join();
        }
    });
    REQUIRE(report.failure.has_value());
    CHECK(report.failure->details.size() == 6);
    CHECK(report.failure->details.back() == "and 3 more failures of this execution");
}
