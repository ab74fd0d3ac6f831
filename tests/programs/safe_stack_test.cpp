// fermata - https://www.boost.org/LICENSE_1_0.txt
//
// The bug that takes the most samples is there, and can be found again. Another 100 of its failures are replayed in the
// long form of round_trip_test.cpp.
#include "programs/failures.hpp"
#include "support/same_again.hpp"

#include <doctest/doctest.h>

namespace {

void check_replay(fermata::failure const& found, programs::program const& what) {
    CHECK(found.message == what.says);
    check_same_again(found, what.body);
}

void check_found(fermata::strategy_value const& strategy, std::uint64_t seed, std::uint64_t executions_max) {
    auto const& what = programs::wrong("SafeStack");
    auto const report =
        fermata::explore(what.body, {.strategy = strategy, .executions_max = executions_max, .seed = seed});
    REQUIRE_MESSAGE(report.failure.has_value(), report.verdict());
    check_replay(*report.failure, what);
    CHECK(programs::preemptions_of(report.failure->trace) >= *what.preemptions);
}

} // namespace

// Two seeds of few samples; the means are in docs/bugs.md.
TEST_CASE("SafeStack: found by strategies that sample") {
    check_found(fermata::strategies::pos{}, 4, 1'000);
    check_found(fermata::strategies::surw{}, 1, 5'000);
#if defined(FERMATA_LONG_TESTS)
    check_found(fermata::strategies::pos{}, 5, 50'000);
    check_found(fermata::strategies::surw{}, 5, 200'000);
    check_found(fermata::strategies::random{}, 5, 200'000);
#endif
}

// That three preemptions are not enough is in bugs_test.cpp.
TEST_CASE("SafeStack: four preemptions and one more context switch, replayed") {
    auto const& what = programs::wrong("SafeStack");
    auto const report = fermata::explore(what.body, {.strategy = fermata::strategies::all_orderings{},
                                                     .preemptions_max = what.preemptions});
    REQUIRE(report.failure.has_value());
    CHECK(report.failure->execution == 638'112); // docs/bugs.md
    check_replay(*report.failure, what);
    CHECK(programs::preemptions_of(report.failure->trace) == *what.preemptions);
    std::vector<fermata::event> const& events = report.failure->trace.events;
    int switches = 0;
    for (std::size_t i = 1; i < report.failure->step; ++i) {
        switches += events[i].fiber != events[i - 1].fiber && events[i - 1].fiber_name != "main" ? 1 : 0;
    }
    CHECK(switches == 5);
}
