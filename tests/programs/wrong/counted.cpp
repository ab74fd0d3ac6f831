// fermata - https://www.boost.org/LICENSE_1_0.txt
//
// Those of the catalogue of counts that have a bug.
#include "programs/fib_bench.hpp"
#include "programs/peterson.hpp"

#include <deque>

namespace programs {

namespace {

/// n philosophers. Each fork goes to one of two neighbours first: 2^n. In one of them each waits for the next one, and
/// in one for the one before, which cannot be, since each takes his own fork first. 2^n - 2 and a deadlock.
state dining(int n) {
    std::deque<fermata::mutex> forks(static_cast<std::size_t>(n));
    std::vector<state> takers(static_cast<std::size_t>(n));
    run_together(copies(n, [&](int i) {
        auto const first = static_cast<std::size_t>(i);
        auto const second = (first + 1) % forks.size();
        forks[first].lock();
        takers[first].push_back(i);
        forks[second].lock();
        takers[second].push_back(i);
        forks[second].unlock();
        forks[first].unlock();
    }));
    state all;
    for (state const& each : takers) {
        all.insert(all.end(), each.begin(), each.end());
    }
    return all;
}

/// The greatest number cannot be: n + 2 classes reach it.
state fib_bench_lowered(int n) { return fib_bench(n, fibonacci(2 + 2 * n) - 1); }

wrong_programs const here{
    {"dining(2)", [] { return dining(2); }, classes{.complete = two_to_the(2) - 2, .deadlocked = 1}},
    {"dining(3)", [] { return dining(3); }, classes{.complete = two_to_the(3) - 2, .deadlocked = 1}},
    {"dining(5)", [] { return dining(5); }, classes{.complete = two_to_the(5) - 2, .deadlocked = 1}},
    {"dining(10)", [] { return dining(10); }, classes{.complete = two_to_the(10) - 2, .deadlocked = 1}},
    {"fib_bench lowered(1)", [] { return fib_bench_lowered(1); }, classes{.complete = 11, .failing = 3}},
    {"fib_bench lowered(2)", [] { return fib_bench_lowered(2); }, classes{.complete = 140, .failing = 4}},
    {"fib_bench lowered(3)", [] { return fib_bench_lowered(3); }, classes{.complete = 1698, .failing = 5}},
    {"fib_bench lowered(4)", [] { return fib_bench_lowered(4); }, classes{.complete = 19605, .failing = 6}},
    {"fib_bench lowered(5)", [] { return fib_bench_lowered(5); }, classes{.complete = 218243, .failing = 7}, true},
    {"peterson swapped", [] { return peterson(true); }, classes{.complete = 14, .failing = 4}},
};

} // namespace

} // namespace programs
