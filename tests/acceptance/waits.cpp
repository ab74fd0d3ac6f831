// fermata - https://www.boost.org/LICENSE_1_0.txt
#include "support.hpp"

#include <algorithm>
#include <cstdint>
#include <mutex>
#include <set>

using namespace acceptance;

namespace {
fermata::options const each_one{.strategy = fermata::strategies::all_orderings{}, .stop_at_first_failure = false};

/// A second opinion on how many orders there are: fibers that only lock and unlock mutexes, as a plain
/// recursion over all states. A positive number locks that mutex, a negative one unlocks it, 0 is a free step.
struct lock_model {
    std::vector<list> programs;
    std::uint64_t completed = 0;
    std::uint64_t deadlocked = 0;

    void count() { go_on(std::vector<std::size_t>(programs.size(), 0), std::set<int>()); }

    void go_on(std::vector<std::size_t> const& at, std::set<int> const& locked) {
        bool moved = false;
        bool ended = true;
        for (std::size_t i = 0; i < programs.size(); ++i) {
            if (at[i] == programs[i].size()) {
                continue;
            }
            ended = false;
            int const step = programs[i][at[i]];
            if (step > 0 && locked.count(step) != 0) {
                continue;
            }
            moved = true;
            auto then = locked;
            if (step > 0) {
                then.insert(step);
            } else if (step < 0) {
                then.erase(-step);
            }
            auto next = at;
            ++next[i];
            go_on(next, then);
        }
        if (ended) {
            ++completed;
        } else if (!moved) {
            ++deadlocked;
        }
    }
};

void run_locks(std::vector<list> const& programs) {
    fermata::mutex mutexes[3];
    std::vector<fermata::starter> starters;
    for (std::size_t i = 0; i < programs.size(); ++i) {
        starters.emplace_back(fmt::format("s{}", i), [&mutexes, program = programs[i]] {
            for (int const step : program) {
                if (step > 0) {
                    mutexes[step].lock();
                } else {
                    mutexes[-step].unlock();
                }
            }
        });
    }
    fermata::runner{starters}.finish();
}
} // namespace

TEST_CASE("mutexes: as many orders complete and deadlock as a plain model says") {
    for (std::vector<list> const& programs :
         {std::vector<list>{{1, -1}, {1, -1}}, std::vector<list>{{1, 2, -2, -1}, {2, 1, -1, -2}},
          std::vector<list>{{1, 2, -2, -1}, {1, 2, -2, -1}}, std::vector<list>{{1, -1}, {1, -1}, {1, -1}},
          std::vector<list>{{1, 2, -1, -2}, {2, -2, 1, -1}}}) {
        lock_model model{programs};
        for (list& each : model.programs) {
            each.insert(each.begin(), 0); // a starter's first step
        }
        model.count();
        auto const report = fermata::explore([&] { run_locks(programs); }, each_one);
        CHECK(report.complete);
        CHECK(report.count(fermata::outcome::completed) == model.completed);
        CHECK(report.count(fermata::outcome::deadlocked) == model.deadlocked);
        CHECK(report.executions == model.completed + model.deadlocked);
        CHECK(report.fibers_left_behind == 0);
    }
}

TEST_CASE("a deadlock is found, says what each fiber waits for, and replays") {
    auto const body = [] { run_locks({{1, 2, -2, -1}, {2, 1, -1, -2}}); };
    auto const report = fermata::explore(body, all);
    REQUIRE(report.failure.has_value());
    CHECK(report.failure->outcome == fermata::outcome::deadlocked);
    CHECK(report.count(fermata::outcome::deadlocked) == 1);
    std::string const text = all_of(*report.failure);
    CHECK(contains(text, "s0"));
    CHECK(contains(text, "s1"));
    CHECK(contains(text, "mutex"));
    auto const again = fermata::replay(report.failure->token, body);
    REQUIRE(again.failure.has_value());
    CHECK(again.failure->outcome == fermata::outcome::deadlocked);
    CHECK(again.failure->trace == report.failure->trace);
}

