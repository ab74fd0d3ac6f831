// fermata - https://www.boost.org/LICENSE_1_0.txt
#include "support.hpp"

#include <chrono>

using namespace sync_tests;
using namespace std::chrono_literals;

TEST_CASE("timed_mutex: a timed lock may time out whenever somebody holds the mutex, and only then") {
    // As try_lock of a mutex: before, during, after.
    auto const all = explore_all([] {
        fermata::timed_mutex mutex;
        bool locked = false;
        together(
            [&] {
                mutex.lock();
                mutex.unlock();
            },
            [&] {
                locked = mutex.try_lock_for(1h);
                if (locked) {
                    mutex.unlock();
                }
            });
        return std::string(locked ? "locked" : "timed out");
    });
    CHECK(all.executions == 3);
    CHECK(all.classes == 3);
    CHECK(all.results == std::map<std::string, std::uint64_t>{{"locked", 2}, {"timed out", 1}});
}

TEST_CASE("timed_mutex: try_lock_until, with a lock that knows time") {
    auto const all = explore_all([] {
        fermata::timed_mutex mutex;
        int locked = 0;
        auto const body = [&] {
            std::unique_lock<fermata::timed_mutex> lock(mutex, std::chrono::steady_clock::now() + 1h);
            locked += lock.owns_lock() ? 1 : 0;
        };
        together(body, body);
        return std::to_string(locked);
    });
    // Each: try, unlock. One after the other: 2 orderings with two successes. Within the other's: 2 with one.
    CHECK(all.executions == 4);
    CHECK(all.results == std::map<std::string, std::uint64_t>{{"1", 2}, {"2", 2}});
    CHECK(all.classes == 4);
}

TEST_CASE("timed_mutex: misuse, and outside of an execution") {
    check_misuse([] { fermata::timed_mutex{}.unlock(); }, "unlock() of a mutex that is not locked");
    check_misuse(
        [] {
            fermata::timed_mutex mutex;
            mutex.lock();
        },
        "was destroyed while main held it", false);
    check_misuse(
        [] {
            fermata::timed_mutex mutex;
            fermata::lock_guard const lock(mutex);
            static_cast<void>(mutex.try_lock_for(1h));
        },
        "try_lock_for() of mutex 1 by a fiber that holds it already");
    fermata::timed_mutex mutex;
    CHECK(mutex.try_lock_for(0s));
    CHECK_FALSE(mutex.try_lock_for(1h)); // at once
    mutex.unlock();
}
