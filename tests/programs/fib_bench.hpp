// fermata - https://www.boost.org/LICENSE_1_0.txt
#pragma once

#include "programs/catalogue.hpp"

namespace programs {

inline int fibonacci(int n) { return n <= 2 ? 1 : fibonacci(n - 1) + fibonacci(n - 2); }

/// x = y = 1; n × { a = R x; b = R y; W x a+b } || n × { a = R x; b = R y; W y a+b } || R x; R y, neither of them more
/// than the bound.
inline state fib_bench(int n, int bound) {
    fermata::atomic<int> x{1};
    fermata::atomic<int> y{1};
    int seen_x = 0;
    int seen_y = 0;
    auto const add_to = [&](fermata::atomic<int>& to) {
        for (int i = 0; i < n; ++i) {
            int const a = x.load();
            int const b = y.load();
            to.store(a + b);
        }
    };
    run_together({[&] { add_to(x); }, [&] { add_to(y); },
                  [&] {
                      seen_x = x.load();
                      seen_y = y.load();
                      fermata::expect(seen_x <= bound && seen_y <= bound, "more than the bound");
                  }});
    return {seen_x, seen_y, x.load(), y.load()};
}

} // namespace programs
