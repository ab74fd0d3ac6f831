// fermata - https://www.boost.org/LICENSE_1_0.txt
//
// How many samples the strategies need for known bugs: the mean of 20 seeds. The figures beside it are those of another
// implementation of ours, in which only mutex operations and racy variables are visible, as here; for surw the greater
// one of the published figure and of that of a walk that is uniform over all orders. Checkpoints all race, so that pos
// is a random walk over cells: where cells matter, its figure is that of random. A mean of 20 has a standard deviation
// of a fifth of itself; what is checked is twice the figure and two more.
#include "support.hpp"
#include "wrong_programs.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <array>
#include <cstdlib>

using namespace strategies_test;

namespace {

double mean_samples(fermata::strategy_value const& strategy, void (*body)()) {
    double sum = 0;
    constexpr int seeds = 20;
    for (std::uint64_t seed = 0; seed < seeds; ++seed) {
        auto const report =
            fermata::explore(body, {.strategy = strategy, .executions_max = 100'000, .seed = 1'000 + seed});
        sum += static_cast<double>(report.failure.has_value() ? report.failure->execution : 1'000'000);
    }
    return sum / seeds;
}

struct expectation {
    char const* name;
    void (*body)();
    std::array<double, 4> means; ///< random, pct of depth 3, pos, surw
};

} // namespace

TEST_CASE("samples to the bug") {
    std::vector<expectation> const all = {
        {"account", &account, {2.9, 2.9, 2.9, 6}},
        {"bluetooth", &bluetooth, {26, 15, 26, 70}},
        {"deadlock01", &deadlock01, {2.0, 4.6, 2.9, 2}},
        {"lazy01", &lazy01, {3, 3, 3, 2.6}},
        {"stack", &stack, {1.6, 2.9, 1.6, 5}},
        {"token ring", &token_ring, {5.9, 6.0, 5.9, 8}},
        {"reorder_3", [] { reorder(2); }, {20, 14, 20, 12}},
        {"reorder_4", [] { reorder(3); }, {26, 23, 26, 14}},
        {"reorder_5", [] { reorder(4); }, {33, 33, 33, 18}},
        {"reorder_10", [] { reorder(9); }, {73, 117, 73, 39}},
        {"reorder_20", [] { reorder(19); }, {238, 278, 238, 89}},
        {"twostage", [] { twostage(1); }, {32, 5.5, 10, 55}},
        {"twostage_20", [] { twostage(19); }, {160, 390, 160, 320}},
        {"wrong lock", &wrong_lock, {2.8, 8, 2.8, 9}},
        {"string buffer", &string_buffer, {16, 50, 12, 8.6}},
    };
    auto const strategies = samplers();
    for (auto const& each : all) {
        CAPTURE(each.name);
        std::string line = fmt::format("{:14}", each.name);
        for (std::size_t i = 0; i < strategies.size(); ++i) {
            CAPTURE(strategies[i].name);
            double const mean = mean_samples(strategies[i].value, each.body);
            line += fmt::format("  {} {:.1f} ({})", strategies[i].name, mean, each.means[i]);
            CHECK(mean <= 2 * each.means[i] + 2);
        }
        if (std::getenv("FERMATA_VERBOSE") != nullptr) {
            fmt::print("{}\n", line);
        }
    }
}
