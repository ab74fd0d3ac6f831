// fermata - https://www.boost.org/LICENSE_1_0.txt
#include "../acceptance/support.hpp"

#include <exception>

using namespace acceptance;

namespace {
fermata::options const counting{.strategy = fermata::strategies::all_orderings{},
                                .steps_max = 1000,
                                .stop_at_first_failure = false};

auto const never = [] { return false; };

void waits_in_noexcept() noexcept { fermata::wait_until(never); }

void swallows_and_ends() {
    try {
        fermata::wait_until(never);
    } catch (...) {
    }
}

void swallows_for_ever() {
    while (true) {
        try {
            fermata::wait_until(never);
        } catch (...) {
        }
    }
}

struct waits_in_destructor {
    ~waits_in_destructor() { fermata::checkpoint("in a destructor"); }
};

/// Two that go on, and one that cannot be ended: C(4, 2) orders of those, times the places of the third's start.
fermata::report explored(void (*stubborn)()) {
    return fermata::explore(
        [&] {
            auto const two_steps = [] { fermata::checkpoint("x"); };
            fermata::runner{{fermata::starter{"a", two_steps}, fermata::starter{"stubborn", stubborn}}}.finish();
        },
        counting);
}
} // namespace

TEST_CASE("an abort that meets noexcept, or is swallowed: the fiber is left behind, and the exploration goes on") {
    void (*stubborn)() = nullptr;
    SUBCASE("noexcept") {
        stubborn = [] { waits_in_noexcept(); };
    }
    SUBCASE("catch (...) that ends") { stubborn = swallows_and_ends; }
    SUBCASE("catch (...) that goes on for ever") { stubborn = swallows_for_ever; }
    auto const report = explored(stubborn);
    CHECK(report.complete);
    CHECK(report.count(fermata::outcome::deadlocked) == 3); // its start stands before, between or after a's two steps
    CHECK(report.executions == 3);
    CHECK(report.fibers_left_behind == 3);
    REQUIRE(report.failure.has_value());
    CHECK(report.failure->outcome == fermata::outcome::deadlocked);
}

TEST_CASE("the order to end passes handlers of std::exception, and those that rethrow") {
    auto const report = fermata::explore(
        [] {
            fermata::starter const polite{"polite", [] {
                                              try {
                                                  try {
                                                      fermata::wait_until(never);
                                                  } catch (std::exception const&) {
                                                      fermata::expect(false, "execution_aborted is no std::exception");
                                                  }
                                              } catch (...) {
                                                  throw;
                                              }
                                          }};
            fermata::runner{{polite}}.finish();
        },
        counting);
    CHECK(report.count(fermata::outcome::deadlocked) == 1);
    CHECK(report.fibers_left_behind == 0);
}

TEST_CASE("during an abort operations have no effect, and destructors may use them") {
    int destroyed = 0;
    auto with = counting;
    with.check_determinism = false;
    auto const report = fermata::explore(
        [&] {
            struct guard {
                int& count;
                fermata::mutex& mutex;
                ~guard() {
                    fermata::checkpoint("in a destructor");
                    mutex.unlock(); // it has not been locked, but this is no time to complain
                    ++count;
                }
            };
            fermata::mutex mutex;
            fermata::starter const a{"a", [&] {
                                         guard const here{destroyed, mutex};
                                         fermata::wait_until(never);
                                     }};
            fermata::runner{{a}}.finish();
        },
        with);
    CHECK(report.count(fermata::outcome::deadlocked) == 1);
    CHECK(report.executions == 1);
    CHECK(report.fibers_left_behind == 0);
    CHECK(destroyed == 1);
}

TEST_CASE("cut off at a checkpoint in a destructor: whatever becomes of the fiber, nothing hangs") {
    auto with = counting;
    with.steps_max = 20;
    with.executions_max = 10;
    auto const report = fermata::explore(
        [] {
            fermata::starter const a{"a", [] {
                                         while (true) {
                                             waits_in_destructor const here;
                                         }
                                     }};
            fermata::runner{{a}}.finish();
        },
        with);
    CHECK(report.count(fermata::outcome::step_limit) == 1);
    CHECK(report.fibers_left_behind == 1);
}

TEST_CASE("a runner that is destroyed early, with such fibers in it, throws nothing and does not hang") {
    bool after = false;
    fermata::starter const stubborn{"stubborn", [&]() noexcept {
                                        fermata::checkpoint("x");
                                        after = true;
                                    }};
    fermata::starter const swallowing{"swallowing", [] {
                                          while (true) {
                                              try {
                                                  fermata::checkpoint("x");
                                              } catch (...) {
                                              }
                                          }
                                      }};
    bool unwound = false;
    struct guard {
        bool& flag;
        ~guard() { flag = true; }
    };
    fermata::starter const polite{"polite", [&] {
                                      guard const here{unwound};
                                      fermata::checkpoint("x");
                                  }};
    {
        fermata::runner runner{{polite, stubborn, swallowing},
                               {stubborn.at("x"), swallowing.at("x"), polite.at("x")},
                               {.after_last_point = fermata::after_last_point::hold}};
        runner.run_to(polite.at("x"));
    }
    CHECK_FALSE(after);
    CHECK(unwound);
    fermata::runner{{polite}}.finish(); // the library is as it was
}
