// fermata - https://www.boost.org/LICENSE_1_0.txt
//
// Every bug is found by dpor where that is feasible, and under a bound on preemptions. By the strategies that sample:
// see bugs_table_test.cpp.
#include "programs/catalogue.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <cstdlib>

namespace {

bool is_shown() { return std::getenv("FERMATA_PROGRAMS_SHOW") != nullptr; }

} // namespace

TEST_CASE("dpor finds every bug that it can come to") {
    for (auto const& each : programs::all_wrong()) {
        if (!each.is_found_by_dpor) {
            continue;
        }
        CAPTURE(each.name);
        fermata::options with = programs::options_of(each, fermata::strategies::dpor{});
        with.executions_max = 1'000'000;
        auto const report = fermata::explore(each.body, with);
        REQUIRE_MESSAGE(report.failure.has_value(), report.verdict());
        if (is_shown()) {
            fmt::print("{:40} found by dpor in its {}.\n", each.name, report.failure->execution);
        }
    }
}

// And with one preemption fewer there is no failure.
TEST_CASE("the bound on preemptions at which a bug shows") {
    for (auto const& each : programs::all_wrong()) {
        if (!each.preemptions.has_value()) {
            continue;
        }
        CAPTURE(each.name);
        auto const bounded = [&](int preemptions) {
            fermata::options with = programs::options_of(each, fermata::strategies::all_orderings{});
            with.preemptions_max = preemptions;
            return fermata::explore(each.body, with);
        };
        auto const report = bounded(*each.preemptions);
        REQUIRE_MESSAGE(report.failure.has_value(), report.verdict());
        if (is_shown()) {
            fmt::print("{:40} bound {}, found in its {}.\n", each.name, *each.preemptions, report.failure->execution);
        }
        if (*each.preemptions > 0) {
            auto const fewer = bounded(*each.preemptions - 1);
            CHECK(fewer.ok());
            CHECK(fewer.complete);
        }
    }
}
