// fermata - https://www.boost.org/LICENSE_1_0.txt
//
// What was left on a stack decides nothing, and what is the same there need not be the same place.
#include "spin/spinning.hpp"
#include "support/same_again.hpp"

#include <array>
#include <functional>
#include <memory>
#include <set>
#include <vector>

namespace spin_tests::remains {

namespace {

/// Leaves a value where whoever is called next has its variables.
[[gnu::noinline]] void leave(int value) {
    int volatile everywhere[64];
    for (int volatile& each : everywhere) {
        each = value;
    }
}

/// `right` is looked at, and `seen` has a value, from the round on in which `left` is set.
[[gnu::noinline]] void wait_for_both(fermata::atomic<int>& left, fermata::atomic<int>& right) {
    int volatile seen;
    while (left.load() == 0 || (static_cast<void>(seen = right.load()), seen == 0)) {
    }
}

[[gnu::noinline]] void wait_for(fermata::atomic<int>& flag, int least = 1) {
    int volatile seen;
    do {
        seen = flag.load();
    } while (seen < least);
}

/// In one line, so that all looks are at the same place.
[[gnu::noinline]] void wait_for_change(fermata::atomic<int>& value) {
    int volatile old;
    int volatile now;
    // clang-format off
    old = value.load(); do { now = value.load(); } while (now == old);
    // clang-format on
}

/// Where other variables have been.
[[gnu::noinline]] void deeper(std::function<void()> const& calls) {
    char volatile line[3000];
    for (char volatile& each : line) {
        each = ' ';
    }
    calls();
}

} // namespace

// Compilers unroll loops, too: the stack and the registers may be the same in every round then.
TEST_CASE("three looks in one line are no loop") {
    std::set<int> seen;
    auto const report = fermata::explore(
        [&] {
            fermata::atomic<bool> flag{false};
            int failed = 3;
            auto const look = [&]() __attribute__((noinline)) {
                // clang-format off
                if (flag.load()) { failed = 0; } else if (flag.load()) { failed = 1; } else if (flag.load()) { failed = 2; }
                // clang-format on
            };
            together({look, [&] { flag.store(true); }});
            seen.insert(failed);
        },
        all_of());
    CHECK(report.complete);
    CHECK(seen == std::set<int>{0, 1, 2, 3});
    CHECK_FALSE(holds(report.verdict(), "parked"));
}

TEST_CASE("what the execution before has left decides nothing about when a loop is parked") {
    int executions = 0;
    auto const body = [&] {
        fermata::atomic<int> left{0};
        fermata::atomic<int> right{0};
        int const left_there = ++executions % 2;
        together({[&] {
                      leave(left_there);
                      wait_for_both(left, right);
                  },
                  [&] { left.store(1); }, [&] { right.store(2); }});
    };
    auto const every = fermata::explore(body, all_of(fermata::strategies::all_orderings{}));
    CHECK(every.ok());
    CHECK(every.complete);
    auto const report = fermata::explore(body, all_of());
    CHECK(report.ok());
    CHECK(report.executions == every.executions);
}

// Nor does what is left where variables have no value yet: by an earlier call of the same function, or another frame.
TEST_CASE("a token is the same whatever is on the stack") {
    auto const called_twice = [] {
        fermata::atomic<int> value{0};
        fermata::thread waits([&] {
            wait_for(value, 1);
            deeper([&] { wait_for(value, 2); });
        });
        fermata::thread stores([&] { value.store(1); });
        waits.join();
        stores.join();
    };
    auto const in_one_line = [] {
        fermata::atomic<int> value{0};
        fermata::thread waits([&] { deeper([&] { wait_for_change(value); }); });
        fermata::thread stores([&] { value.store(1); });
        waits.join();
        stores.join();
    };
    std::vector<std::function<void()>> bodies{called_twice};
    if (fermata::source_location::current().column() != 0) { // otherwise nobody can tell the two looks apart
        bodies.emplace_back(in_one_line);
    }
    for (auto const& body : bodies) {
        for (named_options const& each : under_every_strategy()) {
            CAPTURE(each.name);
            auto const found = fermata::explore(body, each.with);
            if (has_fake_stacks() || !found.failure.has_value()) {
                continue;
            }
            CHECK(found.failure->outcome == fermata::outcome::livelocked);
            for (int times = 0; times < 4; ++times) {
                check_same_again(*found.failure, body, {.steps_max = each.with.steps_max});
            }
        }
    }
}

TEST_CASE("a variable without a value makes no round another one") {
    auto const report = fermata::explore(
        [] {
            fermata::atomic<int> flag{0};
            together({[&] { wait_for(flag); }, [&] { flag.store(1); }});
        },
        all_of());
    CHECK(report.complete);
    CHECK(report.executions == 1);
}

// What they had captured is gone with the execution. It is so large that its memory goes back to the system.
TEST_CASE("fibers that waited in a loop when their execution ended") {
    fermata::options with = all_of(fermata::strategies::random{});
    with.executions_max = 300;
    with.stack_size = std::size_t{8} << 20;
    auto const large = std::make_unique<std::array<char, 1'000'000>>();
    auto const report = fermata::explore(
        [&] {
            fermata::atomic<int> x{0};
            fermata::atomic<int> y{0};
            fermata::atomic<int> z{0};
            fermata::thread first([&x] {
                while (x.load() == 0) {
                }
            });
            fermata::thread second([&z] {
                z.load();
                z.load();
            });
            fermata::thread third([&y, captured = *large] {
                while (y.load() == static_cast<int>(captured[0])) {
                }
            });
            z.load();
            x.store(1);
            z.load();
            fermata::expect(false, "it ends here");
            y.store(1);
            first.join();
            second.join();
            third.join();
        },
        with);
    CHECK(report.count(fermata::outcome::completed) == 0);
    CHECK(report.count(fermata::outcome::failed) > 0);
    CHECK(report.fibers_left_behind == 0);
}

} // namespace spin_tests::remains
