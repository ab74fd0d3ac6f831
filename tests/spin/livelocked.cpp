// fermata - https://www.boost.org/LICENSE_1_0.txt
//
// Where all who are left are parked, or wait for those who are: a livelock, under every strategy, and from its token.
#include "spin/spinning.hpp"
#include "support/same_again.hpp"

#include <mutex>

namespace spin_tests::livelocked {

namespace {

/// There is no way around it, so the first execution that a strategy makes ends so.
void check(std::vector<std::string> const& details, std::function<void()> const& body) {
    std::vector<named_options> all = under_every_strategy();
    all.push_back({"round_robin", all_of(fermata::strategies::round_robin{})});
    for (named_options each : all) {
        CAPTURE(each.name);
        each.with.stop_at_first_failure = true;
        if (has_fake_stacks()) {
            each.with.steps_max = 200;
        }
        auto const report = fermata::explore(body, each.with);
        REQUIRE(report.failure.has_value());
        fermata::failure const& found = *report.failure;
        CAPTURE(to_string(report));
        CHECK(report.count(fermata::outcome::completed) == 0);
        if (!has_missed_a_loop(found.outcome)) {
            CHECK(found.outcome == fermata::outcome::livelocked);
            CHECK(report.count(fermata::outcome::livelocked) == 1);
            CHECK(holds(found.message, "everybody who can go on only reads again"));
            CHECK(holds(report.verdict(), "spin loops were parked"));
            for (std::string const& detail : details) {
                CHECK(holds(to_string(report), detail));
            }
        }

        auto const again = fermata::replay(found.token, body, {.steps_max = each.with.steps_max});
        REQUIRE(again.failure.has_value());
        if (has_fake_stacks()) { // it may be found, or not, a round later or earlier
            auto const how = again.failure->outcome;
            CHECK((how == fermata::outcome::livelocked || has_missed_a_loop(how)));
            continue;
        }
        check_same(found, again);
    }
}

void wait_for(fermata::atomic<int>& flag) {
    while (flag.load() == 0) {
    }
}

} // namespace

TEST_CASE("a lock that is never given back: livelock") {
    check({"reads atomic 1 again and again"}, [] {
        fermata::atomic<int> lock{0};
        auto const enter = [&] {
            int expected = 0;
            while (!lock.compare_exchange_strong(expected, 1)) {
                expected = 0;
            }
        };
        together({enter, enter});
    });
}

TEST_CASE("each waits for the other's flag: livelock") {
    check({"reads atomic 1 again and again", "reads atomic 2 again and again"}, [] {
        fermata::atomic<int> left{0};
        fermata::atomic<int> right{0};
        together({[&] {
                      wait_for(left);
                      right.store(1);
                  },
                  [&] {
                      wait_for(right);
                      left.store(1);
                  }});
    });
}

TEST_CASE("one looks again and again, the other waits for its mutex: livelock") {
    check({"reads atomic 1 again and again", "waits for mutex 1"}, [] {
        fermata::mutex mutex;
        fermata::atomic<int> flag{0};
        fermata::atomic<int> is_locked{0};
        together({[&] {
                      std::lock_guard const guard(mutex);
                      is_locked.store(1);
                      wait_for(flag);
                  },
                  [&] {
                      if (is_locked.load() == 0) { // then it is not what holds the other up
                          wait_for(is_locked);
                      }
                      std::lock_guard const guard(mutex);
                      flag.store(1);
                  }});
    });
}

TEST_CASE("what is written wakes it, and it waits for more: livelock") {
    check({"reads atomic 1 again and again"}, [] {
        fermata::atomic<int> stage{0};
        together({[&] {
                      while (stage.load() != 3) {
                      }
                  },
                  [&] {
                      stage.store(1);
                      stage.store(2);
                  }});
    });
}

// As long as one of them goes on it is none.
TEST_CASE("somebody who is not parked: no livelock") {
    for (named_options each : under_every_strategy()) {
        CAPTURE(each.name);
        each.with.steps_max = has_fake_stacks() ? 200 : each.with.steps_max;
        each.with.executions_max = 100;
        auto const report = fermata::explore(
            [] {
                fermata::atomic<int> flag{0};
                together({[&] { wait_for(flag); },
                          [&] {
                              for (int i = 0; i < 5; ++i) {
                                  fermata::checkpoint("goes on");
                              }
                              flag.store(1);
                          }});
            },
            each.with);
        CAPTURE(report.verdict());
        CHECK(report.count(fermata::outcome::livelocked) == 0);
        CHECK(report.count(fermata::outcome::deadlocked) == 0);
        CHECK((report.ok() || has_missed_a_loop(report.failure.value().outcome)));
    }
}

} // namespace spin_tests::livelocked
