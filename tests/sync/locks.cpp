// fermata - https://www.boost.org/LICENSE_1_0.txt
#include "support.hpp"

#include <chrono>
#include <mutex>
#include <shared_mutex>

using namespace sync_tests;
using namespace std::chrono_literals;

TEST_CASE("locks: those of std work on every mutex") {
    auto const all = explore_all(alone([] {
        fermata::mutex plain;
        fermata::timed_mutex timed;
        fermata::recursive_mutex recursive;
        fermata::recursive_timed_mutex recursive_timed;
        fermata::shared_mutex shared;
        fermata::shared_timed_mutex shared_timed;
        std::lock_guard const a(plain);
        std::unique_lock const b(timed, 1s);
        std::scoped_lock const c(recursive, recursive_timed);
        std::shared_lock const d(shared);
        std::shared_lock const e(shared_timed, 1s);
        fermata::expect(b.owns_lock() && d.owns_lock() && e.owns_lock());
    }));
    CHECK(all.report.ok());
    CHECK(all.executions == 1);
}

TEST_CASE("locks: ours know their place, also in a wait") {
    unsigned line = 0;
    auto const report = first_failure([&] {
        fermata::mutex mutex;
        mutex.lock();
        together([&] { line = __LINE__, static_cast<void>(fermata::lock_guard(mutex)); });
    });
    CHECK(contains(all_of(report), "thread 1 waits for mutex 1, which main holds (locks.cpp:" + std::to_string(line)));

    auto const all = explore_all(alone([] {
        fermata::mutex mutex;
        fermata::shared_mutex shared;
        fermata::condition_variable condition;
        fermata::unique_lock lock(mutex);
        condition.wait_for(lock, 1s);
        lock.unlock();
        lock.lock();
        fermata::unique_lock<fermata::mutex> const moved(std::move(lock));
        fermata::expect(moved.owns_lock());
        fermata::shared_lock reader(shared);
        reader.unlock();
        reader.lock();
        reader.unlock();
        fermata::unique_lock deferred(shared, fermata::defer_lock);
        fermata::expect(!deferred.owns_lock() && deferred.try_lock());
    }));
    CHECK(all.report.ok());
}

TEST_CASE("locks: scoped_lock of two mutexes in one order each") {
    auto const all = explore_all([] {
        fermata::mutex a;
        fermata::mutex b;
        int inside = 0;
        auto const body = [&] {
            fermata::scoped_lock const both(a, b);
            fermata::expect(++inside == 1);
            --inside;
        };
        together(body, body);
        return std::string();
    });
    CHECK(all.report.ok());
}
