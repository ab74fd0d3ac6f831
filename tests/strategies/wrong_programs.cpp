// fermata - https://www.boost.org/LICENSE_1_0.txt
#include "wrong_programs.hpp"

#include "cell.hpp"

#include <fermata/sync/mutex.hpp>
#include <fermata/sync/thread.hpp>

#include <functional>
#include <mutex>
#include <utility>

using fermata::expect;

namespace strategies_test {

namespace {

using guard = std::lock_guard<fermata::mutex>;

/// All threads, and main when they have ended.
void run_together(std::vector<std::function<void()>> const& bodies) {
    std::vector<fermata::thread> threads;
    threads.reserve(bodies.size());
    for (auto const& body : bodies) {
        threads.emplace_back(body);
    }
    for (auto& each : threads) {
        each.join();
    }
}

} // namespace

/// Two read, then write: both reads before a write.
void lost_update() {
    cell<int> balance{100};
    auto const deposit = [&](int amount) { balance.store(balance.load() + amount); };
    run_together({[&] { deposit(10); }, [&] { deposit(20); }});
    expect(balance.load() == 130, "a deposit was lost");
}

/// Deposit, withdrawal, and a check whose sum is wrong once both have been made.
void account() {
    fermata::mutex mutex;
    int balance = 10;
    int made = 0;
    auto const change = [&](int by) {
        guard const held(mutex);
        balance += by;
        ++made;
    };
    run_together({[&] { change(5); }, [&] { change(-3); },
                  [&] {
                      guard const held(mutex);
                      expect(made != 2 || balance == 10 - 5 - 3, "the balance is not what was expected");
                  }});
}

/// The stop flag is read, then the counter raised: the driver may have stopped in between.
void bluetooth() {
    cell<int> stopping{0};
    cell<int> pending{1};
    cell<int> stopping_event{0};
    cell<int> stopped{0};
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
                      expect(stopped.load() == 0, "used after it was stopped");
                      release();
                  },
                  [&] {
                      stopping.store(1);
                      release();
                      if (stopping_event.load() != 0) {
                          stopped.store(1);
                      }
                  }});
}

/// Two mutexes in opposite order.
void deadlock01() {
    fermata::mutex a;
    fermata::mutex b;
    run_together({[&] {
                      guard const first(a);
                      guard const second(b);
                  },
                  [&] {
                      guard const first(b);
                      guard const second(a);
                  }});
}

/// Three add under one mutex, and the third asserts the sum of the others.
void lazy01() {
    fermata::mutex mutex;
    int data = 0;
    run_together({[&] {
                      guard const held(mutex);
                      data += 1;
                  },
                  [&] {
                      guard const held(mutex);
                      data += 2;
                  },
                  [&] {
                      guard const held(mutex);
                      expect(data < 3, "both have added before");
                  }});
}

/// Ten are pushed, ten popped; who pops has only looked whether anything was ever pushed.
void stack() {
    fermata::mutex mutex;
    cell<int> pushed_any{0};
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
                              expect(height > 0, "popped from an empty stack");
                              --height;
                          }
                      }
                  }});
}

/// Three pass a value on, and a fourth finds them unequal if they did not come in their order.
void token_ring() {
    fermata::mutex mutex;
    int x[3] = {1, 2, 1};
    int passed = 0;
    auto const pass = [&](int from, int to, int more) {
        guard const held(mutex);
        x[to] = (x[from] + more) % 4;
        ++passed;
    };
    run_together({[&] { pass(2, 0, 1); }, [&] { pass(0, 1, 0); }, [&] { pass(1, 2, 0); },
                  [&] {
                      guard const held(mutex);
                      expect(passed != 3 || (x[0] == x[1] && x[1] == x[2]), "the value has not gone round");
                  }});
}

/// Setters write a, then b; the checker must not see one without the other.
void reorder(int setters) {
    cell<int> a{0};
    cell<int> b{0};
    std::vector<std::function<void()>> all(static_cast<std::size_t>(setters), [&] {
        a.store(1);
        b.store(-1);
    });
    all.emplace_back([&] {
        bool const neither = a.load() == 0 && b.load() == 0;
        expect(neither || (a.load() == 1 && b.load() == -1), "one was set without the other");
    });
    run_together(all);
}

/// Two stages under a mutex each; between them the other one sees only the first.
void twostage(int first_stages) {
    fermata::mutex first;
    fermata::mutex second;
    cell<int> data1{0};
    cell<int> data2{0};
    std::vector<std::function<void()>> all(static_cast<std::size_t>(first_stages), [&] {
        {
            guard const held(first);
            data1.store(1);
        }
        guard const held(second);
        data2.store(data1.load() + 1);
    });
    all.emplace_back([&] {
        int seen1 = 0;
        {
            guard const held(first);
            seen1 = data1.load();
        }
        if (seen1 != 0) {
            guard const held(second);
            expect(data2.load() == seen1 + 1, "the first stage without the second");
        }
    });
    run_together(all);
}

/// A reader under one mutex, two writers under another.
void wrong_lock() {
    fermata::mutex of_reader;
    fermata::mutex of_writers;
    cell<int> data{0};
    auto const write = [&] {
        guard const held(of_writers);
        data.store(data.load() + 1);
    };
    run_together({[&] {
                      guard const held(of_reader);
                      int const seen = data.load();
                      expect(data.load() == seen, "it has changed under the lock");
                  },
                  write, write});
}

/// append() reads the other buffer's length and then its characters, under its lock each time: in between the other
/// one is erased, and not yet filled again.
void string_buffer() {
    struct buffer {
        fermata::mutex mutex;
        int length = 3;
    };
    buffer source;
    buffer target;
    run_together({[&] {
                      guard const own(target.mutex);
                      int length = 0;
                      {
                          guard const held(source.mutex);
                          length = source.length;
                      }
                      guard const held(source.mutex);
                      expect(length <= source.length, "characters behind the end");
                      target.length += length;
                  },
                  [&] {
                      {
                          guard const held(source.mutex);
                          source.length = 0;
                      }
                      guard const held(source.mutex);
                      source.length = 3;
                  }});
}

std::vector<wrong_program> const& wrong_programs() {
    static std::vector<wrong_program> const all = {
        {"lost update", &lost_update, 1},
        {"account", &account, 0},
        {"bluetooth", &bluetooth, 1},
        {"deadlock01", &deadlock01, 1, true},
        {"lazy01", &lazy01, 0},
        {"stack", &stack, 1},
        {"token ring", &token_ring, 0},
        {"reorder_3", [] { reorder(2); }, 1},
        {"reorder_4", [] { reorder(3); }, 1},
        {"reorder_5", [] { reorder(4); }, 1},
        {"twostage", [] { twostage(1); }, 1},
        {"wrong lock", &wrong_lock, 1},
        {"string buffer", &string_buffer, 2},
    };
    return all;
}

} // namespace strategies_test
