// fermata - https://www.boost.org/LICENSE_1_0.txt
#include "support.hpp"

#include <chrono>
#include <mutex>
#include <shared_mutex>
#include <string>
#include <type_traits>

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

TEST_CASE("locks: a scoped_lock in a deadlock knows its place") {
    unsigned first = 0;
    unsigned second = 0;
    auto const report = first_failure([&] {
        fermata::mutex a;
        fermata::mutex b;
        together(
            [&] {
                fermata::scoped_lock const one(a);
                first = __LINE__, static_cast<void>(fermata::scoped_lock(b));
            },
            [&] {
                fermata::scoped_lock const one(b);
                second = __LINE__, static_cast<void>(fermata::scoped_lock(a));
            });
    });
    std::string const text = all_of(report);
    CHECK(contains(text, "waits for mutex 2, which thread 2 holds (locks.cpp:" + std::to_string(first) + ")"));
    CHECK(contains(text, "waits for mutex 1, which thread 1 holds (locks.cpp:" + std::to_string(second) + ")"));
}

TEST_CASE("locks: those of std have no place, and least of all one in the standard library") {
    auto const report = first_failure([] {
        fermata::mutex a;
        fermata::mutex b;
        fermata::thread other([&] {
            std::lock_guard const one(a);
            std::scoped_lock const two(b);
        });
        {
            std::unique_lock const one(b);
            std::lock_guard const two(a);
        }
        other.join();
    });
    CHECK(contains(all_of(report), "main holds mutex 2 and waits for mutex 1, which thread 1 holds; thread 1 waits"));
    CHECK_FALSE(contains(to_string(report), ".h:"));
}

TEST_CASE("locks: each step of a scoped_lock of several has its place, but for the end") {
    std::size_t line = 0;
    auto const report = first_failure([&] {
        fermata::mutex a;
        fermata::timed_mutex b;
        fermata::mutex c;
        together([&] { line = __LINE__, static_cast<void>(fermata::scoped_lock(a, b, c)); },
                 [&] {
                     fermata::lock_guard const lock(c);
                     fermata::checkpoint("while the other one backs off");
                 });
        fermata::expect(false);
    });
    REQUIRE(report.failure.has_value());
    std::size_t placed = 0;
    for (fermata::event const& each : report.failure->trace.events) {
        bool const locks = each.kind == fermata::operation_kind::lock || each.kind == fermata::operation_kind::try_lock;
        if (each.fiber_name == "thread 1" && locks) {
            CHECK(each.file.ends_with("locks.cpp"));
            CHECK(each.line == line);
            ++placed;
        }
    }
    CHECK(placed >= 3);
}

TEST_CASE("locks: scoped_lock has the interface of std's") {
    using two = fermata::scoped_lock<fermata::mutex, fermata::shared_mutex>;
    static_assert(std::is_same_v<fermata::scoped_lock<fermata::timed_mutex>::mutex_type, fermata::timed_mutex>);
    static_assert(!std::is_copy_constructible_v<two> && !std::is_copy_assignable_v<two>);
    static_assert(!std::is_convertible_v<fermata::mutex&, fermata::scoped_lock<fermata::mutex>>);
    auto const all = explore_all(alone([] {
        fermata::mutex a;
        fermata::shared_mutex b;
        std::mutex c;
        std::mutex d;
        [[maybe_unused]] fermata::scoped_lock const none;
        {
            fermata::scoped_lock const lock(c, d); // those of std, which know of no place
            fermata::scoped_lock const both(a, b);
            static_assert(std::is_same_v<decltype(both), two const>);
        }
        std::lock(a, b);
        {
            fermata::scoped_lock const both(fermata::adopt_lock, a, b);
            static_assert(std::is_same_v<decltype(both), two const>);
        }
        a.lock();
        static_cast<void>(fermata::scoped_lock(fermata::adopt_lock, a));
        fermata::expect(a.try_lock() && b.try_lock() && c.try_lock());
        a.unlock();
        b.unlock();
        c.unlock();
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
