// fermata - https://www.boost.org/LICENSE_1_0.txt

#include "rows.hpp"

#include "bare_loop.hpp"
#include "measure.hpp"
#include "programs.hpp"

#include <array>

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
    auto const executions = sized<std::uint64_t>(how_much, 20, 4'000, 4'000);
    std::vector<work> works = {[=] { return bare_random(4, 25, executions, 7); }};
    for (auto const& each : all) {
        works.push_back([=, &each] { return explore_sampled(4, 25, executions, each.strategy); });
    }
    auto const best = minima(rounds_of(how_much, 40), works);
    for (std::size_t i = 0; i != all.size(); ++i) {
        to.add({"strategy: a step under", all[i].figure + std::string(": 4 fibers × 25 steps"), unit::nanoseconds,
                best[i + 1], "bare loop", best[0], at_most(all[i].target)});
    }
}

} // namespace bench
