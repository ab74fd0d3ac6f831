// fermata - https://www.boost.org/LICENSE_1_0.txt
#include "support.hpp"

#include <chrono>
#include <mutex>

using namespace sync_tests;
using namespace std::chrono_literals;

TEST_CASE("recursive_mutex: its holder locks it again, others wait until the last unlock") {
    // Whoever is first locks twice and unlocks twice while the other is not enabled: two orderings.
    auto const all = explore_all([] {
        fermata::recursive_mutex mutex;
        std::string order;
        auto const body = [&](char name) {
            return [&, name] {
                std::lock_guard const outer(mutex);
                order += name;
                std::lock_guard const inner(mutex);
                order += name;
            };
        };
        together(body('a'), body('b'));
        return order;
    });
    CHECK(all.executions == 2);
    CHECK(all.classes == 2);
    CHECK(all.only({"aabb", "bbaa"}));
}

TEST_CASE("recursive_mutex: what its holder does in between conflicts with nothing") {
    // A: lock, lock, unlock, unlock. B tries: before, at three places in between, after: 5 orderings. The three in
    // between are one class.
    auto const all = explore_all([] {
        fermata::recursive_mutex mutex;
        bool locked = false;
        together(
            [&] {
                mutex.lock();
                mutex.lock();
                mutex.unlock();
                mutex.unlock();
            },
            [&] {
                locked = mutex.try_lock();
                if (locked) {
                    mutex.unlock();
                }
            });
        return std::string(locked ? "locked" : "busy");
    });
    CHECK(all.executions == 5);
    CHECK(all.classes == 3);
    CHECK(all.results == std::map<std::string, std::uint64_t>{{"busy", 3}, {"locked", 2}});
}

TEST_CASE("recursive_timed_mutex: its holder never times out") {
    auto const all = explore_all([] {
        fermata::recursive_timed_mutex mutex;
        int locked = 0;
        auto const body = [&] {
            if (mutex.try_lock_for(1s)) {
                ++locked;
                fermata::expect(mutex.try_lock_until(std::chrono::steady_clock::now()));
                fermata::expect(mutex.try_lock());
                mutex.unlock();
                mutex.unlock();
                mutex.unlock();
            }
        };
        together(body, body);
        return std::to_string(locked);
    });
    // Each that succeeds has 6 steps. Both: one after the other, 2 orderings. One only: the other's try at any of the
    // 5 places between, for each of the two.
    CHECK(all.results == std::map<std::string, std::uint64_t>{{"1", 10}, {"2", 2}});
    CHECK(all.classes == 4);
}

TEST_CASE("recursive_mutex: misuse, and outside of an execution") {
    check_misuse(
        [] {
            fermata::recursive_mutex mutex;
            mutex.lock();
            mutex.lock();
            mutex.unlock();
            mutex.unlock();
            mutex.unlock();
        },
        "more often than it was locked");
    check_misuse(
        [] {
            fermata::recursive_mutex mutex;
            mutex.lock();
            mutex.lock();
            mutex.unlock();
        },
        "was destroyed while main held it", false);
    check_misuse(
        [] {
            fermata::recursive_mutex mutex;
            mutex.lock();
            together([&] { mutex.unlock(); });
            mutex.unlock();
        },
        "another fiber holds");
    fermata::recursive_mutex mutex;
    mutex.lock();
    CHECK(mutex.try_lock());
    mutex.unlock();
    mutex.unlock();
    check_misuse_outside([&] { mutex.unlock(); }, "more often than it was locked");
}
