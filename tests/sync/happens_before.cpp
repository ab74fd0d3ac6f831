// fermata - https://www.boost.org/LICENSE_1_0.txt
//
// What orders the accesses of plain variables. Each program is explored whole: a race must be found in some execution,
// or in none of them.
#include "exploring.hpp"

#include <memory>

using namespace sync_tests;
using namespace fermata;

namespace {

template <class Body>
bool has_race(Body body) {
    auto const report = explore_all(std::move(body));
    CHECK(report.complete);
    if (!report.failure.has_value()) {
        CHECK(report.executions != 0);
        return false;
    }
    INFO(report);
    CHECK(contains(report.failure->message, "a data race on variable 1"));
    return true;
}

/// Runs the functions as threads, and joins them.
template <class... Functions>
void together(Functions... functions) {
    std::vector<fermata::thread> all;
    (all.emplace_back(std::move(functions)), ...);
    for (auto& each : all) {
        each.join();
    }
}

bool message_passing_races(std::memory_order store, std::memory_order load) {
    return has_race([=] {
        fermata::var<int> data{0};
        fermata::atomic<int> flag{0};
        together(
            [&] {
                data = 42;
                flag.store(1, store);
            },
            [&] {
                if (flag.load(load) == 1) {
                    fermata::expect(data.get() == 42);
                }
            });
    });
}

} // namespace

TEST_CASE("message passing: every order of the store with every order of the load") {
    for (std::memory_order const store : {memory_order_relaxed, memory_order_release, memory_order_seq_cst}) {
        for (std::memory_order const load :
             {memory_order_relaxed, memory_order_consume, memory_order_acquire, memory_order_seq_cst}) {
            bool const is_ordered = store != memory_order_relaxed && load != memory_order_relaxed;
            CHECK(message_passing_races(store, load) == !is_ordered);
        }
    }
}

TEST_CASE("a load that does not see the store orders nothing") {
    CHECK(has_race([] {
        fermata::var<int> data{0};
        fermata::atomic<int> flag{0};
        together(
            [&] {
                data = 42;
                flag.store(1, memory_order_release);
            },
            [&] {
                static_cast<void>(flag.load(memory_order_acquire));
                static_cast<void>(data.get());
            });
    }));
}

TEST_CASE("fences: every combination of the two") {
    auto const races = [](std::memory_order writer, std::memory_order reader) {
        return has_race([=] {
            fermata::var<int> data{0};
            fermata::atomic<int> flag{0};
            together(
                [&] {
                    data = 42;
                    fermata::atomic_thread_fence(writer);
                    flag.store(1, memory_order_relaxed);
                },
                [&] {
                    if (flag.load(memory_order_relaxed) == 1) {
                        fermata::atomic_thread_fence(reader);
                        static_cast<void>(data.get());
                    }
                });
        });
    };
    auto const releases = [](auto order) {
        return order == memory_order_release || order == memory_order_acq_rel || order == memory_order_seq_cst;
    };
    auto const acquires = [](auto order) {
        return order == memory_order_acquire || order == memory_order_acq_rel || order == memory_order_seq_cst;
    };
    auto const orders = {memory_order_relaxed, memory_order_acquire, memory_order_release, memory_order_acq_rel,
                         memory_order_seq_cst};
    for (std::memory_order const writer : orders) {
        for (std::memory_order const reader : orders) {
            CHECK(races(writer, reader) == !(releases(writer) && acquires(reader)));
        }
    }
}

