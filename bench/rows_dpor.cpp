// fermata - https://www.boost.org/LICENSE_1_0.txt
//
// The search that makes each class once: what a step costs, how many executions there are in a second, and the programs
// by which the peers were measured.
#include "rows.hpp"

#include "bare_loop.hpp"
#include "measure.hpp"
#include "peer_programs.hpp"
#include "programs.hpp"

#include <array>
#include <string>

namespace bench {

namespace {

struct searched {
    char const* name;
    std::uint64_t classes;
    void (*body)();
};

/// Executions made; `steps` is what they had together.
std::uint64_t search(searched const& what, std::uint64_t* steps = nullptr) {
    auto const report = fermata::explore(what.body, {.check_determinism = false});
    check(report.ok() && report.complete, "dpor: a program is right, and explored to its end");
    check(report.executions == what.classes, "dpor: as many executions as there are classes");
    if (steps != nullptr) {
        *steps = report.steps;
    }
    return report.executions;
}

} // namespace

void add_dpor(table& to, extent how_much) {
    static constexpr std::array<searched, 9> all = {{
        {"T1: 2 threads × 10 fetch_add on one location", 184'756, &peer_programs::one_location<2, 10>},
        {"T2: 3 threads × 3 fetch_add on different locations", 1, &peer_programs::different_locations},
        {"T3: 3 threads × 3 fetch_add on one location", 1'680, &peer_programs::one_location<3, 3>},
        {"T5: bounded queue, 1 producer, 1 consumer, 2 items", 8, &peer_programs::bounded_queue<1, 1, 2>},
        {"fib_bench(4)", 19'605, &peer_programs::fib_bench<4>},
        {"readers(13)", 8'192, &peer_programs::readers<13>},
        {"lastzero(10)", 3'328, &peer_programs::last_zero<10>},
        {"mutex-inc(3,3)", 1'680, &peer_programs::mutex_inc<3, 3>},
        {"T5 with 2 producers, 1 consumer, 1 item", 16, &peer_programs::bounded_queue<2, 1, 1>},
    }};
    auto const samples = sized<std::uint64_t>(how_much, 20, 4'000, 4'000);
    std::vector<work> works = {[=] { return bare_random(4, 25, samples, 7); }};
    std::array<std::uint64_t, all.size()> steps{};
    for (std::size_t i = 0; i != all.size(); ++i) {
        works.push_back([&, i] { return search(all[i], &steps[i]); });
    }
    auto const best = minima(rounds_of(how_much, 5), works);
    for (std::size_t i = 0; i != all.size(); ++i) {
        auto const executions = static_cast<double>(all[i].classes);
        double const each = best[i + 1];
        bool const is_short = all[i].classes < 100; // then it is the making of an exploration that is measured
        to.add({"dpor: a step", all[i].name, unit::nanoseconds, each * executions / static_cast<double>(steps[i]),
                "bare loop", best[0], is_short ? std::optional<target>() : at_most(8)});
        to.add({"dpor: executions", all[i].name, unit::per_second, 1e9 / each, "100,000", 100'000,
                is_short ? std::optional<target>() : at_least(1), steps[i] / all[i].classes});
    }
}

} // namespace bench
