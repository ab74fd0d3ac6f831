// fermata - https://www.boost.org/LICENSE_1_0.txt
//
// Bugs among critical sections, none of which is wrong by itself. Written anew from descriptions of well-known ones.
// What is raced for is atomic, what is behind one mutex is not.
#include "programs/catalogue.hpp"

#include <array>
#include <mutex>

namespace programs {

namespace {

using guard = std::lock_guard<fermata::mutex>;

/// Deposit, withdrawal, and a check whose sum is wrong once both have been made. 3! orders, in two of which the check
/// comes last.
state account() {
    fermata::mutex mutex;
    int balance = 10;
    int made = 0;
    state order;
    auto const change = [&](int by) {
        guard const held(mutex);
        balance += by;
        ++made;
        order.push_back(by);
    };
    run_together({[&] { change(5); }, [&] { change(-3); },
                  [&] {
                      guard const held(mutex);
                      order.push_back(0);
                      fermata::expect(made != 2 || balance == 10 - 5 - 3, "the balance is not what was expected");
                  }});
    return order;
}

/// Two mutexes in opposite order. One is first at both of them: 2; or each has one: a deadlock.
state deadlock01() {
    fermata::mutex a;
    fermata::mutex b;
    state order;
    run_together({[&] {
                      guard const first(a);
                      guard const second(b);
                      order.push_back(1);
                  },
                  [&] {
                      guard const first(b);
                      guard const second(a);
                      order.push_back(2);
                  }});
    return order;
}

/// Three add under one mutex, and the third asserts the sum of the others. 3! orders, two with the third at the end.
state lazy01() {
    fermata::mutex mutex;
    int data = 0;
    state order;
    auto const add = [&](int more) {
        guard const held(mutex);
        data += more;
        order.push_back(more);
    };
    run_together({[&] { add(1); }, [&] { add(2); },
                  [&] {
                      guard const held(mutex);
                      order.push_back(0);
                      fermata::expect(data < 3, "both have added before");
                  }});
    return order;
}

/// Ten are pushed, ten popped; who pops has only looked whether anything was ever pushed.
state stack() {
    fermata::mutex mutex;
    fermata::atomic<int> pushed_any{0};
    int height = 0;
    run_together({[&] {
                      for (int i = 0; i < 10; ++i) {
                          guard const held(mutex);
                          ++height;
                          pushed_any.store(1);
                      }
                  },
                  [&] {
                      for (int i = 0; i < 10; ++i) {
                          if (pushed_any.load() != 0) {
                              guard const held(mutex);
                              fermata::expect(height > 0, "popped from an empty stack");
                              --height;
                          }
                      }
                  }});
    return {height};
}

/// Three pass a value on, and a fourth finds them unequal if they did not come in their order. 4! orders; it comes last
/// in 3! of them, and only where the first one passed before the others are all equal: 2.
state token_ring() {
    fermata::mutex mutex;
    std::array<int, 3> x{1, 2, 1};
    int passed = 0;
    state order;
    auto const pass = [&](std::size_t from, std::size_t to, int more) {
        guard const held(mutex);
        x[to] = (x[from] + more) % 4;
        ++passed;
        order.push_back(static_cast<int>(to));
    };
    run_together({[&] { pass(2, 0, 1); }, [&] { pass(0, 1, 0); }, [&] { pass(1, 2, 0); },
                  [&] {
                      guard const held(mutex);
                      order.push_back(3);
                      fermata::expect(passed != 3 || (x[0] == x[1] && x[1] == x[2]), "the value has not gone round");
                  }});
    return order;
}

/// First stages: L 0; W d1 1; U 0; L 1; r = R d1; W d2 r+1; U 1 || L 0; t = R d1; U 0; if (t == 0) return; L 1; u = R
/// d2; U 1; u must be t+1.
state twostage(int first_stages) {
    fermata::mutex first;
    fermata::mutex second;
    fermata::atomic<int> d1{0};
    fermata::atomic<int> d2{0};
    state seen{-1, -1};
    auto threads = copies(first_stages, [&](int) {
        {
            guard const held(first);
            d1.store(1);
        }
        guard const held(second);
        int const read = d1.load();
        d2.store(read + 1);
    });
    threads.emplace_back([&] {
        {
            guard const held(first);
            seen[0] = d1.load();
        }
        if (seen[0] != 0) {
            {
                guard const held(second);
                seen[1] = d2.load();
            }
            fermata::expect(seen[1] == seen[0] + 1, "the first stage without the second");
        }
    });
    run_together(threads);
    return seen;
}

/// A reader under one mutex, two writers under another.
state wrong_lock() {
    fermata::mutex of_reader;
    fermata::mutex of_writers;
    fermata::atomic<int> data{0};
    state seen;
    auto const write = [&] {
        guard const held(of_writers);
        int const read = data.load();
        data.store(read + 1);
    };
    run_together({[&] {
                      guard const held(of_reader);
                      seen.push_back(data.load());
                      seen.push_back(data.load());
                      fermata::expect(seen[0] == seen[1], "it has changed under the lock");
                  },
                  write, write});
    return seen;
}

/// append() reads the other buffer's length and then its characters, under its lock each time: in between the other
/// one is erased, and not yet filled again. Of the 2 + 2 critical sections of the source there are C(4, 2) = 6 orders.
state string_buffer() {
    struct buffer {
        fermata::mutex mutex;
        int length = 3;
    };
    buffer source;
    buffer target;
    state order;
    run_together({[&] {
                      guard const own(target.mutex);
                      int length = 0;
                      {
                          guard const held(source.mutex);
                          order.push_back(1);
                          length = source.length;
                      }
                      guard const held(source.mutex);
                      order.push_back(1);
                      fermata::expect(length <= source.length, "characters behind the end");
                      target.length += length;
                  },
                  [&] {
                      {
                          guard const held(source.mutex);
                          order.push_back(2);
                          source.length = 0;
                      }
                      guard const held(source.mutex);
                      order.push_back(2);
                      source.length = 3;
                  }});
    return order;
}

wrong_programs const locked_are{
    {.name = "account",
     .body = &account,
     .expected = classes{.complete = 6, .failing = 2},
     .preemptions = 0,
     .samples = sample_means{2.9, 2.9, 2.9, 6, "18 / 4 / 4 / 6"},
     .bug = "a check believes that the sum is final once both have changed it"},
    {.name = "deadlock01",
     .body = &deadlock01,
     .expected = classes{.complete = 2, .deadlocked = 1},
     .preemptions = 1,
     .samples = sample_means{2.0, 4.6, 2.9, 2, "3 / 7 / 4 / 2"},
     .fails_by = fermata::outcome::deadlocked,
     .says = "nobody can go on",
     .bug = "two mutexes in opposite order"},
    {.name = "lazy01",
     .body = &lazy01,
     .expected = classes{.complete = 6, .failing = 2},
     .preemptions = 0,
     .samples = sample_means{3, 3, 3, 2.6, "21 / 5 / 5 / 2"},
     .bug = "a check believes that it comes before the last of two additions"},
    {.name = "stack",
     .body = &stack,
     .preemptions = 1,
     .samples = sample_means{1.6, 2.9, 1.6, 5, "176 / 3 / 2 / 5"},
     .bug = "who pops has only looked whether anything was ever pushed"},
    {.name = "token ring",
     .body = &token_ring,
     .expected = classes{.complete = 24, .failing = 4},
     .preemptions = 0,
     .samples = sample_means{5.9, 6.0, 5.9, 8, "13 / 8 / 9 / 8"},
     .bug = "four threads are believed to come in their order"},
    {.name = "twostage(1)",
     .body = [] { return twostage(1); },
     .expected = classes{.complete = 3, .failing = 1},
     .preemptions = 1,
     .samples = sample_means{32, 5.5, 10, 55, "464 / 9 / 15 / 8"},
     .bug = "two stages under a mutex each; another thread sees the first without the second"},
    {.name = "twostage(2)",
     .body = [] { return twostage(2); },
     .expected = classes{.complete = 40, .failing = 10},
     .preemptions = 1},
    {.name = "twostage(19)",
     .body = [] { return twostage(19); },
     .samples = sample_means{160, 390, 75, 320, "never / 101 / 156 / 6"},
     .is_found_by_dpor = false,
     .bug = "the same with 20 threads",
     .remark =
         "pct: one of two changes of priority has to be at the one right step of 138, and the checker has to come "
         "second of 20. surw: the checker has to be the first of 20 at the second mutex, which a walk that is uniform "
         "over the orders at one of four objects finds in one of 40; how theirs needs only 6 is not known to us"},
    {.name = "wrong lock",
     .body = &wrong_lock,
     .preemptions = 1,
     .samples = sample_means{2.8, 8, 2.7, 9, "36 / 14 / 11 / 9"},
     .bug = "a reader and two writers lock different mutexes"},
    {.name = "string buffer",
     .body = &string_buffer,
     .expected = classes{.complete = 6, .failing = 1},
     .preemptions = 2,
     .samples = sample_means{16, 50, 12, 8.6, "2243 / 26 / 23 / 8"},
     .bug = "`append()` reads another's length and then its characters, under two locks"},
};

} // namespace

} // namespace programs