TEST_CASE("a fence with an atomic of the other side") {
    CHECK_FALSE(has_race([] {
        fermata::var<int> data{0};
        fermata::atomic<int> flag{0};
        together(
            [&] {
                data = 42;
                fermata::atomic_thread_fence(memory_order_release);
                flag.store(1, memory_order_relaxed);
            },
            [&] {
                if (flag.load(memory_order_acquire) == 1) {
                    static_cast<void>(data.get());
                }
            });
    }));
    CHECK_FALSE(has_race([] {
        fermata::var<int> data{0};
        fermata::atomic<int> flag{0};
        together(
            [&] {
                data = 42;
                flag.store(1, memory_order_release);
            },
            [&] {
                if (flag.load(memory_order_relaxed) == 1) {
                    fermata::atomic_thread_fence(memory_order_acquire);
                    static_cast<void>(data.get());
                }
            });
    }));
    // The release fence stands before the write of the data: what comes after it is not released.
    CHECK(has_race([] {
        fermata::var<int> data{0};
        fermata::atomic<int> flag{0};
        together(
            [&] {
                fermata::atomic_thread_fence(memory_order_release);
                data = 42;
                flag.store(1, memory_order_relaxed);
            },
            [&] {
                if (flag.load(memory_order_acquire) == 1) {
                    static_cast<void>(data.get());
                }
            });
    }));
    // The acquire fence stands before the load.
    CHECK(has_race([] {
        fermata::var<int> data{0};
        fermata::atomic<int> flag{0};
        together(
            [&] {
                data = 42;
                flag.store(1, memory_order_release);
            },
            [&] {
                fermata::atomic_thread_fence(memory_order_acquire);
                if (flag.load(memory_order_relaxed) == 1) {
                    static_cast<void>(data.get());
                }
            });
    }));
}

TEST_CASE("a release sequence goes on through the read-modify-writes of others, and ends at a store") {
    auto const races = [](auto between) {
        return has_race([=] {
            fermata::var<int> data{0};
            fermata::atomic<int> flag{0};
            together(
                [&] {
                    data = 42;
                    flag.store(1, memory_order_release);
                },
                [&] { between(flag); },
                [&] {
                    if (flag.load(memory_order_acquire) == 2) {
                        static_cast<void>(data.get());
                    }
                });
        });
    };
    CHECK_FALSE(races([](auto& flag) {
        int one = 1;
        flag.compare_exchange_strong(one, 2, memory_order_relaxed);
    }));
    CHECK_FALSE(races([](auto& flag) {
        if (flag.load(memory_order_relaxed) == 1) {
            flag.fetch_add(1, memory_order_relaxed);
        }
    }));
    CHECK(races([](auto& flag) {
        if (flag.load(memory_order_relaxed) == 1) {
            flag.store(2, memory_order_relaxed);
        }
    }));
    // A release store of somebody who has not acquired the first one hides it as well.
    CHECK(races([](auto& flag) {
        if (flag.load(memory_order_relaxed) == 1) {
            flag.store(2, memory_order_release);
        }
    }));
    CHECK_FALSE(races([](auto& flag) {
        if (flag.load(memory_order_acquire) == 1) {
            flag.store(2, memory_order_release);
        }
    }));
}

TEST_CASE("a relaxed store of the same fiber ends its release sequence, too (C++20)") {
    CHECK(has_race([] {
        fermata::var<int> data{0};
        fermata::atomic<int> flag{0};
        together(
            [&] {
                data = 42;
                flag.store(1, memory_order_release);
                flag.store(2, memory_order_relaxed);
            },
            [&] {
                if (flag.load(memory_order_acquire) == 2) {
                    static_cast<void>(data.get());
                }
            });
    }));
}

TEST_CASE("a counter: the last one out may touch what the others have written if it releases and acquires") {
    auto const races = [](std::memory_order order) {
        return has_race([=] {
            fermata::var<int> data{0};
            fermata::var<int> other{0};
            fermata::atomic<int> count{2};
            auto const leave = [&](fermata::var<int>& mine) {
                mine = 1;
                if (count.fetch_sub(1, order) == 1) {
                    data = 2;
                    other = 2;
                }
            };
            together([&] { leave(data); }, [&] { leave(other); });
        });
    };
    CHECK_FALSE(races(memory_order_acq_rel));
    CHECK_FALSE(races(memory_order_seq_cst));
    CHECK(races(memory_order_relaxed));
    CHECK(races(memory_order_release));
    CHECK(races(memory_order_acquire));
}

