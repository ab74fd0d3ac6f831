// fermata - https://www.boost.org/LICENSE_1_0.txt
#include "programs/fib_bench.hpp"

namespace programs {

namespace {

/// Who always adds what the other one has just written counts up to this.
state fib_bench(int n) { return programs::fib_bench(n, fibonacci(2 + 2 * n)); }

correct_programs const fib_bench_are{
    {"fib_bench(1)", [] { return fib_bench(1); }, classes{.complete = 11}},
    {"fib_bench(2)", [] { return fib_bench(2); }, classes{.complete = 140}},
    {"fib_bench(3)", [] { return fib_bench(3); }, classes{.complete = 1698}},
    {"fib_bench(4)", [] { return fib_bench(4); }, classes{.complete = 19605}},
    {"fib_bench(5)", [] { return fib_bench(5); }, classes{.complete = 218243}},
};

} // namespace

} // namespace programs
