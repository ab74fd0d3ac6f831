// fermata - https://www.boost.org/LICENSE_1_0.txt
//
// A Treiber stack and a Chase-Lev deque.
#include "programs/catalogue.hpp"

#include <array>
#include <deque>

namespace programs {

namespace {

/// push of node i: until compare-exchange of top from t to i succeeds: t = R top; W next[i] t. pop: until
/// compare-exchange of top from t to n succeeds: t = R top; if (t == 0) return; n = R next[t]. All retries are counted.
/// Where those are cut that store nothing, which are the poppers' failed iterations, 18 are left of 22 and 88 of 220:
/// retries_test.cpp counts both.
state treiber_stack(int pushers, int poppers) {
    fermata::atomic<int> top{0};
    std::deque<fermata::atomic<int>> next(static_cast<std::size_t>(pushers) + 1);
    state popped(static_cast<std::size_t>(poppers));
    auto threads = copies(pushers, [&](int i) {
        int old;
        do {
            old = top.load();
            next[static_cast<std::size_t>(i) + 1].store(old);
        } while (!top.compare_exchange_strong(old, i + 1));
    });
    auto const others = copies(poppers, [&](int i) {
        int old;
        int after;
        do {
            old = top.load();
            if (old == 0) {
                return;
            }
            after = next[static_cast<std::size_t>(old)].load();
        } while (!top.compare_exchange_strong(old, after));
        popped[static_cast<std::size_t>(i)] = old;
    });
    threads.insert(threads.end(), others.begin(), others.end());
    run_together(threads);
    popped.push_back(top.load());
    return popped;
}

/// The owner pushes, then takes; thieves steal.
/// push: b = R bottom; R top; W items[b] v; W bottom b+1.
/// take: b = (R bottom) - 1; W bottom b; t = R top; if (t <= b) { R items[b]; if (t == b) { compare-exchange top from t
/// to t+1; W bottom b+1 } } else W bottom b+1.
/// steal: t = R top; b = R bottom; if (t < b) { R items[t]; compare-exchange top from t to t+1 }.
/// No item may go to two.
state chase_lev_deque(int pushes, int takes, int thieves, int steals) {
    fermata::atomic<int> top{0};
    fermata::atomic<int> bottom{0};
    std::deque<fermata::atomic<int>> items(static_cast<std::size_t>(pushes));
    std::vector<state> got(static_cast<std::size_t>(thieves) + 1);
    auto const item = [&](int i) -> fermata::atomic<int>& { return items[static_cast<std::size_t>(i)]; };
    auto threads = copies(thieves, [&](int thief) {
        for (int i = 0; i < steals; ++i) {
            int t = top.load();
            int const b = bottom.load();
            if (t < b) {
                int const value = item(t).load();
                if (top.compare_exchange_strong(t, t + 1)) {
                    got[static_cast<std::size_t>(thief) + 1].push_back(value);
                }
            }
        }
    });
    threads.insert(threads.begin(), [&] {
        for (int i = 0; i < pushes; ++i) {
            int const b = bottom.load();
            top.load();
            item(b).store(i + 1);
            bottom.store(b + 1);
        }
        for (int i = 0; i < takes; ++i) {
            int const b = bottom.load() - 1;
            bottom.store(b);
            int t = top.load();
            if (t > b) {
                bottom.store(b + 1);
                continue;
            }
            int const value = item(b).load();
            bool mine = true;
            if (t == b) {
                mine = top.compare_exchange_strong(t, t + 1);
                bottom.store(b + 1);
            }
            if (mine) {
                got[0].push_back(value);
            }
        }
    });
    run_together(threads);
    state all;
    std::vector<int> times(static_cast<std::size_t>(pushes) + 1);
    for (state const& each : got) {
        for (int const value : each) {
            all.push_back(value);
            fermata::expect(++times[static_cast<std::size_t>(value)] == 1, "an item went to two");
        }
        all.push_back(-1);
    }
    return all;
}

correct_programs const containers_are{
    {"treiber(2,0)", [] { return treiber_stack(2, 0); }, classes{.complete = 4}},
    {"treiber(1,1)", [] { return treiber_stack(1, 1); }, classes{.complete = 2}},
    {"treiber(2,1)", [] { return treiber_stack(2, 1); }, classes{.complete = 22}},
    {"treiber(2,2)", [] { return treiber_stack(2, 2); }, classes{.complete = 220}},
    {"chase-lev(2,2,1,1)", [] { return chase_lev_deque(2, 2, 1, 1); }, classes{.complete = 18}},
    {"chase-lev(2,2,1,2)", [] { return chase_lev_deque(2, 2, 1, 2); }, classes{.complete = 90}},
};

} // namespace

} // namespace programs
