// fermata - https://www.boost.org/LICENSE_1_0.txt
#pragma once

#include <fermata/fermata.hpp>

#include <array>
#include <deque>
#include <mutex>

/// The programs by which other tools were measured, and some of the literature's.
namespace bench::peer_programs {

template <std::size_t Threads, class Body>
void run_threads(Body body) {
    std::array<fermata::thread, Threads> threads;
    for (std::size_t i = 0; i != Threads; ++i) {
        threads[i] = fermata::thread([&body, i] { body(i); });
    }
    for (fermata::thread& each : threads) {
        each.join();
    }
}

template <std::size_t Threads, int Times>
void one_location() {
    fermata::atomic<int> x{0};
    run_threads<Threads>([&](std::size_t) {
        for (int i = 0; i != Times; ++i) {
            x.fetch_add(1);
        }
    });
    fermata::expect(x.load() == static_cast<int>(Threads) * Times, "an addition was lost");
}

inline void different_locations() {
    std::array<fermata::atomic<int>, 3> x{};
    run_threads<3>([&](std::size_t which) {
        for (int i = 0; i != 3; ++i) {
            x[which].fetch_add(1);
        }
    });
}

/// n × { x = x + y } || n × { y = x + y } || both are looked at; they begin with 1.
template <int Times>
void fib_bench() {
    std::array<fermata::atomic<int>, 2> x{1, 1};
    run_threads<3>([&](std::size_t which) {
        if (which == 2) {
            static_cast<void>(x[0].load());
            static_cast<void>(x[1].load());
            return;
        }
        for (int i = 0; i != Times; ++i) {
            int const left = x[0].load();
            int const right = x[1].load();
            x[which].store(left + right);
        }
    });
}

template <std::size_t Readers>
void readers() {
    fermata::atomic<int> x{0};
    run_threads<Readers + 1>([&](std::size_t i) { i == 0 ? x.store(1) : static_cast<void>(x.load()); });
}

template <std::size_t Cells>
void last_zero() {
    std::array<fermata::atomic<int>, Cells + 1> cells{};
    run_threads<Cells + 1>([&](std::size_t i) {
        if (i == 0) {
            for (std::size_t at = Cells; cells[at].load() != 0; --at) {
            }
        } else {
            cells[i].store(cells[i - 1].load() + 1);
        }
    });
}

/// Setters: a = 1, b = -1. The checker reads as much as it needs to see that it has both or neither.
template <std::size_t Setters>
void reorder() {
    fermata::atomic<int> a{0};
    fermata::atomic<int> b{0};
    run_threads<Setters + 1>([&](std::size_t i) {
        if (i != Setters) {
            a.store(1);
            b.store(-1);
        } else if (a.load() != 0 || b.load() != 0) {
            static_cast<void>(a.load() == 1 && b.load() == -1);
        }
    });
}

template <std::size_t Threads, int Times>
void mutex_inc() {
    fermata::mutex mutex;
    int x = 0;
    run_threads<Threads>([&](std::size_t) {
        for (int i = 0; i != Times; ++i) {
            std::lock_guard const lock(mutex);
            ++x;
        }
    });
    fermata::expect(x == static_cast<int>(Threads) * Times, "an addition was lost");
}

/// A retry: it expects what it was told last.
template <std::size_t Threads>
void increase_by_exchange() {
    fermata::atomic<int> x{0};
    run_threads<Threads>([&](std::size_t) {
        int expected = x.load();
        while (!x.compare_exchange_weak(expected, expected + 1)) {
        }
    });
    fermata::expect(x.load() == static_cast<int>(Threads), "an addition was lost");
}

/// Loops that wait: test-and-test-and-set, and tickets.
template <std::size_t Threads>
void spin_lock() {
    fermata::atomic<int> is_held{0};
    run_threads<Threads>([&](std::size_t) {
        int expected = 0;
        do {
            while (is_held.load() != 0) {
            }
            expected = 0;
        } while (!is_held.compare_exchange_strong(expected, 1));
        is_held.store(0);
    });
}

template <std::size_t Threads>
void ticket_lock() {
    fermata::atomic<int> next{0};
    fermata::atomic<int> owner{0};
    run_threads<Threads>([&](std::size_t) {
        int const mine = next.fetch_add(1);
        while (owner.load() != mine) {
        }
        owner.store(mine + 1);
    });
}

/// Two mutexes that two threads lock in opposite order.
inline void opposite_order() {
    std::array<fermata::mutex, 2> mutexes;
    run_threads<2>([&](std::size_t which) {
        std::lock_guard const first(mutexes[which]);
        std::lock_guard const second(mutexes[1 - which]);
    });
}

/// What a thread has read of the flags decides what comes before its write, which races with a read of another one:
/// 2^(Flags + 1) classes.
template <std::size_t Flags>
void reads_before_a_write() {
    fermata::atomic<int> last{0};
    std::array<fermata::atomic<int>, Flags> flags{};
    run_threads<Flags + 2>([&](std::size_t i) {
        if (i == Flags) {
            static_cast<void>(last.load());
        } else if (i == Flags + 1) {
            for (auto const& each : flags) {
                static_cast<void>(each.load());
            }
            last.store(1);
        } else {
            flags[i].store(1);
        }
    });
}

/// One place, a mutex and two condition variables; each producer makes `Items`, and as many are taken.
template <std::size_t Producers, std::size_t Consumers, int Items>
void bounded_queue() {
    fermata::mutex mutex;
    fermata::condition_variable not_full;
    fermata::condition_variable not_empty;
    std::deque<int> queue;
    run_threads<Producers + Consumers>([&](std::size_t which) {
        bool const produces = which < Producers;
        int const mine = produces ? Items : Items * static_cast<int>(Producers) / static_cast<int>(Consumers);
        for (int i = 0; i != mine; ++i) {
            std::unique_lock lock(mutex);
            if (produces) {
                not_full.wait(lock, [&] { return queue.empty(); });
                queue.push_back(i);
                not_empty.notify_one();
            } else {
                not_empty.wait(lock, [&] { return !queue.empty(); });
                queue.pop_front();
                not_full.notify_one();
            }
        }
    });
    fermata::expect(queue.empty(), "something is left");
}

} // namespace bench::peer_programs
