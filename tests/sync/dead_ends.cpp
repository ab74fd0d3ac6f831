// fermata - https://www.boost.org/LICENSE_1_0.txt
//
// What is said where nobody can go on.
#include "support.hpp"

#include <functional>
#include <memory>
#include <mutex>

using namespace sync_tests;

TEST_CASE("dead ends: the cycle comes first, in one line, then the others") {
    auto const crossed = first_failure([] {
        fermata::mutex a;
        fermata::mutex b;
        fermata::starter const alice{"alice", [&] {
                                         a.lock();
                                         b.lock();
                                         b.unlock();
                                         a.unlock();
                                     }};
        fermata::starter const bob{"bob", [&] {
                                       b.lock();
                                       a.lock();
                                       a.unlock();
                                       b.unlock();
                                   }};
        fermata::starter const carol{"carol", [&] {
                                         a.lock();
                                         a.unlock();
                                     }};
        fermata::runner{{carol, alice, bob}}.finish();
    });
    REQUIRE(crossed.failure.has_value());
    CHECK(crossed.failure->message == "nobody can go on");
    REQUIRE(!crossed.failure->details.empty());
    std::string const& first = crossed.failure->details.front();
    CHECK_MESSAGE(first.starts_with("alice holds mutex 1 and waits for mutex 2, which bob holds (dead_ends.cpp:"),
                  first);
    CHECK_MESSAGE(contains(first, "; bob waits for mutex 1, which alice holds (dead_ends.cpp:"), first);
    for (std::size_t i = 1; i < crossed.failure->details.size(); ++i) {
        CHECK_FALSE(crossed.failure->details[i].starts_with("alice"));
        CHECK_FALSE(crossed.failure->details[i].starts_with("bob"));
    }
}

TEST_CASE("dead ends: in a runner on its own, too") {
    fermata::mutex a;
    fermata::mutex b;
    auto const lock_both = [](fermata::mutex& first, fermata::mutex& second) {
        first.lock();
        fermata::checkpoint("one");
        second.lock();
    };
    fermata::starter const alice{"alice", lock_both, std::ref(a), std::ref(b)};
    fermata::starter const bob{"bob", lock_both, std::ref(b), std::ref(a)};
    std::string text;
    try {
        fermata::runner{{alice, bob}}.finish();
    } catch (fermata::deadlock const& error) {
        text = error.what();
    }
    CHECK_MESSAGE(contains(text, "nobody can go on\n  alice holds mutex 1 and waits for mutex 2, which bob holds"),
                  text);
}

TEST_CASE("dead ends: a cycle of one") {
    auto const report = first_failure([] {
        fermata::mutex mutex;
        mutex.lock();
        mutex.lock();
    });
    REQUIRE(report.failure.has_value());
    CHECK(contains(all_of(report), "main waits for mutex 1, which it holds itself (dead_ends.cpp:"));
}

TEST_CASE("dead ends: a join belongs to a cycle") {
    auto const report = first_failure([] {
        fermata::mutex mutex;
        mutex.lock();
        fermata::thread a([&] { mutex.lock(); });
        a.join();
    });
    REQUIRE(report.failure.has_value());
    std::string const text = all_of(report);
    CHECK_MESSAGE(contains(text, "main holds mutex 1 and waits for the end of thread 1 (dead_ends.cpp:"), text);
    CHECK_MESSAGE(contains(text, "; thread 1 waits for mutex 1, which main holds (dead_ends.cpp:"), text);
    CHECK(report.failure->details.size() == 1);
}

TEST_CASE("dead ends: so do main and the fibers of its runner") {
    auto const report = first_failure([] {
        fermata::mutex mutex;
        mutex.lock();
        fermata::starter const alice{"alice", [&] { mutex.lock(); }};
        fermata::runner{{alice}}.finish();
    });
    CHECK(
        contains(all_of(report),
                 "main holds mutex 1 and waits for the fibers of its runner; alice waits for mutex 1, which main holds "
                 "(dead_ends.cpp:"));
}

TEST_CASE("dead ends: who holds it has ended") {
    auto const report = first_failure([] {
        auto const mutex = std::make_unique<fermata::mutex>();
        together([&] { mutex->lock(); }, [&] { mutex->lock(); });
    });
    REQUIRE(report.failure.has_value());
    CHECK(contains(all_of(report), "which thread 1 held when it ended"));
}

