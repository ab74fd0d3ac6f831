// fermata - https://www.boost.org/LICENSE_1_0.txt

#include "rows.hpp"

#include "bare_loop.hpp"
#include "measure.hpp"
#include "programs.hpp"

#include <array>
#include <string>
#include <vector>

namespace bench {

void add_strategies(table& to, extent how_much) {
    struct entry {
        char const* figure;
        fermata::strategy_value strategy;
        double target;
    };
    std::array<entry, 4> const all = {{{"random", fermata::strategies::random{}, 1.7},
                                       {"pct, depth 3", fermata::strategies::pct{}, 3},
                                       {"pos", fermata::strategies::pos{}, 3},
                                       {"surw", fermata::strategies::surw{}, 3}}};
    struct program {
        char const* group;
        sampled_step of;
    };
    // None of them reduces: what an operation conflicts with costs them nothing that a checkpoint would not.
    constexpr std::array<program, 3> programs = {{{"strategy: a step under", sampled_step::checkpoint},
                                                  {"strategy: a fetch_add under", sampled_step::fetch_add},
                                                  {"strategy: a lock or unlock under", sampled_step::mutex}}};
    auto const executions = sized<std::uint64_t>(how_much, 20, 4'000, 4'000);
    std::vector<work> works = {[=] { return bare_random(4, 25, executions, 7); }};
    for (auto const& program : programs) {
        for (auto const& each : all) {
            works.push_back([=, &each] { return explore_sampled(4, 25, executions, each.strategy, program.of); });
        }
    }
    auto const best = minima(rounds_of(how_much, 40), works);
    std::size_t at = 0;
    for (auto const& program : programs) {
        for (auto const& each : all) {
            to.add({program.group, each.figure + std::string(": 4 fibers × 25 steps"), unit::nanoseconds, best[++at],
                    "bare loop", best[0], at_most(each.target)});
        }
    }
}

} // namespace bench
