// fermata - https://www.boost.org/LICENSE_1_0.txt
#include "support.hpp"

#include <chrono>
#include <shared_mutex>

using namespace sync_tests;
using namespace std::chrono_literals;

TEST_CASE("shared_mutex: readers overlap") {
    // Two readers of two steps: 4! / (2! 2!) = 6; all their operations conflict.
    int most = 0;
    auto const all = explore_all([&] {
        fermata::shared_mutex mutex;
        int inside = 0;
        auto const reader = [&] {
            std::shared_lock const lock(mutex);
            most = std::max(most, ++inside);
            fermata::expect(inside <= 2);
            --inside; // not seen by the other one: it runs at another step
        };
        together(reader, reader);
        return std::string();
    });
    CHECK(all.executions == 6);
    CHECK(all.classes == 6);
}

TEST_CASE("shared_mutex: a writer excludes readers") {
    // Two readers make 6 orders. The writer's two steps are together, and stand where no reader is inside: at 3 places
    // of the 2 orders in which one reader follows the other, at 2 of the other 4: 3 * 2 + 2 * 4 = 14.
    auto const all = explore_all([] {
        fermata::shared_mutex mutex;
        int value = 0;
        std::string read;
        auto const reader = [&] {
            std::shared_lock const lock(mutex);
            read += std::to_string(value);
        };
        together(reader, reader, [&] {
            std::unique_lock const lock(mutex);
            value = 1;
        });
        return read;
    });
    CHECK(all.executions == 14);
    CHECK(all.classes == 14);
    CHECK(all.only({"00", "01", "11"}));
}

TEST_CASE("shared_mutex: tries of both kinds, timed and not") {
    auto const all = explore_all([] {
        fermata::shared_timed_mutex mutex;
        std::string seen;
        mutex.lock_shared();
        together([&] {
            seen += mutex.try_lock() ? "E" : "e";
            seen += mutex.try_lock_for(1s) ? "E" : "e";
            seen += mutex.try_lock_shared() ? "S" : "s";
            mutex.unlock_shared();
            seen += mutex.try_lock_shared_for(1s) ? "S" : "s";
            mutex.unlock_shared();
        });
        mutex.unlock_shared();
        mutex.lock();
        together([&] {
            seen += mutex.try_lock_shared() ? "S" : "s";
            seen += mutex.try_lock_shared_until(std::chrono::steady_clock::now()) ? "S" : "s";
            seen += mutex.try_lock_until(std::chrono::steady_clock::now()) ? "E" : "e";
        });
        mutex.unlock();
        return seen;
    });
    CHECK(all.executions == 1);
    CHECK(all.only({"eeSSsse"}));
}

TEST_CASE("shared_mutex: two that upgrade wait for each other") {
    auto const report = first_failure([] {
        fermata::shared_mutex mutex;
        auto const upgrade = [&] {
            mutex.lock_shared();
            mutex.lock();
        };
        together(upgrade, upgrade);
    });
    REQUIRE(report.failure.has_value());
    CHECK(report.failure->outcome == fermata::outcome::deadlocked);
    CHECK_MESSAGE(contains(all_of(report), "thread 1 waits for shared_mutex 1, which it itself and thread 2 hold"),
                  all_of(report));
}

TEST_CASE("shared_mutex: misuse") {
    check_misuse([] { fermata::shared_mutex{}.unlock(); }, "which is not locked");
    check_misuse([] { fermata::shared_mutex{}.unlock_shared(); }, "which the calling fiber does not hold shared");
    check_misuse(
        [] {
            fermata::shared_mutex mutex;
            mutex.lock_shared();
            mutex.unlock();
        },
        "which is locked shared");
    check_misuse(
        [] {
            fermata::shared_mutex mutex;
            mutex.lock_shared();
            mutex.lock_shared();
        },
        "lock_shared() of shared_mutex 1 by a fiber that holds it shared already");
    check_misuse(
        [] {
            fermata::shared_mutex mutex;
            fermata::shared_lock const lock(mutex);
            static_cast<void>(mutex.try_lock());
        },
        "try_lock() of shared_mutex 1 by a fiber that holds it shared already");
    check_misuse(
        [] {
            fermata::shared_mutex mutex;
            fermata::lock_guard const lock(mutex);
            static_cast<void>(mutex.try_lock_shared());
        },
        "try_lock_shared() of shared_mutex 1 by a fiber that holds it already");
    check_misuse(
        [] {
            fermata::shared_mutex mutex;
            mutex.lock_shared();
        },
        "shared_mutex 1 was destroyed while main held it (shared_mutex.cpp:", false);
    check_misuse(
        [] {
            fermata::shared_mutex mutex;
            mutex.lock();
            together([&] { mutex.unlock(); });
            mutex.unlock();
        },
        "which another fiber holds: main held it");
}

TEST_CASE("shared_mutex: outside of an execution") {
    fermata::shared_mutex mutex;
    mutex.lock_shared();
    CHECK_FALSE(mutex.try_lock());
    check_misuse_outside([&] { mutex.lock(); }, "would wait for ever");
    mutex.unlock_shared();
    mutex.lock();
    CHECK_FALSE(mutex.try_lock_shared());
    check_misuse_outside([&] { mutex.lock_shared(); }, "would wait for ever");
    mutex.unlock();
}
