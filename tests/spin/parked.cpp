// fermata - https://www.boost.org/LICENSE_1_0.txt
//
// Loops that only read: they are explored to the end, and their failed reads are no events.
#include "spin/spinning.hpp"

#include <optional>
#include <utility>

namespace spin_tests::parked {

namespace {

void check(std::uint64_t classes, std::function<void()> const& body) {
    if (has_fake_stacks()) {
        check_nothing_false(classes, body);
        return;
    }
    for (named_options const& each : under_every_strategy()) {
        CAPTURE(each.name);
        auto const report = fermata::explore(body, each.with);
        CAPTURE(report.verdict());
        CHECK(report.ok());
        CHECK(report.count(fermata::outcome::completed) == report.executions);
        CHECK(holds(report.verdict(), "spin loops were parked"));
    }
    auto const reduced = fermata::explore(body, all_of());
    CHECK(reduced.complete);
    CHECK(reduced.executions == classes);
    auto const every = fermata::explore(body, all_of(fermata::strategies::all_orderings{}));
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
    check(1, [] {
        fermata::jthread const worker([](fermata::stop_token const& token) {
            while (!token.stop_requested()) {
            }
        });
    });
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
    auto const body = [] {
        fermata::channel<int> values;
        auto const takes = [&] {
            while (!values.try_receive()) {
            }
        };
        together({takes, takes, [&] {
                      values.send(1);
                      values.send(2);
                  }});
    };
    if (has_fake_stacks()) {
        check_nothing_false(4, body);
        return;
    }
    auto const report = fermata::explore(body, all_of());
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
    for (named_options each : under_every_strategy()) {
        CAPTURE(each.name);
        each.with.stop_at_first_failure = true;
        each.with.steps_max = has_fake_stacks() ? 200 : each.with.steps_max;
        auto const report = fermata::explore(body, each.with);
        REQUIRE(report.failure.has_value());
        auto const again = fermata::replay(report.failure->token, body, {.steps_max = each.with.steps_max});
        REQUIRE(again.failure.has_value());
        if (has_missed_a_loop(report.failure->outcome) || has_missed_a_loop(again.failure->outcome)) {
            continue;
        }
        CHECK(report.failure->outcome == fermata::outcome::failed);
        CHECK(again.failure->outcome == fermata::outcome::failed);
        CHECK(again.failure->message == report.failure->message);
        CHECK((again.failure->step == report.failure->step || has_fake_stacks()));
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
    if (has_fake_stacks()) {
        check_nothing_false(1, body);
        return;
    }
    auto const report = fermata::explore(body, all_of());
    CHECK(report.ok());
    CHECK(report.complete);
    CHECK(holds(report.verdict(), "not reduced since who can go on depends on more than one object"));
    auto const every = fermata::explore(body, all_of(fermata::strategies::all_orderings{}));
    CHECK(report.executions == every.executions);
}

} // namespace spin_tests::parked
