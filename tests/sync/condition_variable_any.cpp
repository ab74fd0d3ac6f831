// fermata - https://www.boost.org/LICENSE_1_0.txt
#include "support.hpp"

#include <chrono>
#include <memory>
#include <mutex>
#include <shared_mutex>

using namespace sync_tests;
using namespace std::chrono_literals;

namespace {

/// A lock of the user's: two operations to lock, and two to unlock.
class turnstile {
public:
    void lock() {
        std::unique_lock lock(mutex_);
        while (taken_) {
            free_.wait(lock);
        }
        taken_ = true;
    }
    void unlock() {
        std::lock_guard const lock(mutex_);
        taken_ = false;
        free_.notify_one();
    }

private:
    fermata::mutex mutex_;
    fermata::condition_variable_any free_;
    bool taken_ = false;
};

} // namespace

TEST_CASE("condition_variable_any: no wake-up is lost between the predicate and the wait") {
    auto const all = explore_all([] {
        fermata::shared_mutex mutex;
        fermata::condition_variable_any condition;
        bool ready = false;
        together(
            [&] {
                std::shared_lock lock(mutex);
                condition.wait(lock, [&] { return ready; });
                fermata::expect(lock.owns_lock());
            },
            [&] {
                {
                    std::lock_guard const lock(mutex);
                    ready = true;
                }
                condition.notify_one();
            });
        return std::string();
    });
    CHECK(all.report.ok());
}

TEST_CASE("condition_variable_any: the orders of a wait and a notification") {
    // Waiter: lock, wait, unlock, wake, lock, unlock. The notify before the lock, or before the wait: lost. Before or
    // after the unlock: heard; then the rest is in one order. Four orderings, two of them lost.
    // Classes: before the wait, or after it: the unlock conflicts with no notification.
    auto const all = explore_all([] {
        fermata::mutex mutex;
        fermata::condition_variable_any condition;
        together(
            [&] {
                mutex.lock();
                condition.wait(mutex);
                mutex.unlock();
            },
            [&] { condition.notify_one(); });
        return std::string();
    });
    CHECK(all.executions == 4);
    CHECK(all.deadlocked == 2);
    CHECK(all.classes == 2);
    CHECK(contains(all.report.failure->message, "lost wake-up: thread 1 waits to be notified by condition 1"));
}

TEST_CASE("condition_variable_any: a timed wait") {
    // Waiter: lock, wait, unlock, wake, lock, unlock; the notify at one of 7 places; heard at two of them. Classes:
    // before the wait, between wait and wake, after the wake.
    auto const all = explore_all([] {
        fermata::mutex mutex;
        fermata::condition_variable_any condition;
        bool timed_out = false;
        together(
            [&] {
                std::unique_lock lock(mutex);
                timed_out = condition.wait_for(lock, 1s) == fermata::cv_status::timeout;
            },
            [&] { condition.notify_all(); });
        return std::string(timed_out ? "timeout" : "notified");
    });
    CHECK(all.results == std::map<std::string, std::uint64_t>{{"notified", 2}, {"timeout", 5}});
    CHECK(all.classes == 3);
}

TEST_CASE("condition_variable_any: a lock that waits itself") {
    auto const all = explore_all([] {
        turnstile gate;
        fermata::condition_variable_any condition;
        bool ready = false;
        together(
            [&] {
                std::unique_lock lock(gate);
                condition.wait(lock, [&] { return ready; });
            },
            [&] {
                std::unique_lock const lock(gate);
                ready = true;
                condition.notify_one();
            });
        return std::string();
    });
    CHECK(all.report.ok());
}

TEST_CASE("condition_variable_any: a stop wakes those who wait, in every order") {
    auto const all = explore_all([] {
        fermata::mutex mutex;
        fermata::condition_variable_any condition;
        bool ready = false;
        bool held = true;
        fermata::stop_source source;
        together(
            [&] {
                std::unique_lock lock(mutex);
                held = condition.wait(lock, source.get_token(), [&] { return ready; });
            },
            [&] { source.request_stop(); });
        return std::string(held ? "held" : "stopped");
    });
    CHECK(all.report.ok());
    CHECK(all.deadlocked == 0);
    CHECK(all.only({"stopped"}));
}

TEST_CASE("condition_variable_any: a stop, or the predicate, or the time") {
    auto const all = explore_all([] {
        fermata::mutex mutex;
        fermata::condition_variable_any condition;
        bool ready = false;
        bool held = false;
        fermata::stop_source source;
        together(
            [&] {
                std::unique_lock lock(mutex);
                held = condition.wait_for(lock, source.get_token(), 1s, [&] { return ready; });
            },
            [&] {
                mutex.lock();
                ready = true;
                mutex.unlock();
                condition.notify_one();
            });
        return std::string(held ? "held" : "timed out");
    });
    CHECK(all.report.ok());
    CHECK(all.only({"held", "timed out"}));
}

TEST_CASE("condition_variable_any: spurious wake-ups on request") {
    auto const all = explore_all([] {
        fermata::allow_spurious_wakeups();
        fermata::mutex mutex;
        fermata::condition_variable_any condition;
        bool ready = false;
        together(
            [&] {
                std::unique_lock lock(mutex);
                if (!ready) {
                    condition.wait(lock);
                }
                fermata::expect(ready, "woken for nothing");
            },
            [&] {
                std::unique_lock const lock(mutex);
                ready = true;
                condition.notify_one();
            });
        return std::string();
    });
    REQUIRE(all.report.failure.has_value());
    CHECK(contains(all.report.failure->message, "woken for nothing"));
}

TEST_CASE("condition_variable_any: misuse, and outside of an execution") {
    fermata::mutex mutex;
    fermata::condition_variable_any condition;
    std::unique_lock lock(mutex);
    check_misuse_outside([&] { condition.wait(lock); }, "would wait for ever");
    CHECK(lock.owns_lock());
    CHECK(condition.wait_for(lock, 1h) == fermata::cv_status::timeout);
    CHECK(lock.owns_lock());
    check_misuse(
        [] {
            struct {
                void lock() {}
                void unlock() { is_given_up = true; }
                bool is_given_up = false;
            } own;
            auto waited = std::make_unique<fermata::condition_variable_any>();
            fermata::thread waiting([&] { waited->wait(own); });
            fermata::wait_until([&] { return own.is_given_up; });
            waited.reset();
            waiting.detach();
        },
        "condition 1 was destroyed while thread 1 waits to be notified by condition 1", false);
    auto const without_lock = [](auto wait) {
        return [wait] {
            fermata::mutex not_locked;
            fermata::condition_variable_any waited;
            fermata::unique_lock<fermata::mutex> without(not_locked, fermata::defer_lock);
            wait(waited, without);
        };
    };
    std::string const needs_lock = "a wait for condition 1 needs a lock that is held";
    check_misuse(without_lock([](auto& waited, auto& without) { waited.wait(without); }), needs_lock);
    check_misuse(without_lock([](auto& waited, auto& without) { waited.wait_for(without, 1h); }), needs_lock);
    check_misuse(without_lock([](auto& waited, auto& without) {
                     waited.wait(without, fermata::stop_token(), [] { return false; });
                 }),
                 needs_lock);
    check_misuse(
        [] {
            fermata::mutex not_locked;
            fermata::condition_variable_any{}.wait(not_locked);
        },
        "unlock() of a mutex that is not locked, mutex 1");
}
