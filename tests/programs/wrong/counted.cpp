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

/// The greatest number cannot be; n + 2 classes read it. What is written grows, and grows fastest where the threads
/// take turns, each adding what the other one has just written: so the greatest is what the last write of such an
/// execution leaves, and which thread begins tells whether that is in x or in y. In y: x has any of its n + 1 values
/// when it is read, since y is read after it: n + 1 classes. In x: y has been written for the last time before, and is
/// read after x: one class.
state fib_bench_lowered(int n) { return fib_bench(n, fibonacci(2 + 2 * n) - 1); }

program deadlocking(int n) {
    return {.name = "dining(" + std::to_string(n) + ")",
            .body = [n] { return dining(n); },
            .expected = classes{.complete = two_to_the(n) - 2, .deadlocked = 1},
            .fails_by = fermata::outcome::deadlocked,
            .says = "nobody can go on"};
}

/// n + 2 classes read what is too much.
program lowered(int n, std::uint64_t classes_in_all) {
    return {.name = "fib_bench lowered(" + std::to_string(n) + ")",
            .body = [n] { return fib_bench_lowered(n); },
            .expected = classes{.complete = classes_in_all, .failing = static_cast<std::uint64_t>(n) + 2}};
}

wrong_programs const counted_are{
    deadlocking(2),     deadlocking(3),
    deadlocking(5),     deadlocking(10),
    lowered(1, 11),     lowered(2, 140),
    lowered(3, 1698),   lowered(4, 19605),
    lowered(5, 218243), {"peterson swapped", [] { return peterson(true); }, classes{.complete = 14, .failing = 4}},
};

} // namespace

} // namespace programs
