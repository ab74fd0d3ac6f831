// fermata - https://www.boost.org/LICENSE_1_0.txt
//
// T4 of the programs by which the peers were measured: how soon each strategy finds a deadlock.
#include "rows.hpp"

#include "peer_programs.hpp"
#include "programs.hpp"

#include <array>
#include <string>

namespace bench {
namespace {

/// Which execution was the first that ended in the deadlock.
std::uint64_t executions_to_the_deadlock(fermata::strategy_value const& strategy, std::uint64_t seed) {
    fermata::options with;
    with.strategy = strategy;
    with.executions_max = 1'000;
    with.seed = seed;
    auto const report = fermata::explore(&peer_programs::opposite_order, with);
    check(report.failure && report.failure->outcome == fermata::outcome::deadlocked, "T4: the deadlock is found");
    return report.failure->execution;
}

} // namespace

void add_deadlock(table& to, extent how_much) {
    struct entry {
        char const* name;
        fermata::strategy_value strategy;
        bool samples;
        char const* best_peer; ///< of the same kind
        double its;
    };
    std::array<entry, 6> const all = {{{"dpor", fermata::strategies::dpor{}, false, "loom", 4},
                                       {"all orderings", fermata::strategies::all_orderings{}, false, "Relacy", 17},
                                       {"random", fermata::strategies::random{}, true, "Shuttle, random", 3.2},
                                       {"pct, depth 3", fermata::strategies::pct{}, true, "Shuttle, PCT", 5.1},
                                       {"pos", fermata::strategies::pos{}, true, "Shuttle, random", 3.2},
                                       {"surw", fermata::strategies::surw{}, true, "Shuttle, random", 3.2}}};
    auto const seeds = sized<std::uint64_t>(how_much, 20, 2'000, 20'000);
    for (auto const& each : all) {
        std::uint64_t const runs = each.samples ? seeds : 1;
        std::uint64_t sum = 0;
        for (std::uint64_t seed = 1; seed <= runs; ++seed) {
            sum += executions_to_the_deadlock(each.strategy, seed);
        }
        to.add({"T4: two mutexes in opposite order, executions to the deadlock",
                each.name + (each.samples ? ", mean of " + with_commas(seeds) + " seeds" : std::string()),
                unit::executions, static_cast<double>(sum) / static_cast<double>(runs), each.best_peer, each.its,
                std::nullopt, 0,
                &each == all.data()
                    ? "Relacy 17 exhaustive, 5 random; loom 4; Shuttle 51 exhaustive, 3.2 random, 5.1 PCT"
                    : ""});
    }
}

} // namespace bench
