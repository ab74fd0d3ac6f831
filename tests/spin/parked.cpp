// fermata - https://www.boost.org/LICENSE_1_0.txt
//
// Loops that only read: they are explored to the end, and their failed reads are no events.
#include "spin/spinning.hpp"

#include <memory>
#include <optional>
#include <utility>

using namespace spin_tests;

namespace {

void check(std::uint64_t classes, std::function<void()> const& body) {
    auto const reduced = fermata::explore(body, all_of());
    CHECK(reduced.ok());
    CHECK(reduced.complete);
    CHECK(reduced.executions == classes);
    CHECK(holds(reduced.verdict(), "spin loops were parked"));
    auto const every = fermata::explore(body, all_of(fermata::strategies::all_orderings{}));
    CHECK(every.ok());
    CHECK(every.complete);
    CHECK(every.executions >= classes);
}

} // namespace

TEST_CASE("a flag") {
    check(1, [] {
        fermata::atomic<bool> flag{false};
        together({[&] {
                      while (!flag.load()) {
                      }
                  },
                  [&] { flag.store(true); }});
    });
}

TEST_CASE("a flag, with yields in between") {
    check(1, [] {
        fermata::atomic<bool> flag{false};
        together({[&] {
                      while (!flag.load()) {
                          fermata::this_thread::yield();
                      }
                  },
                  [&] {
                      do {
                          fermata::this_thread::yield();
                      } while (!flag);
                  },
                  [&] { flag.store(true); }});
    });
}

TEST_CASE("the last of several values") {
    check(1, [] {
        fermata::atomic<int> stage{0};
        together({[&] {
                      while (stage.load() != 3) {
                      }
                  },
                  [&] {
                      for (int i = 1; i <= 3; ++i) {
                          stage.store(i);
                      }
                  }});
    });
}

// 3! orders of the three, and nothing else.
TEST_CASE("a spin lock of compare-exchanges") {
    check(6, [] {
        fermata::atomic<int> lock{0};
        fermata::var<int> guarded{0};
        auto const enter = [&] {
            int expected = 0;
            while (!lock.compare_exchange_weak(expected, 1)) {
                expected = 0;
            }
            guarded.set(guarded.get() + 1);
            lock.store(0);
        };
        together({enter, enter, enter});
        fermata::expect(guarded.get() == 3, "an addition was lost");
    });
}

TEST_CASE("a spin lock of exchanges") {
    check(6, [] {
        fermata::atomic_flag lock;
        int guarded = 0;
        auto const enter = [&] {
            while (lock.test_and_set()) {
            }
            ++guarded;
            lock.clear();
        };
        together({enter, enter, enter});
        fermata::expect(guarded == 3, "an addition was lost");
    });
}

TEST_CASE("a stop token") {
    check(1, [] {
        fermata::stop_source source;
        together({[token = source.get_token()] {
                      while (!token.stop_requested()) {
                      }
                  },
                  [&] { source.request_stop(); }});
    });
    check(1, [] {
        std::optional<fermata::stop_source> source(std::in_place);
        together({[token = source->get_token()] {
                      while (token.stop_possible()) {
                          fermata::this_thread::yield();
                      }
                  },
                  [&] { source.reset(); }});
    });
    auto const report = fermata::explore([] {
        fermata::jthread const worker([](fermata::stop_token const& token) {
            while (!token.stop_requested()) {
            }
        });
    });
    CHECK(report.executions == 1);
    CHECK(report.complete);
}

TEST_CASE("what is in a channel") {
    check(2, [] { // its size is seen before it is closed, or after
        fermata::channel<int> values;
        together({[&] {
                      while (values.size() == 0) {
                      }
                  },
                  [&] {
                      while (!values.is_closed()) {
                      }
                  },
                  [&] {
                      values.send(1);
                      values.close();
                  }});
    });
    // Who takes the first one, and whether the second one has been sent then. Without optimization the first round may
    // give a value to what has none, what try_receive() returns, and is a round of another kind then.
    auto const report = fermata::explore(
        [] {
            fermata::channel<int> values;
            auto const takes = [&] {
                while (!values.try_receive()) {
                }
            };
            together({takes, takes, [&] {
                          values.send(1);
                          values.send(2);
                      }});
        },
        all_of());
    CHECK(report.ok());
    CHECK(report.complete);
    CHECK(report.executions >= 4);
#if defined(__OPTIMIZE__)
    CHECK(report.executions == 4);
#endif
}