TEST_CASE("wait_until: not enabled until the predicate holds") {
    bool wrong = false;
    auto const report = fermata::explore(
        [&] {
            bool flag = false;
            fermata::starter const a{"a", [&] {
                                         fermata::wait_until([&] { return flag; });
                                         wrong = wrong || !flag;
                                     }};
            fermata::starter const b{"b", [&] {
                                         fermata::checkpoint("about to set");
                                         flag = true;
                                     }};
            fermata::runner{{a, b}}.finish();
        },
        all);
    CHECK(report.ok());
    CHECK_FALSE(wrong);
    // a's first step stands before, between or after the two of b; its second one can only be the last
    CHECK(report.executions == 3);
}

TEST_CASE("wait_until that nobody can satisfy is a deadlock, with its place") {
    auto const report = fermata::explore(
        [] {
            fermata::starter const a{"Anna", [] { fermata::wait_until([] { return false; }); }};
            fermata::starter const b{"Bert", [] { fermata::checkpoint("x"); }};
            fermata::runner{{a, b}}.finish();
        },
        all);
    REQUIRE(report.failure.has_value());
    CHECK(report.failure->outcome == fermata::outcome::deadlocked);
    CHECK(contains(all_of(*report.failure), "Anna"));
    CHECK(contains(all_of(*report.failure), "waits.cpp"));
}

TEST_CASE("an exception of a wait_until predicate escapes from the wait") {
    auto const report = fermata::explore(
        [] {
            bool thrown = false;
            fermata::starter const a{"a", [&] {
                                         try {
                                             fermata::wait_until([]() -> bool { throw 42; });
                                         } catch (int value) {
                                             thrown = value == 42;
                                         }
                                     }};
            fermata::runner{{a}}.finish();
            fermata::expect(thrown);
        },
        all);
    CHECK(report.ok());
}

TEST_CASE("wait_for_progress: a retry after busy needs a step of somebody else") {
    int most_tries = 0;
    auto const report = fermata::explore(
        [&] {
            bool busy = false;
            int done = 0;
            auto const transfer = [&] {
                int tries = 1;
                while (busy) {
                    fermata::wait_for_progress();
                    ++tries;
                }
                busy = true;
                fermata::checkpoint("inside");
                busy = false;
                ++done;
                most_tries = std::max(most_tries, tries);
            };
            fermata::runner{{fermata::starter{"a", transfer}, fermata::starter{"b", transfer}}}.finish();
            fermata::expect(done == 2);
        },
        all);
    CHECK(report.ok());
    CHECK(report.complete);
    CHECK(most_tries == 2);        // the other has one step left when it is in the way
    CHECK(report.executions == 4); // each alone first, and each in the way of the other
}

TEST_CASE("wait_for_progress when nobody can make any is a deadlock, with the place") {
    int fibers = 1;
    SUBCASE("alone") {}
    SUBCASE("two that only wait for each other") { fibers = 2; }
    SUBCASE("three") { fibers = 3; }
    auto const report = fermata::explore(
        [&] {
            std::vector<fermata::starter> starters;
            for (int i = 0; i < fibers; ++i) {
                starters.emplace_back(fmt::format("s{}", i), [] {
                    while (true) {
                        fermata::wait_for_progress();
                    }
                });
            }
            fermata::runner{starters}.finish();
        },
        all);
    REQUIRE(report.failure.has_value());
    CHECK(report.failure->outcome == fermata::outcome::deadlocked);
    CHECK(contains(all_of(*report.failure), "s0"));
    CHECK(contains(all_of(*report.failure), "waits.cpp"));
}

TEST_CASE("condition_variable and mutex: producer and consumer in every order") {
    auto const report = fermata::explore(
        [] {
            fermata::mutex mutex;
            fermata::condition_variable filled;
            int stock = 0;
            int sold = 0;
            fermata::starter const consumer{"consumer", [&] {
                                                std::unique_lock lock(mutex);
                                                filled.wait(lock, [&] { return stock > 0; });
                                                --stock;
                                                ++sold;
                                            }};
            fermata::starter const producer{"producer", [&] {
                                                std::unique_lock lock(mutex);
                                                ++stock;
                                                filled.notify_one();
                                            }};
            fermata::runner{{consumer, producer}}.finish();
            fermata::expect(sold == 1 && stock == 0);
        },
        all);
    CHECK(report.ok());
    CHECK(report.complete);
    CHECK(report.executions > 1);
}
