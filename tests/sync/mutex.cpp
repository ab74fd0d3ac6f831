// fermata - https://www.boost.org/LICENSE_1_0.txt
#include "support.hpp"

#include <memory>

using namespace sync_tests;

TEST_CASE("mutex: try_lock is a choice, and reads only where it fails") {
    // A: lock, unlock. B: try, and unlock where it succeeded. Either B is before A's lock, or between, or after A's
    // unlock. Three orderings, all of them different classes.
    auto const all = explore_all([] {
        fermata::mutex mutex;
        bool locked = false;
        together(
            [&] {
                mutex.lock();
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
    CHECK(all.executions == 3);
    CHECK(all.classes == 3);
    CHECK(all.results == std::map<std::string, std::uint64_t>{{"busy", 1}, {"locked", 2}});
}

TEST_CASE("mutex: two failing try_locks do not conflict") {
    // Main holds it. Their order makes two orderings and one class.
    auto const all = explore_all([] {
        fermata::mutex mutex;
        mutex.lock();
        int failed = 0;
        auto const look = [&] { failed += mutex.try_lock() ? 0 : 1; };
        together(look, look);
        mutex.unlock();
        return std::to_string(failed);
    });
    CHECK(all.executions == 2);
    CHECK(all.classes == 1);
    CHECK(all.only({"2"}));
}

TEST_CASE("mutex: misuse, with its place") {
    check_misuse(
        [] {
            fermata::mutex mutex;
            mutex.unlock();
        },
        "unlock() of a mutex that is not locked, mutex 1");
    check_misuse(
        [] {
            fermata::mutex mutex;
            mutex.lock();
            together([&] { mutex.unlock(); });
            mutex.unlock();
        },
        "unlock() of a mutex that another fiber holds, mutex 1: main held it (mutex.cpp:");
    check_misuse(
        [] {
            fermata::mutex mutex;
            mutex.lock();
        },
        "mutex 1 was destroyed while main held it (mutex.cpp:", false);
    check_misuse(
        [] {
            fermata::mutex mutex;
            together([&] {
                fermata::lock_guard const lock(mutex);
                static_cast<void>(mutex.try_lock());
            });
        },
        "try_lock() of mutex 1 by a fiber that holds it already");
    check_misuse_outside([] { fermata::mutex{}.unlock(); }, "unlock() of a mutex that is not locked");
}

TEST_CASE("mutex: destroyed while somebody waits for it") {
    check_misuse(
        [] {
            auto mutex = std::make_unique<fermata::mutex>();
            mutex->lock();
            fermata::thread waiting([&] { mutex->lock(); });
            fermata::checkpoint("now");
            mutex->unlock();
            mutex.reset();
            waiting.join();
        },
        "mutex 1 was destroyed while thread 1 is about to lock mutex 1 (mutex.cpp:", false);
}

TEST_CASE("mutex: outside of an execution it is a plain flag") {
    fermata::mutex mutex;
    mutex.lock();
    CHECK_FALSE(mutex.try_lock());
    check_misuse_outside([&] { mutex.lock(); }, "would wait for ever");
    mutex.unlock();
    CHECK(mutex.try_lock());
    mutex.unlock();
}

TEST_CASE("mutex: an execution that is given up unwinds through guards") {
    int destroyed = 0;
    auto const report = first_failure([&] {
        struct counts {
            ~counts() { ++*count; }
            int* count;
        };
        fermata::mutex a;
        fermata::mutex b;
        together(
            [&] {
                counts const here{&destroyed};
                fermata::lock_guard const first(a);
                fermata::checkpoint("between");
                fermata::lock_guard const second(b);
            },
            [&] {
                counts const here{&destroyed};
                fermata::lock_guard const first(b);
                fermata::checkpoint("between");
                fermata::lock_guard const second(a);
            });
    });
    REQUIRE(report.failure.has_value());
    CHECK(report.failure->outcome == fermata::outcome::deadlocked);
    CHECK(report.fibers_left_behind == 0);
    CHECK(destroyed % 2 == 0);
    CHECK(destroyed >= 4);
}
