// fermata - https://www.boost.org/LICENSE_1_0.txt
#pragma once

#include <fermata/fermata.hpp>
#include <fermata/sync/thread.hpp>

#include <cmath>
#include <cstdint>
#include <limits>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace strategies_test {

inline bool contains(std::string_view text, std::string_view part) { return text.find(part) != std::string_view::npos; }

struct named_strategy {
    char const* name;
    fermata::strategy_value value;
};

/// Those that sample. (No structured bindings where doctest captures them: clang 14 cannot.)
inline std::vector<named_strategy> samplers() {
    return {{"random", fermata::strategies::random{}},
            {"pct", fermata::strategies::pct{}},
            {"pos", fermata::strategies::pos{}},
            {"surw", fermata::strategies::surw{}}};
}

/// Threads that end before their first operation: those made after them have numbers beyond the first word of a set.
inline void use_up_numbers(int count) {
    for (int i = 0; i < count; ++i) {
        fermata::thread idle([] {});
        idle.join();
    }
}

/// How likely each order of events is.
using distribution = std::map<std::string, double>;

/// How often each order of events came.
using histogram = std::map<std::string, std::uint64_t>;

/// Runs starters that append their letters to an order; `body` gets the order and runs them.
template <class Body>
histogram orders_under(fermata::strategy_value const& strategy, std::uint64_t executions, std::uint64_t seed,
                       Body&& body) {
    histogram counts;
    fermata::options with;
    with.strategy = strategy;
    with.executions_max = executions;
    with.seed = seed;
    with.check_determinism = false;
    static_cast<void>(fermata::explore(
        [&] {
            std::string order;
            body(order);
            ++counts[order];
        },
        with));
    return counts;
}

/// How far from uniform over `kinds` orders: chi-square, in standard deviations from its mean.
inline double deviation_from_uniform(histogram const& counts, double kinds) {
    double total = 0;
    for (auto const& [order, count] : counts) {
        total += static_cast<double>(count);
    }
    double const expected = total / kinds;
    double sum = (kinds - static_cast<double>(counts.size())) * expected; // of those that never came
    for (auto const& [order, count] : counts) {
        double const off = static_cast<double>(count) - expected;
        sum += off * off / expected;
    }
    return (sum - (kinds - 1)) / std::sqrt(2 * (kinds - 1));
}

/// How far from a distribution: chi-square, in standard deviations from its mean. Orders that it does not have count as
/// infinitely far.
inline double deviation_from(distribution const& expected, histogram const& counts) {
    double total = 0;
    for (auto const& [order, count] : counts) {
        if (expected.count(order) == 0) {
            return std::numeric_limits<double>::infinity();
        }
        total += static_cast<double>(count);
    }
    double sum = 0;
    double kinds = 0;
    double rest_expected = 0; // of those that are too rare for the approximation
    double rest_found = 0;
    auto const add = [&](double wanted, double found) {
        sum += (found - wanted) * (found - wanted) / wanted;
        ++kinds;
    };
    for (auto const& [order, probability] : expected) {
        double const wanted = probability * total;
        auto const at = counts.find(order);
        double const found = at == counts.end() ? 0 : static_cast<double>(at->second);
        if (wanted < 10) {
            rest_expected += wanted;
            rest_found += found;
        } else {
            add(wanted, found);
        }
    }
    if (rest_expected >= 10) {
        add(rest_expected, rest_found);
    }
    return (sum - (kinds - 1)) / std::sqrt(2 * (kinds - 1));
}

/// How far two histograms of as many samples are from one distribution: chi-square, in standard deviations.
inline double deviation_from_each_other(histogram const& a, histogram const& b) {
    std::map<std::string, std::pair<double, double>> both;
    for (auto const& [order, count] : a) {
        both[order].first = static_cast<double>(count);
    }
    for (auto const& [order, count] : b) {
        both[order].second = static_cast<double>(count);
    }
    double sum = 0;
    double kinds = 0;
    std::pair<double, double> rest; // those that are too rare for the approximation
    auto const add = [&](std::pair<double, double> const& counts) {
        double const off = counts.first - counts.second;
        sum += off * off / (counts.first + counts.second);
        ++kinds;
    };
    for (auto const& [order, counts] : both) {
        if (counts.first + counts.second < 20) {
            rest.first += counts.first;
            rest.second += counts.second;
        } else {
            add(counts);
        }
    }
    if (rest.first + rest.second >= 20) {
        add(rest);
    }
    return (sum - (kinds - 1)) / std::sqrt(2 * (kinds - 1));
}

} // namespace strategies_test