TEST_CASE("a compare-exchange that fails has the order that is given for it") {
    auto const races = [](std::memory_order failure) {
        return has_race([=] {
            fermata::var<int> data{0};
            fermata::atomic<int> flag{0};
            together(
                [&] {
                    data = 42;
                    flag.store(1, memory_order_release);
                },
                [&] {
                    int expected = 5;
                    flag.compare_exchange_strong(expected, 6, memory_order_acq_rel, failure);
                    if (expected == 1) {
                        static_cast<void>(data.get());
                    }
                });
        });
    };
    CHECK(races(memory_order_relaxed));
    CHECK_FALSE(races(memory_order_acquire));
    CHECK_FALSE(races(memory_order_seq_cst));
}

TEST_CASE("a mutex orders; two mutexes do not") {
    auto const races = [](bool same) {
        return has_race([=] {
            fermata::var<int> data{0};
            fermata::mutex one;
            fermata::mutex two;
            auto const add = [&](fermata::mutex& guard) {
                std::lock_guard const hold(guard);
                data += 1;
            };
            together([&] { add(one); }, [&] { add(same ? one : two); });
        });
    };
    CHECK_FALSE(races(true));
    CHECK(races(false));
}

TEST_CASE("try_lock orders if it has taken the mutex") {
    auto const races = [](bool believes_failure) {
        return has_race([=] {
            fermata::var<int> data{0};
            fermata::mutex guard;
            together(
                [&] {
                    std::lock_guard const hold(guard);
                    data = 1;
                },
                [&] {
                    bool const has_it = guard.try_lock();
                    if (has_it || believes_failure) {
                        data = 2;
                    }
                    if (has_it) {
                        guard.unlock();
                    }
                });
        });
    };
    CHECK_FALSE(races(false));
    CHECK(races(true));
}

TEST_CASE("a start and a join order, and nothing else between a thread and who started it") {
    CHECK_FALSE(has_race([] {
        fermata::var<int> data{1};
        data = 2;
        fermata::thread other([&] { data = 3; });
        other.join();
        data = 4;
    }));
    CHECK(has_race([] {
        fermata::var<int> data{1};
        fermata::thread other([&] { data = 3; });
        data = 4;
        other.join();
    }));
    CHECK(has_race([] { // joining one of them says nothing of the other
        fermata::var<int> data{1};
        fermata::thread first([] { fermata::checkpoint("x"); });
        fermata::thread second([&] { data = 3; });
        first.join();
        data = 4;
        second.join();
    }));
    CHECK_FALSE(has_race([] { // transitively
        fermata::var<int> data{1};
        fermata::thread first([&] {
            fermata::thread second([&] { data = 3; });
            second.join();
        });
        first.join();
        data = 4;
    }));
}

TEST_CASE("starters are ordered with the caller of their runner, and not among each other") {
    CHECK_FALSE(has_race([] {
        fermata::var<int> data{1};
        fermata::starter const one{"one", [&] { data = 2; }};
        fermata::runner all{{one}};
        data = 3; // they were made, but do not run before finish()
        all.finish();
        data = 4;
    }));
    CHECK(has_race([] {
        fermata::var<int> data{1};
        fermata::starter const one{"one", [&] { data = 2; }};
        fermata::starter const two{"two", [&] { data = 3; }};
        fermata::runner{{one, two}}.finish();
    }));
}

TEST_CASE("between the calls of a declared order the caller may look") {
    auto const report = fermata::explore([] {
        fermata::var<int> data{1};
        auto const body = [&] {
            data += 1;
            fermata::checkpoint("added");
        };
        fermata::starter const one{"one", body};
        fermata::starter const two{"two", body};
        fermata::runner all{{one, two}, {one.at("added"), two.at("added")}};
        all.next();
        fermata::expect(data.get() == 2);
        data = 5;
        all.next();
        fermata::expect(data.get() == 6);
        all.finish();
    });
    INFO(report);
    CHECK(report.ok());
}

TEST_CASE("a checkpoint is no synchronisation") {
    CHECK(has_race([] {
        fermata::var<int> data{0};
        auto const add = [&] {
            fermata::checkpoint("before");
            data += 1;
            fermata::checkpoint("after");
        };
        together(add, add);
    }));
}