TEST_CASE("dead ends: several waiters that nobody can notify any more") {
    auto const report = first_failure([] {
        fermata::mutex mutex;
        fermata::condition_variable condition;
        auto const body = [&] {
            fermata::unique_lock lock(mutex);
            condition.wait(lock);
        };
        together(body, body);
    });
    REQUIRE(report.failure.has_value());
    CHECK(contains(report.failure->message, "lost wake-up: thread 1 waits to be notified by condition 1"));
    CHECK_MESSAGE(contains(report.failure->message, "and nobody is left who could, and so does 1 other; nobody has"),
                  report.failure->message);
    // The report stays on one screen, with the line to paste.
    std::string const text = to_string(report);
    CHECK(contains(text, "deadlocked: lost wake-up: thread 1 waits"));
    CHECK(contains(text, "FERMATA_REPLAY="));
}

TEST_CASE("dead ends: an atomic that was stored to, and nobody notified") {
    auto const report = first_failure([] {
        fermata::atomic<int> value{0};
        together([&] { value.wait(0); },
                 [&] {
                     value.notify_one();
                     value.store(1);
                 });
    });
    REQUIRE(report.failure.has_value());
    std::string const& message = report.failure->message;
    CHECK_MESSAGE(contains(message, "lost wake-up: thread 1 waits to be notified by atomic 1 (dead_ends.cpp:"),
                  message);
    CHECK_MESSAGE(contains(message, "the last notify_one, by thread 2 (dead_ends.cpp:"), message);
}

TEST_CASE("dead ends: one notify_one too few woke another") {
    auto const all = explore_all([] {
        fermata::mutex mutex;
        fermata::condition_variable condition;
        int waiting = 0;
        auto const body = [&] {
            fermata::unique_lock lock(mutex);
            ++waiting;
            condition.wait(lock);
        };
        together(body, body, [&] {
            fermata::unique_lock const lock(mutex);
            fermata::assume(waiting == 2);
            condition.notify_one();
        });
        return std::string();
    });
    REQUIRE(all.report.failure.has_value());
    CHECK(all.report.failure->outcome == fermata::outcome::deadlocked);
    CHECK_MESSAGE(contains(all.report.failure->message, "woke another"), all.report.failure->message);
}

TEST_CASE("dead ends: a waiter is no lost wake-up where others wait for something else") {
    auto const report = first_failure([] {
        fermata::mutex mutex;
        fermata::condition_variable condition;
        fermata::binary_semaphore semaphore(0);
        together(
            [&] {
                fermata::unique_lock lock(mutex);
                condition.wait(lock);
            },
            [&] {
                semaphore.acquire();
                condition.notify_one();
            });
    });
    REQUIRE(report.failure.has_value());
    CHECK(report.failure->message == "nobody can go on");
    CHECK(contains(all_of(report), "thread 1 waits to be notified by condition 1"));
    CHECK(contains(all_of(report), "thread 2 waits for a release of semaphore 1"));
}

TEST_CASE("dead ends: a failure replays to the same text") {
    auto const body = [] {
        fermata::mutex mutex;
        fermata::condition_variable condition;
        together(
            [&] {
                fermata::unique_lock lock(mutex);
                condition.wait(lock);
            },
            [&] { condition.notify_one(); });
    };
    auto const report = first_failure(body);
    REQUIRE(report.failure.has_value());
    auto const again = fermata::replay(report.failure->token, body);
    REQUIRE(again.failure.has_value());
    CHECK(again.failure->message == report.failure->message);
    CHECK(to_string(again.failure->trace) == to_string(report.failure->trace));
}

TEST_CASE("dead ends: who would notify waits for what the one that waits for it holds") {
    for (bool const is_first : {true, false}) {
        auto const report = first_failure([&] {
            fermata::mutex outer;
            fermata::mutex inner;
            fermata::condition_variable changed;
            bool ready = false;
            auto const waits = [&] {
                fermata::lock_guard const held(outer);
                fermata::unique_lock lock(inner);
                changed.wait(lock, [&] { return ready; });
            };
            auto const notifies = [&] {
                fermata::lock_guard const held(outer);
                fermata::lock_guard const lock(inner);
                ready = true;
                changed.notify_one();
            };
            is_first ? together(waits, notifies) : together(notifies, waits);
        });
        REQUIRE(report.failure.has_value());
        CHECK(report.failure->cause == fermata::failure_cause::deadlock);
        REQUIRE(!report.failure->details.empty());
        std::string const waiter = is_first ? "thread 1" : "thread 2";
        CHECK_MESSAGE(report.failure->details[0].rfind(waiter + " holds mutex 1 and waits to be notified", 0) == 0,
                      report.failure->details[0]);
    }
}
