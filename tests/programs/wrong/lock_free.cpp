// fermata - https://www.boost.org/LICENSE_1_0.txt
//
// Bugs of programs that have no mutex, or not enough of one.
#include "programs/catalogue.hpp"

#include <deque>
#include <mutex>

namespace programs {

namespace {

/// Two read, then write: both reads before a write. 2!² classes, two of which lose nothing.
state lost_update() {
    fermata::atomic<int> balance{100};
    auto const deposit = [&](int amount) {
        int const seen = balance.load();
        balance.store(seen + amount);
    };
    run_together({[&] { deposit(10); }, [&] { deposit(20); }});
    int const left = balance.load();
    fermata::expect(left == 130, "a deposit was lost");
    return {left};
}

/// The stop flag is read, then the counter raised: the driver may have stopped in between.
state bluetooth() {
    fermata::atomic<int> stopping{0};
    fermata::atomic<int> pending{1};
    fermata::atomic<int> stopping_event{0};
    fermata::atomic<int> stopped{0};
    auto const release = [&] {
        if (pending.fetch_add(-1) == 1) {
            stopping_event.store(1);
        }
    };
    run_together({[&] {
                      if (stopping.load() != 0) {
                          return;
                      }
                      pending.fetch_add(1);
                      fermata::expect(stopped.load() == 0, "used after it was stopped");
                      release();
                  },
                  [&] {
                      stopping.store(1);
                      release();
                      if (stopping_event.load() != 0) {
                          stopped.store(1);
                      }
                  }});
    return {pending.load(), stopped.load()};
}

/// The THE protocol: the owner pushes and pops at the tail, and needs the mutex only for the last item; a thief moves
/// the head, under the mutex, and moves it back if it has met the tail. Here the thief looks at the tail before it
/// moves the head: the owner may have taken that item in between. There are two items before the thief starts, so that
/// one preemption is enough: of the thief, between its look and its move.
state work_stealing_queue(int rounds, int steals) {
    constexpr int before = 2;
    fermata::mutex mutex;
    fermata::atomic<int> head{0};
    fermata::atomic<int> tail{0};
    std::deque<int> items(static_cast<std::size_t>(before + 2 * rounds) + 1);
    state times(items.size());
    auto const take = [&](int from) {
        int const item = items[static_cast<std::size_t>(from)];
        fermata::expect(++times[static_cast<std::size_t>(item)] == 1, "an item went to two");
    };
    int pushed = 0;
    auto const push = [&] {
        int const t = tail.load();
        items[static_cast<std::size_t>(t)] = pushed++;
        tail.store(t + 1);
    };
    auto const pop = [&] {
        int const t = tail.load() - 1;
        tail.store(t);
        if (head.load() > t) {
            tail.store(t + 1);
            std::lock_guard const held(mutex);
            if (head.load() > t) {
                return;
            }
            tail.store(t);
        }
        take(t);
    };
    for (int i = 0; i < before; ++i) {
        push();
    }
    run_together({[&] {
                      for (int i = 0; i < rounds; ++i) {
                          push();
                          push();
                          pop();
                      }
                      for (int i = 0; i < before + rounds; ++i) {
                          pop();
                      }
                  },
                  [&] {
                      for (int i = 0; i < steals; ++i) {
                          std::lock_guard const held(mutex);
                          int const h = head.load();
                          int const t = tail.load();
                          head.store(h + 1);
                          if (h < t) {
                              take(h);
                          } else {
                              head.store(h);
                          }
                      }
                  }});
    return times;
}

/// A lock-free stack of indices. pop empties next[head] first, so that who comes later waits; the count is to keep the
/// last one from being taken. When it is lowered late, a node may be taken twice: that needs three threads, and five
/// context switches before the failure. The fifth is from a thread that got no node: here it gives up and ends, so that
/// four are preemptions; where it tries for ever, five are, which is what is said of this bug.
/// Each thread takes a node, uses it, gives it back, that often; retries are bounded, so that every execution ends.
state safe_stack(int rounds) {
    constexpr int size = 3;
    constexpr int attempts = 3;
    fermata::atomic<int> head{0};
    fermata::atomic<int> count{size};
    std::deque<fermata::atomic<int>> next(size);
    next[0] = 1;
    next[1] = 2;
    next[2] = -1;
    std::deque<fermata::atomic<int>> user(size);
    auto const pop = [&] {
        for (int i = 0; i < attempts && count.load() > 1; ++i) {
            int old = head.load();
            int const after = next[static_cast<std::size_t>(old)].exchange(-1);
            if (after >= 0) {
                if (head.compare_exchange_strong(old, after)) {
                    count.fetch_sub(1);
                    return old;
                }
                next[static_cast<std::size_t>(old)].exchange(after);
            }
        }
        return -1;
    };
    auto const push = [&](int index) {
        int old = head.load();
        do {
            next[static_cast<std::size_t>(index)].store(old);
        } while (!head.compare_exchange_strong(old, index));
        count.fetch_add(1);
    };
    run_together(copies(3, [&](int me) {
        for (int i = 0; i < rounds; ++i) {
            int const mine = pop();
            if (mine < 0) {
                return;
            }
            user[static_cast<std::size_t>(mine)].store(me);
            fermata::expect(user[static_cast<std::size_t>(mine)].load() == me, "two use one node");
            push(mine);
        }
    }));
    return {head.load(), count.load()};
}

wrong_programs const lock_free_are{
    {.name = "lost update", .body = &lost_update, .expected = classes{.complete = 4, .failing = 2}, .preemptions = 1},
    {.name = "bluetooth",
     .body = &bluetooth,
     .preemptions = 1,
     .samples = sample_means{26, 15, 15, 70, "215 / 83 / 36 / 70"},
     .bug = "the stop flag is read, then the counter raised: the driver may have stopped in between"},
    {.name = "work-stealing queue",
     .body = [] { return work_stealing_queue(1, 2); },
     .preemptions = 1,
     .samples = sample_means{150, 18, 20, 6, "- / 16 / 12 / 6"},
     .bug = "the thief looks at the tail before it moves the head",
     .remark = "pos: how long their threads are is not known; without the round of two pushes and a pop it is 16, with "
               "two of them 87"},
    {.name = "SafeStack",
     .body = [] { return safe_stack(2); },
     .preemptions = 4,
     // But for surw nobody else's: it is said that only surw finds it.
     .samples = sample_means{407'000, 1'000'000, 24'000, 368'921, "never / never / never / 368921"},
     .is_found_by_dpor = false,
     .is_slow_to_sample = true,
     .says = "two use one node",
     .bug = "a node is taken twice: its count is lowered late"},
};

} // namespace

} // namespace programs