TEST_CASE("main waits, too") {
    check(1, [] {
        fermata::atomic<int> ready{0};
        fermata::thread worker([&] { ready.store(1); });
        while (ready.load() == 0) {
        }
        worker.join();
    });
}

TEST_CASE("a lock that is never given back: livelock") {
    auto const body = [] {
        fermata::atomic<int> lock{0};
        auto const enter = [&] {
            int expected = 0;
            while (!lock.compare_exchange_strong(expected, 1)) {
                expected = 0;
            }
        };
        together({enter, enter});
    };
    auto const report = fermata::explore(body);
    REQUIRE(report.failure.has_value());
    CHECK(report.failure->outcome == fermata::outcome::livelocked);
    CHECK(holds(report.failure->message, "everybody who can go on only reads again"));
    std::string const text = to_string(report);
    CHECK(holds(text, "reads atomic 1 again and again"));

    auto const again = fermata::replay(report.failure->token, body);
    REQUIRE(again.failure.has_value());
    CHECK(again.failure->outcome == fermata::outcome::livelocked);
}

TEST_CASE("a failure behind a loop comes again from its token") {
    auto const body = [] {
        fermata::atomic<int> turn{0};
        int seen = 0;
        together({[&] {
                      while (turn.load() == 0) {
                      }
                      seen = turn.load();
                  },
                  [&] {
                      turn.store(1);
                      turn.store(2);
                  }});
        fermata::expect(seen != 2, "the second value was read");
    };
    namespace by_name = fermata::strategies;
    std::vector<fermata::strategy_value> const all{by_name::dpor{}, by_name::all_orderings{}, by_name::random{},
                                                   by_name::pct{},  by_name::pos{},           by_name::surw{}};
    for (fermata::strategy_value const& by : all) {
        auto const report = fermata::explore(body, {.strategy = by, .seed = 3});
        REQUIRE(report.failure.has_value());
        auto const again = fermata::replay(report.failure->token, body);
        REQUIRE(again.failure.has_value());
        CHECK(again.failure->outcome == fermata::outcome::failed);
        CHECK(again.failure->message == report.failure->message);
        CHECK(again.failure->step == report.failure->step);
    }
}

// Who is written first wakes it, which is no order of conflicting operations: nothing is reduced then, and it is said.
TEST_CASE("a loop that waits for several atomics") {
    auto const body = [] {
        fermata::atomic<int> left{0};
        fermata::atomic<int> right{0};
        int sum = 0;
        together({[&] {
                      while (left.load() == 0 || right.load() == 0) {
                      }
                      sum = left.load() + right.load();
                  },
                  [&] { left.store(1); }, [&] { right.store(2); }});
        fermata::expect(sum == 3, "it went on too early");
    };
    auto const report = fermata::explore(body, all_of());
    CHECK(report.ok());
    CHECK(report.complete);
    CHECK(holds(report.verdict(), "not reduced since who can go on depends on more than one object"));
    auto const every = fermata::explore(body, all_of(fermata::strategies::all_orderings{}));
    CHECK(report.executions == every.executions);
}

// The border: what a parked loop would do to memory that is not on its stack is not seen, and so no more is claimed.
TEST_CASE("a loop that counts elsewhere is parked, and the verdict says that some were") {
    auto const body = [] {
        auto const counted = std::make_unique<int>(0);
        fermata::atomic<bool> flag{false};
        together({[&] {
                      while (!flag.load()) {
                          ++*counted;
                      }
                  },
                  [&] { flag.store(true); }});
    };
    auto const report = fermata::explore(body, all_of());
    CHECK(report.complete);
    CHECK(holds(report.verdict(), "spin loops were parked"));
}
