// fermata - https://www.boost.org/LICENSE_1_0.txt
//
// What each primitive orders for the race check: plain data is safe behind it where the standard says so, and a race
// is found where it does not.
#include "support.hpp"

#include <chrono>
#include <functional>
#include <memory>
#include <utility>

using namespace sync_tests;
using namespace std::chrono_literals;

namespace {

bool has_race(std::function<void()> const& body) {
    auto const report =
        fermata::explore(body, {.strategy = fermata::strategies::all_orderings{}, .stop_at_first_failure = false});
    CHECK(report.count(fermata::outcome::deadlocked) == 0);
    if (report.failure.has_value()) {
        CHECK_MESSAGE(contains(report.failure->message, "race"), all_of(report));
    }
    return report.failure.has_value();
}

} // namespace

TEST_CASE("ordering: a semaphore's release and who acquires") {
    CHECK_FALSE(has_race([] {
        fermata::var<int> data{0};
        fermata::binary_semaphore semaphore(0);
        together(
            [&] {
                data.set(1);
                semaphore.release();
            },
            [&] {
                semaphore.acquire();
                static_cast<void>(data.get());
            });
    }));
    CHECK_FALSE(has_race([] {
        fermata::var<int> data{0};
        fermata::binary_semaphore semaphore(0);
        together(
            [&] {
                data.set(1);
                semaphore.release();
            },
            [&] {
                if (semaphore.try_acquire_for(1s)) {
                    static_cast<void>(data.get());
                }
            });
    }));
    CHECK(has_race([] { // one that failed orders nothing
        fermata::var<int> data{0};
        fermata::binary_semaphore semaphore(0);
        together(
            [&] {
                data.set(1);
                semaphore.release();
            },
            [&] {
                static_cast<void>(semaphore.try_acquire());
                static_cast<void>(data.get());
            });
    }));
}

TEST_CASE("ordering: mutexes, timed and recursive") {
    auto const safe = [](auto const make) {
        return !has_race([&] {
            auto mutex = make();
            fermata::var<int> data{0};
            auto const body = [&] {
                fermata::lock_guard const lock(*mutex);
                data.set(data.get() + 1);
            };
            together(body, body);
        });
    };
    CHECK(safe([] { return std::make_unique<fermata::timed_mutex>(); }));
    CHECK(safe([] { return std::make_unique<fermata::recursive_mutex>(); }));
    CHECK(safe([] { return std::make_unique<fermata::recursive_timed_mutex>(); }));
    CHECK(safe([] { return std::make_unique<fermata::shared_mutex>(); }));
    CHECK(safe([] { return std::make_unique<fermata::shared_timed_mutex>(); }));
}

TEST_CASE("ordering: a shared mutex orders writers with all, readers not with readers") {
    CHECK_FALSE(has_race([] {
        fermata::shared_mutex mutex;
        fermata::var<int> data{0};
        auto const reader = [&] {
            fermata::shared_lock const lock(mutex);
            static_cast<void>(data.get());
        };
        together(reader, reader, [&] {
            fermata::unique_lock const lock(mutex);
            data.set(1);
        });
    }));
    CHECK(has_race([] { // even where one follows the other
        fermata::shared_mutex mutex;
        fermata::var<int> data{0};
        auto const reader = [&] {
            fermata::shared_lock const lock(mutex);
            data.set(1);
        };
        together(reader, reader);
    }));
}

TEST_CASE("ordering: latch, barrier, call_once") {
    CHECK_FALSE(has_race([] {
        fermata::latch latch(1);
        fermata::var<int> data{0};
        together(
            [&] {
                data.set(1);
                latch.count_down();
            },
            [&] {
                latch.wait();
                static_cast<void>(data.get());
            },
            [&] {
                if (latch.try_wait()) {
                    static_cast<void>(data.get());
                }
            });
    }));
    CHECK_FALSE(has_race([] {
        fermata::var<int> data{0};
        fermata::var<int> completed{0};
        fermata::barrier barrier(2, [&] { completed.set(data.get()); });
        together(
            [&] {
                data.set(1);
                barrier.arrive_and_wait();
                static_cast<void>(completed.get());
            },
            [&] {
                auto token = barrier.arrive();
                fermata::this_thread::yield();
                barrier.wait(std::move(token));
                static_cast<void>(data.get());
                static_cast<void>(completed.get());
            });
    }));
    CHECK(has_race([] { // who does not wait
        fermata::var<int> data{0};
        fermata::barrier barrier(2);
        together(
            [&] {
                data.set(1);
                barrier.arrive_and_wait();
            },
            [&] {
                static_cast<void>(barrier.arrive());
                static_cast<void>(data.get());
            });
    }));
    CHECK_FALSE(has_race([] {
        fermata::once_flag flag;
        fermata::var<int> data{0};
        auto const body = [&] {
            fermata::call_once(flag, [&] { data.set(1); });
            static_cast<void>(data.get());
        };
        together(body, body, body);
    }));
}

TEST_CASE("ordering: a stop and who sees it, a callback and who waits for its end") {
    CHECK_FALSE(has_race([] {
        fermata::stop_source source;
        fermata::var<int> data{0};
        together(
            [&] {
                data.set(1);
                source.request_stop();
            },
            [&, token = source.get_token()] {
                if (token.stop_requested()) {
                    static_cast<void>(data.get());
                }
            });
    }));
    CHECK_FALSE(has_race([] {
        fermata::stop_source source;
        fermata::var<int> data{0};
        together([&] { source.request_stop(); },
                 [&, token = source.get_token()] {
                     data.set(1);
                     {
                         fermata::stop_callback const on_stop(token, [&] { data.set(data.get() + 1); });
                     }
                     data.set(3);
                 });
    }));
}

TEST_CASE("ordering: a condition with any lock, by its lock") {
    CHECK_FALSE(has_race([] {
        fermata::shared_mutex mutex;
        fermata::condition_variable_any condition;
        fermata::var<bool> ready{false};
        together(
            [&] {
                fermata::shared_lock lock(mutex);
                condition.wait(lock, [&] { return ready.get(); });
            },
            [&] {
                fermata::lock_guard const lock(mutex);
                ready.set(true);
                condition.notify_all();
            });
    }));
}
