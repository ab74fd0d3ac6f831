// fermata - https://www.boost.org/LICENSE_1_0.txt
//
// Every bug is found: by dpor where that is feasible, under a bound on preemptions, and by the sampling strategies
// within as many samples as is known. The known means are of 20 seeds, from another implementation of ours in which
// only mutex operations and racy variables are visible, as here; for surw the greater one of the published figure and
// of that of a walk that is uniform over all orders. A mean of 20 has a standard deviation of a fifth of itself; what
// is checked is twice the figure and two more.
#include "programs/catalogue.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <array>
#include <cstdlib>

namespace {

bool is_shown() { return std::getenv("FERMATA_PROGRAMS_SHOW") != nullptr; }

double mean_samples(programs::program const& what, fermata::strategy_value const& strategy) {
    double sum = 0;
    constexpr int seeds = 20;
    for (std::uint64_t seed = 0; seed < seeds; ++seed) {
        fermata::options with = programs::options_of(what, strategy);
        with.executions_max = 100'000;
        with.seed = 1'000 + seed;
        auto const report = fermata::explore(what.body, with);
        sum += static_cast<double>(report.failure.has_value() ? report.failure->execution : 1'000'000);
    }
    return sum / seeds;
}

} // namespace

TEST_CASE("samples to the bug") {
    struct sampler {
        char const* name;
        fermata::strategy_value strategy;
        double programs::sample_means::*mean;
    };
    std::array<sampler, 4> const samplers{{{"random", fermata::strategies::random{}, &programs::sample_means::random},
                                           {"pct", fermata::strategies::pct{}, &programs::sample_means::pct},
                                           {"pos", fermata::strategies::pos{}, &programs::sample_means::pos},
                                           {"surw", fermata::strategies::surw{}, &programs::sample_means::surw}}};
    for (auto const& each : programs::all_wrong()) {
        if (!each.samples.has_value() || each.is_slow_to_sample) {
            continue;
        }
        CAPTURE(each.name);
        std::string line = fmt::format("{:40}", each.name);
        for (sampler const& by : samplers) {
            CAPTURE(by.name);
            double const known = (*each.samples).*by.mean;
            double const mean = mean_samples(each, by.strategy);
            line += fmt::format("  {} {:.1f} ({})", by.name, mean, known);
            CHECK(mean <= 2 * known + 2);
        }
        if (is_shown()) {
            fmt::print("{}  published: {}\n", line, each.samples->published);
        }
    }
}

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
