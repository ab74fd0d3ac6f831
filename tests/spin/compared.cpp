// fermata - https://www.boost.org/LICENSE_1_0.txt
//
// Loops that wait beside what has nothing to do with them: dpor sees what all orderings see, and each class once.
#include "spin/spinning.hpp"

#include <algorithm>
#include <optional>
#include <set>

namespace spin_tests::compared {

namespace {

struct seen {
    std::set<int> results;
    fermata::report report;
};

seen explore(fermata::strategy_value const& strategy, std::function<int()> const& body) {
    seen all;
    fermata::options with = all_of(strategy);
    if (has_fake_stacks()) {
        with.steps_max = 200;
        with.executions_max = 3'000;
    }
    all.report = fermata::explore([&] { all.results.insert(body()); }, with);
    return all;
}

/// Who says that nothing is left has seen all that there is.
void check_where_loops_are_missed(seen const& every, seen const& once) {
    for (seen const* const each : {&every, &once}) {
        CHECK(each->report.executions == each->report.count(fermata::outcome::completed));
        CHECK((each->report.ok() || has_missed_a_loop(each->report.failure.value().outcome)));
    }
    if (once.report.complete) {
        CHECK(std::ranges::includes(once.results, every.results));
    }
    if (every.report.complete) {
        CHECK(std::ranges::includes(every.results, once.results));
    }
}

/// Classes: none where it cannot be reduced. `most`: where a variable without a value has one, left by earlier calls.
void check(std::optional<std::uint64_t> classes, std::function<int()> const& body, std::uint64_t most = 0) {
    seen const every = explore(fermata::strategies::all_orderings{}, body);
    seen const once = explore(fermata::strategies::dpor{}, body);
    INFO(every.report.verdict());
    INFO(once.report.verdict());
    if (has_fake_stacks()) {
        check_where_loops_are_missed(every, once);
        return;
    }
    CHECK(every.report.complete);
    CHECK(once.report.complete);
    CHECK(once.results == every.results);

    CHECK(holds(once.report.verdict(), "not reduced") == !classes.has_value());
    std::uint64_t const least = classes.value_or(every.report.executions);
    CHECK(once.report.executions >= least);
    CHECK(once.report.executions <= std::max(least, most));
}

/// In a frame with room for what others have left there.
template <class Channel>
[[gnu::noinline]] void wait_for_value(Channel& channel) {
    char frame[200];
    asm volatile("" : : "r"(frame));
    while (!channel.try_receive()) {
    }
}

} // namespace

namespace {

int read_twice_in_a_round() {
    fermata::atomic<int> state{0};
    fermata::atomic<int> other{0};
    fermata::atomic<int> data{0};
    int found = -1;
    together({[&] {
                  while (state.load() != 1 && state.load() != 2) {
                  }
              },
              [&] { data.store(1); },
              [&] {
                  other.load();
                  found = data.load();
                  state.store(found == 1 ? 1 : 2);
              }});
    return found;
}

} // namespace

// Whoever waits so is blocked by more than what it reads next.
TEST_CASE("a round that reads an atomic twice") { check({}, read_twice_in_a_round); }

// The execution that shows that is made once more for the sake of the variable.
TEST_CASE("a round that reads an atomic twice, beside a variable") {
    check({}, [] {
        fermata::var<int> touched{0};
        touched.set(1);
        return read_twice_in_a_round();
    });
}

TEST_CASE("a round that looks twice at a channel") {
    check({}, [] {
        fermata::channel<int> channel;
        int sum = 0;
        together({[&] {
                      while (true) {
                          if (auto const value = channel.try_receive()) {
                              sum += *value;
                          } else if (channel.is_closed()) {
                              break;
                          }
                      }
                  },
                  [&] {
                      channel.send(1);
                      channel.send(2);
                      channel.close();
                  }});
        return sum; // is_closed() may be so when values are still there
    });
}

// Whether a round was idle must not depend on who has written an atomic, or anything else, that lies in its frame. The
// loop goes on waiting with 0 and 1, so that only who reads b before it is written, and after, are two classes.
TEST_CASE("a loop in the function whose variables others write") {
    check(2, [] {
        fermata::atomic<int> a{0};
        fermata::atomic<int> b{0};
        fermata::atomic<int> c{0};
        int found = -1;
        fermata::thread one([&] {
            found = b;
            c.store(1);
            c.store(0);
            c.store(2);
        });
        fermata::thread other([&] {
            ++a;
            b.store(1);
        });
        while (c != 2) {
        }
        one.join();
        other.join();
        return found;
    });
}

// What the values before have left in the loop's frame makes no difference.
TEST_CASE("a loop that waits with one value, and another, and the first again") {
    check(
        1,
        [] {
            fermata::atomic<int> stage{0};
            together({[&] {
                          int now;
                          do {
                              now = stage.load();
                          } while (now != 3);
                      },
                      [&] {
                          stage.store(1);
                          stage.store(0);
                          stage.store(3);
                      }});
            return 0;
        },
        FERMATA_OPTIMIZED == 0 ? 7 : 1);
}

// That is one line, and so one place: a yield there waits for nothing.
TEST_CASE("a yield in the line of a loop") {
    // clang-format off
    auto const waits = [](fermata::atomic<int>& x) { do { fermata::this_thread::yield(); } while (x.load() != 1); };
    // clang-format on
    check(3, [&] {
        fermata::atomic<int> x{0};
        fermata::counting_semaphore<9> tokens{0};
        int got = 0;
        together({[&] {
                      tokens.release();
                      waits(x);
                      got += tokens.try_acquire() ? 1 : 0;
                  },
                  [&] {
                      x.exchange(1);
                      got += tokens.try_acquire() ? 2 : 0;
                  }});
        return got;
    });
}

TEST_CASE("a value that is not there comes with no leftovers") {
    auto const body = [] {
        fermata::channel<int> channel;
        together({[&] { (void)channel.try_receive(); }, [&] { wait_for_value(channel); }});
        return 0;
    };
    for (int i = 0; i < 3; ++i) {
        auto const every = explore(fermata::strategies::all_orderings{}, body).report;
        CHECK((every.count(fermata::outcome::diverged) == 0 || has_fake_stacks()));
        auto const found = explore(fermata::strategies::dpor{}, body).report;
        REQUIRE(found.failure.has_value());
        if (has_fake_stacks()) {
            CHECK_FALSE(found.ok());
            CHECK(found.count(fermata::outcome::completed) == 0);
            continue;
        }
        CHECK(found.failure->outcome == fermata::outcome::livelocked);
        CHECK(fermata::replay(found.failure->token, body).failure->outcome == fermata::outcome::livelocked);
    }
}

} // namespace spin_tests::compared