TEST_CASE("wait_until stands for a primitive: what comes behind it is ordered after all that was done") {
    CHECK_FALSE(has_race([] {
        fermata::var<int> data{0};
        bool ready = false;
        together(
            [&] {
                fermata::checkpoint("before");
                data = 1;
                ready = true;
                fermata::checkpoint("ready");
            },
            [&] {
                fermata::wait_until([&] { return ready; });
                static_cast<void>(data.get());
            });
    }));
}

TEST_CASE("a condition variable orders by its mutex, and not by being notified") {
    auto const races = [](bool writes_locked) {
        return has_race([=] {
            fermata::var<int> data{0};
            bool ready = false;
            fermata::mutex guard;
            fermata::condition_variable changed;
            together(
                [&] {
                    if (!writes_locked) {
                        std::unique_lock hold(guard);
                        ready = true;
                        hold.unlock();
                        data = 1; // between the unlock and the notification
                        changed.notify_one();
                        return;
                    }
                    std::unique_lock hold(guard);
                    data = 1;
                    ready = true;
                    hold.unlock();
                    changed.notify_one();
                },
                [&] {
                    std::unique_lock hold(guard);
                    changed.wait(hold, [&] { return ready; });
                    static_cast<void>(data.get());
                });
        });
    };
    CHECK_FALSE(races(true));
    CHECK(races(false));
}

TEST_CASE("an atomic's wait orders as its load does") {
    auto const races = [](std::memory_order store, std::memory_order load) {
        return has_race([=] {
            fermata::var<int> data{0};
            fermata::atomic<int> flag{0};
            together(
                [&] {
                    data = 42;
                    flag.store(1, store);
                    flag.notify_one();
                },
                [&] {
                    flag.wait(0, load);
                    static_cast<void>(data.get());
                });
        });
    };
    CHECK_FALSE(races(memory_order_release, memory_order_acquire));
    CHECK(races(memory_order_release, memory_order_relaxed));
    CHECK(races(memory_order_relaxed, memory_order_acquire));
}

TEST_CASE("a channel hands over what its sender has written") {
    CHECK_FALSE(has_race([] {
        auto data = std::make_unique<fermata::var<int>>(0);
        fermata::channel<fermata::var<int>*> between(1);
        together(
            [&] {
                *data = 1;
                between.send(data.get());
                between.close();
            },
            [&] {
                while (auto const received = between.receive()) {
                    **received += 1;
                }
            });
    }));
    CHECK(has_race([] {
        fermata::var<int> data{0};
        fermata::channel<int> between;
        together(
            [&] {
                between.send(1);
                data = 1;
            },
            [&] {
                between.receive();
                data = 2;
            });
    }));
}

TEST_CASE("double-checked locking, wrong and right") {
    auto const races = [](std::memory_order load, std::memory_order store) {
        return has_race([=] {
            fermata::var<int> object{0};
            fermata::atomic<bool> made{false};
            fermata::mutex guard;
            auto const use = [&] {
                if (!made.load(load)) {
                    std::lock_guard const hold(guard);
                    if (!made.load(memory_order_relaxed)) {
                        object = 1;
                        made.store(true, store);
                    }
                }
                fermata::expect(object.get() == 1);
            };
            together(use, use);
        });
    };
    CHECK_FALSE(races(memory_order_acquire, memory_order_release));
    CHECK(races(memory_order_relaxed, memory_order_release));
    CHECK(races(memory_order_acquire, memory_order_relaxed));
    CHECK(races(memory_order_relaxed, memory_order_relaxed));
}

TEST_CASE("Dekker's flags, sequentially consistent, keep a critical section; the accesses of two of them are ordered") {
    CHECK_FALSE(has_race([] {
        fermata::var<int> data{0};
        fermata::atomic<int> first{0};
        fermata::atomic<int> second{0};
        auto const enter = [&](auto& mine, auto& other) {
            mine.store(1);
            if (other.load() == 0) {
                data += 1;
            }
            mine.store(0);
        };
        together([&] { enter(first, second); }, [&] { enter(second, first); });
    }));
}
