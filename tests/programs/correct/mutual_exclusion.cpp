// fermata - https://www.boost.org/LICENSE_1_0.txt
//
// Threads behind mutexes, which order them and nothing else does.
#include "programs/catalogue.hpp"

#include <deque>
#include <mutex>

namespace programs {

namespace {

/// n × k × { L m; r = R d; W d r+1; U m }. The critical sections in every order that keeps each thread's:
/// (nk)! / (k!)^n.
state mutex_increments(int n, int k) {
    fermata::mutex m;
    fermata::var<int> d{0};
    state seen;
    run_together(copies(n, [&](int i) {
        for (int round = 0; round < k; ++round) {
            std::lock_guard const held(m);
            d.set(d.get() + 1);
            seen.push_back(i);
        }
    }));
    seen.push_back(d.get());
    return seen;
}

/// Two threads of n critical sections: C(2n, n).
state circular(int n) {
    fermata::mutex m;
    state seen;
    run_together(copies(2, [&](int i) {
        for (int round = 0; round < n; ++round) {
            std::lock_guard const held(m);
            seen.push_back(i);
        }
    }));
    return seen;
}

/// n philosophers, of whom the last one takes his forks in the other order. Each fork goes to one of two neighbours
/// first: 2^n, without the two in which that goes round.
state dining_reversed(int n) {
    std::deque<fermata::mutex> forks(static_cast<std::size_t>(n));
    std::vector<state> takers(static_cast<std::size_t>(n));
    run_together(copies(n, [&](int i) {
        auto first = static_cast<std::size_t>(i);
        auto second = (first + 1) % forks.size();
        if (i == n - 1) {
            std::swap(first, second);
        }
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

correct_programs const mutual_exclusion_are{
    {"mutex-inc(2,1)", [] { return mutex_increments(2, 1); }, classes{.complete = 2}},
    {"mutex-inc(3,1)", [] { return mutex_increments(3, 1); }, classes{.complete = 6}},
    {"mutex-inc(4,1)", [] { return mutex_increments(4, 1); }, classes{.complete = 24}},
    {"mutex-inc(2,2)", [] { return mutex_increments(2, 2); }, classes{.complete = 6}},
    {"mutex-inc(3,2)", [] { return mutex_increments(3, 2); }, classes{.complete = 90}},
    {"mutex-inc(3,3)", [] { return mutex_increments(3, 3); }, classes{.complete = 1680}},
    {"circular(3)", [] { return circular(3); }, classes{.complete = 20}},
    {"circular(4)", [] { return circular(4); }, classes{.complete = 70}},
    {"dining reversed(2)", [] { return dining_reversed(2); }, classes{.complete = two_to_the(2) - 2}},
    {"dining reversed(3)", [] { return dining_reversed(3); }, classes{.complete = two_to_the(3) - 2}},
    {"dining reversed(5)", [] { return dining_reversed(5); }, classes{.complete = two_to_the(5) - 2}},
    {"dining reversed(10)", [] { return dining_reversed(10); }, classes{.complete = two_to_the(10) - 2}},
};

} // namespace

} // namespace programs
