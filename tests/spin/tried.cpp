// fermata - https://www.boost.org/LICENSE_1_0.txt
//
// Loops that try, or ask, until it is so: what fails has only read.
#include "spin/spinning.hpp"

#include <algorithm>
#include <chrono>
#include <mutex>

namespace spin_tests::tried {

namespace {

/// `most`: where the first round leaves other bytes on the stack than the next, it is an event.
void check(std::uint64_t classes, std::function<void()> const& body, std::uint64_t most = 0) {
    auto const reduced = fermata::explore(body, all_of());
    CHECK(reduced.ok());
    CHECK(reduced.complete);
    CHECK(reduced.executions >= classes);
    CHECK(reduced.executions <= std::max(classes, most));
    auto const every = fermata::explore(body, all_of(fermata::strategies::all_orderings{}));
    CHECK(every.ok());
    CHECK(every.complete);
    CHECK(every.executions >= reduced.executions);
}

template <class Mutex>
void with_mutex(bool (*try_it)(Mutex&)) {
    Mutex mutex;
    int inside = 0;
    auto const body = [&] {
        while (!try_it(mutex)) {
        }
        fermata::expect(++inside == 1, "two are inside");
        --inside;
        mutex.unlock();
    };
    together({body, body, body});
}

} // namespace

// Who has it when: 3! orders.
TEST_CASE("a lock that is tried") {
    check(6, [] { with_mutex<fermata::mutex>([](fermata::mutex& it) { return it.try_lock(); }); });
    check(6, [] { with_mutex<fermata::recursive_mutex>([](fermata::recursive_mutex& it) { return it.try_lock(); }); });
    check(6, [] { with_mutex<fermata::shared_mutex>([](fermata::shared_mutex& it) { return it.try_lock(); }); });
    check(6, [] {
        with_mutex<fermata::timed_mutex>(
            [](fermata::timed_mutex& it) { return it.try_lock_for(std::chrono::seconds(1)); });
    });
}

TEST_CASE("a lock that is tried by a guard, with yields in between") {
    auto const body = [] {
        fermata::mutex mutex;
        int inside = 0;
        auto const body = [&] {
            while (true) {
                std::unique_lock const lock(mutex, std::try_to_lock);
                if (lock.owns_lock()) {
                    fermata::expect(++inside == 1, "two are inside");
                    --inside;
                    return;
                }
                fermata::this_thread::yield();
            }
        };
        together({body, body});
    };
    check(2, body, 4);
}

TEST_CASE("beside those who wait for it, and for a condition") {
    auto const body = [] {
        fermata::mutex mutex;
        fermata::condition_variable changed;
        bool is_ready = false;
        together({[&] {
                      std::unique_lock lock(mutex);
                      changed.wait(lock, [&] { return is_ready; });
                  },
                  [&] {
                      while (!mutex.try_lock()) {
                      }
                      is_ready = true;
                      mutex.unlock();
                      changed.notify_one();
                  }});
    };
    auto const report = fermata::explore(body, all_of());
    CHECK(report.ok());
    CHECK(report.complete);
}

TEST_CASE("a semaphore and a latch") {
    check(1, [] {
        fermata::counting_semaphore<> permits(0);
        together({[&] {
                      while (!permits.try_acquire()) {
                      }
                  },
                  [&] { permits.release(); }});
    });
    check(1, [] {
        fermata::latch gate(1);
        together({[&] {
                      while (!gate.try_wait()) {
                      }
                  },
                  [&] { gate.count_down(); }});
    });
}

TEST_CASE("what never comes: livelock") {
    auto const body = [] {
        fermata::mutex mutex;
        mutex.lock();
        together({[&] {
            while (!mutex.try_lock()) {
            }
        }});
    };
    for (auto const& by : {all_of(), all_of(fermata::strategies::all_orderings{})}) {
        auto const report = fermata::explore(body, by);
        CHECK(report.count(fermata::outcome::livelocked) >= 1);
        REQUIRE(report.failure.has_value());
        CAPTURE(report.failure->message);
        CHECK(holds(fermata::to_string(report), "thread 1 looks at mutex 1 again and again"));
    }
}

TEST_CASE("a loop that tries so often and no more is none that waits") {
    auto const body = [] {
        fermata::mutex mutex;
        bool has_given_up = false;
        together({[&] {
                      mutex.lock();
                      mutex.unlock();
                  },
                  [&] {
                      int left = 3;
                      while (!mutex.try_lock()) {
                          if (--left == 0) {
                              has_given_up = true;
                              return;
                          }
                      }
                      mutex.unlock();
                  }});
        fermata::expect(!has_given_up, "it gave up");
    };
    auto const report = fermata::explore(body, all_of());
    CHECK(report.complete);
    CHECK(report.count(fermata::outcome::failed) == 1);
    CHECK(report.count(fermata::outcome::livelocked) == 0);
}

} // namespace spin_tests::tried
