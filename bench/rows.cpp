// fermata - https://www.boost.org/LICENSE_1_0.txt

#include "rows.hpp"

#include "bare_loop.hpp"
#include "measure.hpp"
#include "programs.hpp"
#include "raw_switch.hpp"
#include "thread_baton.hpp"

#include <algorithm>
#include <array>
#include <iterator>
#include <string>
#include <utility>
#include <vector>

namespace bench {
namespace {

std::uint64_t raw_switches_of(extent how_much) { return sized<std::uint64_t>(how_much, 100, 200'000, 200'000); }

work raw_switches(extent how_much) {
    return [switches = raw_switches_of(how_much)] { return raw_switch(switches); };
}

void add_switch(table& to, extent how_much) {
    auto const steps = sized<std::uint64_t>(how_much, 10, 1'000, 1'000);
    auto const executions = sized<std::uint64_t>(how_much, 3, 200, 200);
    auto const best =
        minima(rounds_of(how_much, 60), {
                                            raw_switches(how_much),
                                            [&] { return explore_fixed(2, steps, executions, goes_on::other); },
                                            [&] { return explore_fixed(1, steps, executions, goes_on::same); },
                                            [&] { return explore_fixed(2, steps, executions, goes_on::same); },
                                            [&] { return raw_switch_with_flags(raw_switches_of(how_much)); },
                                            [&] { return explore_with_flags(steps, executions); },
                                        });
    auto const add = [&](char const* figure, double measured, std::optional<target> wanted) {
        to.add({"switch: a checkpoint", figure, unit::nanoseconds, measured, "raw switch", best[0], wanted});
    };
    add("gives way to another fiber", best[1], std::nullopt);
    add("the same goes on, nobody else is enabled", best[2], at_most(2));
    add("the same goes on, the strategy is asked", best[3], at_most(3.5));
    // Trap 7: words of floating-point state that differ in a sticky flag are slow to load on some processors.
    add("raw, sticky floating-point flags differ", best[4], std::nullopt);
    add("gives way, sticky floating-point flags differ", best[5], std::nullopt);
}

void add_enumerate(table& to, extent how_much) {
    struct size {
        unsigned fibers;
        unsigned steps;
        double target;
        unsigned repetitions; ///< in one round, so that a round is no shorter than some milliseconds
        unsigned rounds;
        char const* peers = "";
    };
    constexpr std::array<size, 4> sizes = {
        {{3, 3, 0.5, 10, 60},
         {2, 8, 0.6, 1, 60,
          "Relacy 48,620 executions at 0.96 M/s; loom 72,930 at 18 k/s; Shuttle 184,755 at 0.12 M/s; "
          "bare loop 3.5 to 5.1 M/s"},
         {4, 3, 0.6, 1, 12},
         {2, 12, 0.6, 1, 6}}};
    std::vector<row> of_a_step;
    for (auto const& each : sizes) {
        unsigned const steps = how_much == extent::smoke ? std::min(each.steps, 9 / each.fibers) : each.steps;
        auto const repeat = [&](auto enumerate) -> work {
            return [=, repetitions = how_much == extent::smoke ? 1U : each.repetitions] {
                std::uint64_t executions = 0;
                for (unsigned i = 0; i != repetitions; ++i) {
                    executions += enumerate(each.fibers, steps);
                }
                return executions;
            };
        };
        auto const bare = [](unsigned fibers, unsigned of_steps) {
            auto const executions = bare_enumerate(fibers, of_steps);
            check(executions == interleavings(fibers, of_steps), "as many bare executions as interleavings");
            return executions;
        };
        auto const best = minima(rounds_of(how_much, each.rounds), {repeat(&explore_all), repeat(bare)});
        std::string const figure = std::to_string(each.fibers) + " × " + std::to_string(steps) + ": " +
                                   with_commas(interleavings(each.fibers, steps)) + " executions";
        double const steps_of_all = each.fibers * steps;
        to.add({"enumerate: all orderings", figure, unit::per_second, 1e9 / best[0], "bare loop", 1e9 / best[1],
                at_least(each.target), steps_of_all, steps == each.steps ? each.peers : ""});
        of_a_step.push_back({"all_orderings: a step", figure, unit::nanoseconds, best[0] / steps_of_all, "bare loop",
                             best[1] / steps_of_all, at_most(1.5)});
    }
    for (auto& each : of_a_step) {
        to.add(std::move(each));
    }
}

void add_random(table& to, extent how_much) {
    auto const executions = sized<std::uint64_t>(how_much, 20, 4'000, 4'000);
    auto const sample = [=](sampled_step of) -> work {
        return [=] { return explore_sampled(4, 25, executions, fermata::strategies::random{}, of) / 100; };
    };
    auto const best = minima(rounds_of(how_much, 50), {
                                                          [=] { return bare_random(4, 25, executions, 7) / 100; },
                                                          sample(sampled_step::checkpoint),
                                                          sample(sampled_step::fetch_add),
                                                      });
    auto const add = [&](std::string const& what, double measured) {
        to.add({"random: " + with_commas(executions) + " samples", "T6: 4 threads × 25 steps, " + what,
                unit::per_second, 1e9 / measured, "bare loop", 1e9 / best[0], at_least(0.6), 100,
                "Relacy 0.12 M/s (12 M steps/s); Shuttle 33 to 48 k/s; bare loop 0.4 M/s"});
    };
    add("checkpoints", best[1]);
    add("fetch_add on one location", best[2]);
}

void add_scale_in_fibers(table& to, extent how_much) {
    constexpr std::array<std::uint32_t, 5> sizes = {2, 10, 100, 1'000, 10'000};
    auto const greatest = sized<std::uint32_t>(how_much, 100, 10'000, 10'000);
    auto const steps = sized<std::uint64_t>(how_much, 400, 100'000, 100'000);
    auto const measure = [&](std::string const& group, fermata::strategy_value const& strategy) {
        std::array<double, sizes.size()> best;
        best.fill(1e300);
        for (unsigned round = rounds_of(how_much, 4); round != 0; --round) {
            for (std::size_t i = 0; i != sizes.size() && sizes[i] <= greatest; ++i) {
                best[i] = std::min(best[i], step_among(sizes[i], steps, strategy));
            }
        }
        for (std::size_t i = 0; i != sizes.size() && sizes[i] <= greatest; ++i) {
            to.add({group, with_commas(sizes[i]) + " fibers at checkpoints", unit::nanoseconds, best[i], "10 fibers",
                    best[1], sizes[i] == greatest ? std::optional(at_most(8)) : std::nullopt});
        }
    };
    measure("scale: a step, round robin", fermata::strategies::round_robin{});
    measure("scale: a step, random", fermata::strategies::random{});
}

void add_scale_in_steps(table& to, extent how_much) {
    std::vector<std::uint64_t> sizes = {10, 100, 1'000, 10'000, 100'000, 1'000'000};
    if (how_much == extent::smoke) {
        sizes = {10, 100, 1'000};
    }
    auto const total = sizes.back();
    std::vector<work> all;
    for (auto const size : sizes) {
        // Ten executions or more, because the first one alone makes the room that all others write in;
        // what that takes is the last row.
        all.push_back(
            [=] { return explore_fixed(2, size / 2, std::max<std::uint64_t>(total / size, 10), goes_on::other); });
    }
    all.push_back([=] { return explore_fixed(2, total / 2, 1, goes_on::other); });
    auto const best = minima(rounds_of(how_much, 6), all);
    // The allowance is for a trace that is larger than the caches.
    auto const reference = 2;
    auto const add = [&](std::size_t i, std::string figure, std::optional<target> wanted) {
        to.add({"scale: a step, in executions of", std::move(figure), unit::nanoseconds, best[i],
                with_commas(sizes[reference]) + " steps", best[reference], wanted});
    };
    for (std::size_t i = 0; i != sizes.size(); ++i) {
        add(i, with_commas(sizes[i]) + " steps", i + 1 == sizes.size() ? std::optional(at_most(1.25)) : std::nullopt);
    }
    add(sizes.size(), with_commas(total) + " steps, the first such execution", std::nullopt);
}

void add_declared(table& to, extent how_much) {
    auto const runners = sized<std::uint64_t>(how_much, 3, 1'000, 1'000);
    auto const best = minima(rounds_of(how_much, 60), {
                                                          raw_switches(how_much),
                                                          [&] { return declared_order(runners, false); },
                                                          [&] { return declared_order(runners, true); },
                                                      });
    to.add({"declared: an order of 8 points", "a runner made, run, destroyed", unit::nanoseconds, best[1], "raw switch",
            best[0], figure_at_most(2000)});
    to.add({"declared: an order of 8 points", "with its starters and its order", unit::nanoseconds, best[2],
            "raw switch", best[0]});
}

void add_memory(table& to, extent how_much) {
    auto const executions = sized<std::uint64_t>(how_much, 3'000, 10'000'000, 10'000'000);
    auto const found = memory_of(1'000, executions);
    if (found.early != 0) {
        to.add({"memory: resident", "after " + with_commas(executions) + " executions", unit::kibibytes,
                static_cast<double>(found.late), "after 1,000", static_cast<double>(found.early), at_most(1.01)});
    }
}

void add_others(table& to, extent how_much) {
    auto const executions_max = sized<std::uint64_t>(how_much, 20, 1'500, 12'870);
    auto const best = minima(rounds_of(how_much, 2),
                             {
                                 [&] { return explore_all(2, 8); },
                                 [&] {
                                     auto const count = baton_enumerate(2, 8, executions_max);
                                     check(count.executions == executions_max, "as many executions as were asked for");
                                     return count.executions;
                                 },
                             },
                             &wall_nanoseconds);
    to.add({"others: OS threads and a baton", "2 × 8", unit::per_second, 1e9 / best[0], "threads", 1e9 / best[1],
            std::nullopt, 16});
}

} // namespace

std::vector<row_group> all_row_groups() {
    return {
        {"switch", &add_switch},
        {"enumerate", &add_enumerate},
        {"random", &add_random},
        {"strategies", &add_strategies},
        {"deadlock", &add_deadlock},
        {"dpor", &add_dpor},
        {"fibers", &add_scale_in_fibers},
        {"steps", &add_scale_in_steps},
        {"declared", &add_declared},
        {"memory", &add_memory},
#ifdef FERMATA_BENCH_PROCESS
        {"processes", &add_process},
#endif
        {"others", &add_others},
#ifdef FERMATA_BENCH_SUITE
        {"suite", &add_suite},
#endif
    };
}

} // namespace bench
