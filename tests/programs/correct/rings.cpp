// fermata - https://www.boost.org/LICENSE_1_0.txt
#include "programs/catalogue.hpp"

#include <deque>

namespace programs {

namespace {

/// Thread i: W x_i 1; R x_(i+1). Each variable is written before or after it is read: 2^n, without the one in which all
/// are read first, because that goes round.
state store_buffering_ring(int n) {
    std::deque<fermata::atomic<int>> x(static_cast<std::size_t>(n));
    state seen(x.size());
    run_together(copies(n, [&](int thread) {
        auto const i = static_cast<std::size_t>(thread);
        x[i].store(1);
        seen[i] = x[(i + 1) % x.size()].load();
    }));
    return seen;
}

/// Thread i: R x_i; W x_(i+1) 1. Here it is the one in which all are written first.
state load_buffering_ring(int n) {
    std::deque<fermata::atomic<int>> x(static_cast<std::size_t>(n));
    state seen(x.size());
    run_together(copies(n, [&](int thread) {
        auto const i = static_cast<std::size_t>(thread);
        seen[i] = x[i].load();
        x[(i + 1) % x.size()].store(1);
    }));
    return seen;
}

correct_programs const rings_are{
    {"SB-ring(2)", [] { return store_buffering_ring(2); }, classes{.complete = two_to_the(2) - 1}},
    {"SB-ring(3)", [] { return store_buffering_ring(3); }, classes{.complete = two_to_the(3) - 1}},
    {"SB-ring(4)", [] { return store_buffering_ring(4); }, classes{.complete = two_to_the(4) - 1}},
    {"SB-ring(10)", [] { return store_buffering_ring(10); }, classes{.complete = two_to_the(10) - 1}},
    {"LB-ring(2)", [] { return load_buffering_ring(2); }, classes{.complete = two_to_the(2) - 1}},
    {"LB-ring(3)", [] { return load_buffering_ring(3); }, classes{.complete = two_to_the(3) - 1}},
    {"LB-ring(4)", [] { return load_buffering_ring(4); }, classes{.complete = two_to_the(4) - 1}},
    {"LB-ring(10)", [] { return load_buffering_ring(10); }, classes{.complete = two_to_the(10) - 1}},
};

} // namespace

} // namespace programs
