// fermata - https://www.boost.org/LICENSE_1_0.txt
//
// The same work as rows of Google Benchmark, for its filters, repetitions and comparisons. The ratios
// that count come from the table, which interleaves both sides.

#include "bare_loop.hpp"
#include "programs.hpp"
#include "raw_switch.hpp"
#include "thread_baton.hpp"

#include <benchmark/benchmark.h>

namespace {

void report_rates(benchmark::State& state, std::uint64_t executions, std::uint64_t steps) {
    using benchmark::Counter;
    state.counters["executions"] = Counter(static_cast<double>(executions), Counter::kIsRate);
    state.counters["steps"] = Counter(static_cast<double>(steps), Counter::kIsRate);
}

void raw_switch(benchmark::State& state) {
    std::uint64_t switches = 0;
    for (auto _ : state) {
        switches += bench::raw_switch(10'000);
    }
    state.counters["switches"] = benchmark::Counter(static_cast<double>(switches), benchmark::Counter::kIsRate);
}
BENCHMARK(raw_switch);

void checkpoint(benchmark::State& state, unsigned starters, bench::goes_on who) {
    std::uint64_t steps = 0;
    for (auto _ : state) {
        steps += bench::explore_fixed(starters, 1'000, 10, who);
    }
    report_rates(state, steps / 1'000 / starters, steps);
}
BENCHMARK_CAPTURE(checkpoint, gives_way, 2, bench::goes_on::other);
BENCHMARK_CAPTURE(checkpoint, nobody_else_is_enabled, 1, bench::goes_on::same);
BENCHMARK_CAPTURE(checkpoint, strategy_is_asked, 2, bench::goes_on::same);

void enumerate(benchmark::State& state, std::uint64_t (*run)(unsigned, unsigned)) {
    auto const fibers = static_cast<unsigned>(state.range(0));
    auto const steps = static_cast<unsigned>(state.range(1));
    std::uint64_t executions = 0;
    for (auto _ : state) {
        executions += run(fibers, steps);
    }
    report_rates(state, executions, executions * fibers * steps);
}
BENCHMARK_CAPTURE(enumerate, bare_loop, &bench::bare_enumerate)
    ->Args({3, 3})
    ->Args({2, 8})
    ->Args({4, 3})
    ->Args({2, 12});
BENCHMARK_CAPTURE(enumerate, fermata, &bench::explore_all)->Args({3, 3})->Args({2, 8})->Args({4, 3})->Args({2, 12});

void random_bare_loop(benchmark::State& state) {
    std::uint64_t steps = 0;
    for (auto _ : state) {
        steps += bench::bare_random(4, 25, 1'000, 7);
    }
    report_rates(state, steps / 100, steps);
}
BENCHMARK(random_bare_loop);

void random_fermata(benchmark::State& state) {
    std::uint64_t steps = 0;
    for (auto _ : state) {
        steps += bench::explore_sampled(4, 25, 1'000, fermata::strategies::random{});
    }
    report_rates(state, steps / 100, steps);
}
BENCHMARK(random_fermata);

void declared_order(benchmark::State& state) {
    for (auto _ : state) {
        bench::declared_order(1, state.range(0) != 0);
    }
}
BENCHMARK(declared_order)->ArgName("starters_anew")->Arg(0)->Arg(1);

// The last one: with OS threads a process is not what it was before.
void threads_with_a_baton(benchmark::State& state) {
    bench::baton_count count;
    for (auto _ : state) {
        auto const more = bench::baton_enumerate(2, 8, 100);
        count.executions += more.executions;
        count.steps += more.steps;
    }
    report_rates(state, count.executions, count.steps);
}
BENCHMARK(threads_with_a_baton)->UseRealTime();

} // namespace

BENCHMARK_MAIN();
