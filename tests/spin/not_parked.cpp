// fermata - https://www.boost.org/LICENSE_1_0.txt
//
// Loops that read and change something: each round is another one.
#include "spin/spinning.hpp"

#include <map>
#include <set>

namespace spin_tests::not_parked {

namespace {

/// How often a retry has failed that gives up after three.
std::set<int> bounded(named_options const& by) {
    CAPTURE(by.name);
    std::set<int> seen;
    auto const report = fermata::explore(
        [&] {
            fermata::atomic<bool> flag{false};
            int failed = 0;
            together({[&] {
                          int tries = 0;
                          while (tries < 3 && !flag.load()) {
                              ++tries;
                          }
                          failed = tries;
                      },
                      [&] { flag.store(true); }});
            seen.insert(failed);
        },
        by.with);
    CAPTURE(report.verdict());
    CHECK(report.ok());
    CHECK(report.complete != by.with.executions_max.has_value());
    CHECK_FALSE(holds(report.verdict(), "parked"));
    return seen;
}

} // namespace

// 100 samples find them all, too; with a bound of 2 there is none with more.
TEST_CASE("a retry that gives up") {
    for (named_options const& each : under_every_strategy()) {
        CHECK(bounded(each) == std::set<int>{0, 1, 2, 3});
    }
}

TEST_CASE("a retry that gives up, with its counter in the frame of a caller") {
    std::set<int> seen;
    auto const report = fermata::explore(
        [&] {
            fermata::atomic<bool> flag{false};
            int failed = 0;
            auto const is_over = [&flag](int& tries) { return flag.load() || ++tries == 3; };
            together({[&] {
                          int tries = 0;
                          while (!is_over(tries)) {
                          }
                          failed = tries;
                      },
                      [&] { flag.store(true); }});
            seen.insert(failed);
        },
        all_of());
    CHECK(report.complete);
    CHECK(seen == std::set<int>{0, 1, 2, 3});
    CHECK_FALSE(holds(report.verdict(), "parked"));
}

TEST_CASE("a retry that gives up, with its counter in the thread's own function") {
    std::set<int> seen;
    auto const report = fermata::explore(
        [&] {
            fermata::atomic<bool> flag{false};
            int failed = 0;
            fermata::thread tries([&, count = 0]() mutable {
                while (count < 3 && !flag.load()) {
                    ++count;
                }
                failed = count;
            });
            fermata::thread sets([&] { flag.store(true); });
            tries.join();
            sets.join();
            seen.insert(failed);
        },
        all_of());
    CHECK(report.complete);
    CHECK(seen == std::set<int>{0, 1, 2, 3});
    CHECK_FALSE(holds(report.verdict(), "parked"));
}

TEST_CASE("the first round is another one: it is an event") {
    std::set<bool> seen;
    auto const report = fermata::explore(
        [&] {
            fermata::atomic<bool> flag{false};
            bool had_to_wait = false;
            together({[&] {
                          bool volatile waited = false;
                          while (!flag.load()) {
                              waited = true;
                          }
                          had_to_wait = waited;
                      },
                      [&] { flag.store(true); }});
            seen.insert(had_to_wait);
        },
        all_of());
    CHECK(report.complete);
    CHECK(seen == std::set<bool>{false, true});
    CHECK(report.executions == 2);
}

TEST_CASE("a loop that writes") {
    std::set<int> seen;
    auto const report = fermata::explore(
        [&] {
            fermata::atomic<bool> flag{false};
            fermata::atomic<int> tries{0};
            together({[&] {
                          while (tries.load() < 2 && !flag.load()) {
                              tries.fetch_add(1);
                          }
                      },
                      [&] { flag.store(true); }});
            seen.insert(tries.load());
        },
        all_of());
    CHECK(report.complete);
    CHECK(seen == std::set<int>{0, 1, 2});
    CHECK_FALSE(holds(report.verdict(), "parked"));
}

// The variable is on another stack, or has what it holds on the heap.
TEST_CASE("a loop that writes a variable") {
    std::set<std::size_t> seen;
    for (bool const is_text : {false, true}) {
        seen.clear();
        auto const report = fermata::explore(
            [&] {
                fermata::atomic<bool> flag{false};
                fermata::var<int> tries{0};
                std::size_t found = 0;
                together({[&] {
                              fermata::var<std::string> text;
                              while (!flag.load()) {
                                  if (is_text ? text.write().append(1, 'x').size() == 4 : (tries += 1).get() == 4) {
                                      break;
                                  }
                              }
                              found = is_text ? text.get().size() : static_cast<std::size_t>(tries.get());
                          },
                          [&] { flag.store(true); }});
                seen.insert(found);
            },
            all_of());
        CHECK(report.complete);
        CHECK(report.ok());
        CHECK(seen == std::set<std::size_t>{0, 1, 2, 3, 4});
        CHECK_FALSE(holds(report.verdict(), "parked"));
    }
}

TEST_CASE("a loop that chooses") {
    std::set<int> seen;
    auto const report = fermata::explore(
        [&] {
            fermata::atomic<bool> flag{false};
            int chosen = 0;
            together({[&] {
                          while (!flag.load() && (chosen = static_cast<int>(fermata::choose(2))) == 0) {
                              fermata::checkpoint("again");
                              if (++chosen == 1) {
                                  break;
                              }
                          }
                      },
                      [&] { flag.store(true); }});
            seen.insert(chosen);
        },
        all_of());
    CHECK(report.complete);
    CHECK(seen == std::set<int>{0, 1});
}

TEST_CASE("a loop that locks") {
    auto const report = fermata::explore(
        [] {
            fermata::mutex mutex;
            fermata::atomic<bool> flag{false};
            together({[&] {
                          for (int i = 0; i < 2 && !flag.load(); ++i) {
                              mutex.lock();
                              mutex.unlock();
                          }
                      },
                      [&] { flag.store(true); }});
        },
        all_of());
    CHECK(report.complete);
    CHECK_FALSE(holds(report.verdict(), "parked"));
}

TEST_CASE("switched off: such a loop ends where the steps do") {
    auto const body = [] {
        fermata::atomic<bool> flag{false};
        together({[&] {
            while (!flag.load()) {
            }
        }});
    };
    auto const report = fermata::explore(body, {.steps_max = 100, .park_spin_loops = false});
    REQUIRE(report.failure.has_value());
    CHECK(report.failure->outcome == fermata::outcome::step_limit);
    auto const parked = fermata::explore(body, {.steps_max = 100});
    REQUIRE(parked.failure.has_value());
    CHECK(parked.failure->outcome == fermata::outcome::livelocked);
}

} // namespace spin_tests::not_parked
