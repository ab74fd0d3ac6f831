// fermata - https://www.boost.org/LICENSE_1_0.txt
//
// The border: what a parked loop would do to memory that is not on its own stack is not seen. So parking proves nothing
// of such a loop, the verdict says that it was used, and without it the truth is found.
#include "spin/spinning.hpp"

#include <memory>
#include <set>

namespace spin_tests::border {

namespace {

constexpr int tries_max = 10;

/// Gives up in the end, by a counter that is not its own.
void try_to_see(fermata::atomic<bool>& flag, int& counted) {
    while (!flag.load() && ++counted < tries_max) {
    }
}

int in_a_global = 0;

/// Somewhere to count: runs `wait` with a counter that lies there, in a thread of its own; gives back what it counted.
using counter = int (*)(std::function<void(int&)> const& wait);

struct named_counter {
    char const* name;
    counter count;
};

named_counter const counters[] = {
    {"on the heap",
     [](std::function<void(int&)> const& wait) {
         auto const counted = std::make_unique<int>(0);
         fermata::thread waits([&wait, where = counted.get()] { wait(*where); });
         waits.join();
         return *counted;
     }},
    {"in a global",
     [](std::function<void(int&)> const& wait) {
         in_a_global = 0;
         fermata::thread waits([&wait] { wait(in_a_global); });
         waits.join();
         return in_a_global;
     }},
    {"on the stack of who started it",
     [](std::function<void(int&)> const& wait) {
         int counted = 0;
         fermata::thread waits([&] { wait(counted); });
         waits.join();
         return counted;
     }},
    {"on the stack of another thread",
     [](std::function<void(int&)> const& wait) {
         int result = 0;
         fermata::thread lends([&] {
             int counted = 0;
             fermata::thread waits([&] { wait(counted); });
             waits.join();
             result = counted;
         });
         lends.join();
         return result;
     }},
};

struct counted {
    std::set<int> values;
    fermata::report report;
};

/// How often a retry that gives up has failed, beside a thread that sets its flag or not.
counted retry(counter count, bool is_set, fermata::options const& with) {
    counted all;
    all.report = fermata::explore(
        [&] {
            fermata::atomic<bool> flag{false};
            fermata::thread sets;
            if (is_set) {
                sets = fermata::thread([&] { flag.store(true); });
            }
            all.values.insert(count([&](int& counted) { try_to_see(flag, counted); }));
            if (is_set) {
                sets.join();
            }
        },
        with);
    return all;
}

/// The flag is set after 0, 1, ... or all of its tries.
std::set<int> all_values() {
    std::set<int> all;
    for (int i = 0; i <= tries_max; ++i) {
        all.insert(i);
    }
    return all;
}

} // namespace

TEST_CASE("a loop that counts elsewhere is parked, and the verdict says that some were") {
    for (named_counter const& each : counters) {
        CAPTURE(each.name);
        for (named_options const& by : under_every_strategy()) {
            CAPTURE(by.name);
            counted const found = retry(each.count, true, by.with);
            CAPTURE(found.report.verdict());
            CHECK(found.report.ok());
            CHECK(holds(found.report.verdict(), "spin loops were parked"));
            CHECK(found.values.count(tries_max) == 0); // it never gave up, which was not to be seen
        }
    }
}

TEST_CASE("a loop that counts elsewhere, and is not parked: all that it may have counted") {
    for (named_counter const& each : counters) {
        CAPTURE(each.name);
        for (auto const& strategy : {all_of(), all_of(fermata::strategies::all_orderings{})}) {
            fermata::options with = strategy;
            with.park_spin_loops = false;
            counted const found = retry(each.count, true, with);
            CAPTURE(found.report.verdict());
            CHECK(found.report.ok());
            CHECK(found.report.complete);
            CHECK(found.values == all_values());
            CHECK(found.report.executions == tries_max + 1);
            CHECK_FALSE(holds(found.report.verdict(), "parked"));
        }
    }
}

// Alone it would give up. Whoever reads "livelocked" reads that loops were parked, too.
TEST_CASE("a loop that counts elsewhere, and that nobody ends, is taken for a livelock, unless none are parked") {
    for (named_counter const& each : counters) {
        CAPTURE(each.name);
        for (named_options by : under_every_strategy()) {
            CAPTURE(by.name);
            counted const parked = retry(each.count, false, by.with);
            REQUIRE(parked.report.failure.has_value());
            CHECK(parked.report.failure->outcome == fermata::outcome::livelocked);
            CHECK(holds(parked.report.verdict(), "spin loops were parked"));

            by.with.park_spin_loops = false;
            counted const found = retry(each.count, false, by.with);
            CAPTURE(found.report.verdict());
            CHECK(found.report.ok());
            CHECK(found.values == std::set<int>{tries_max});
            CHECK_FALSE(holds(found.report.verdict(), "parked"));
        }
    }
}

} // namespace spin_tests::border
