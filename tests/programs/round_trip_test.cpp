// fermata - https://www.boost.org/LICENSE_1_0.txt
//
// Every wrong program under every strategy: failure, token, the same failure and the same trace, 100 of 100. Those that
// sample are given 100 seeds; of the others the first failure is replayed 100 times, where they find one.
#include "programs/catalogue.hpp"

#include <doctest/doctest.h>

namespace {

bool is_same_again(fermata::failure const& found, programs::program const& what) {
    auto const again = fermata::replay(found.token, what.body);
    REQUIRE(again.failure.has_value());
    CHECK(again.failure->message == found.message);
    return again.failure->outcome == found.outcome && again.failure->message == found.message &&
           again.failure->fiber == found.fiber && again.failure->step == found.step &&
           again.failure->schedule == found.schedule && again.failure->trace == found.trace &&
           again.failure->token == found.token && again.failure->details == found.details;
}

/// Whether it fails as it should.
bool is_expected(fermata::failure const& found, programs::program const& what) {
    bool const deadlocks = what.expected.has_value() && what.expected->deadlocked > 0;
    bool const fails = what.expected.has_value() && what.expected->failing > 0;
    return (!deadlocks && !fails) || (deadlocks && found.outcome == fermata::outcome::deadlocked) ||
           (fails && found.outcome == fermata::outcome::failed);
}

void check_replays(fermata::failure const& found, programs::program const& what) {
    CHECK(is_expected(found, what));
    int same = 0;
    for (int i = 0; i < 100; ++i) {
        same += is_same_again(found, what) ? 1 : 0;
    }
    CHECK(same == 100);
}

void check_sampled(fermata::strategy_value const& strategy) {
    for (auto const& what : programs::all_wrong()) {
        if (!what.is_found_by_sampling) {
            continue;
        }
        CAPTURE(what.name);
        int same = 0;
        int found = 0;
        for (std::uint64_t seed = 0; seed < 100; ++seed) {
            CAPTURE(seed);
            auto const report =
                fermata::explore(what.body, {.strategy = strategy, .executions_max = 20'000, .seed = seed});
            if (!report.failure.has_value()) { // few of its executions fail, and no figure says that samples find one
                CHECK_MESSAGE(!what.samples.has_value(), report.verdict());
                break;
            }
            ++found;
            CHECK(is_expected(*report.failure, what));
            same += is_same_again(*report.failure, what) ? 1 : 0;
        }
        CHECK(same == found);
    }
}

/// Gives back how many programs it found a failure of.
int check_exhaustive(fermata::options with) {
    int found = 0;
    with.executions_max = 100'000;
    for (auto const& what : programs::all_wrong()) {
        CAPTURE(what.name);
        auto const report = fermata::explore(what.body, with);
        if (!report.failure.has_value()) {
            CHECK(!report.complete); // there is too much to explore before it
            continue;
        }
        ++found;
        check_replays(*report.failure, what);
    }
    return found;
}

} // namespace

TEST_CASE("round trips of random") { check_sampled(fermata::strategies::random{}); }
TEST_CASE("round trips of pct") { check_sampled(fermata::strategies::pct{}); }
TEST_CASE("round trips of pos") { check_sampled(fermata::strategies::pos{}); }
TEST_CASE("round trips of surw") { check_sampled(fermata::strategies::surw{}); }

TEST_CASE("round trips of dpor") {
    int const found = check_exhaustive({.strategy = fermata::strategies::dpor{}});
    MESSAGE(found << " programs");
    CHECK(found >= 20);
}

TEST_CASE("round trips of all_orderings") {
    int const found = check_exhaustive({.strategy = fermata::strategies::all_orderings{}});
    MESSAGE(found << " programs");
    CHECK(found >= 20);
}

TEST_CASE("round trips of a bounded search") {
    for (fermata::strategy_value const& strategy : {fermata::strategy_value(fermata::strategies::all_orderings{}),
                                                    fermata::strategy_value(fermata::strategies::dpor{})}) {
        for (auto const& what : programs::all_wrong()) {
            if (!what.preemptions.has_value()) {
                continue;
            }
            CAPTURE(what.name);
            auto const report =
                fermata::explore(what.body, {.strategy = strategy, .preemptions_max = what.preemptions});
            REQUIRE(report.failure.has_value());
            check_replays(*report.failure, what);
        }
    }
}

// It makes one execution, which need not be one that fails.
TEST_CASE("round trips of round_robin") {
    int found = 0;
    for (auto const& what : programs::all_wrong()) {
        CAPTURE(what.name);
        auto const report = fermata::explore(what.body, {.strategy = fermata::strategies::round_robin{}});
        if (!report.failure.has_value()) {
            continue;
        }
        ++found;
        check_replays(*report.failure, what);
    }
    MESSAGE(found << " programs");
    CHECK(found >= 1);
}
