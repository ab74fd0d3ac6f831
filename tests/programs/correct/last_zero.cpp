// fermata - https://www.boost.org/LICENSE_1_0.txt
//
// a[0..n]; reader: for (i = n; R a[i] != 0; i--); || for j = 1..n: W a[j] (R a[j-1])+1
#include "programs/catalogue.hpp"

#include <deque>

namespace programs {

namespace {

/// Each of the n - 1 pairs of neighbours comes in one of two orders, which is 2^(n-1); the reader ends at one of the
/// elements, before or after its write. Altogether 2^(n-2) (n + 3).
state last_zero(int n) {
    std::deque<fermata::atomic<int>> a(static_cast<std::size_t>(n) + 1);
    int last = n;
    auto threads = copies(n, [&](int i) {
        auto const j = static_cast<std::size_t>(i) + 1;
        int const before = a[j - 1].load();
        a[j].store(before + 1);
    });
    threads.insert(threads.begin(), [&] {
        while (a[static_cast<std::size_t>(last)].load() != 0) {
            --last;
        }
    });
    run_together(threads);
    state all{last};
    for (auto const& each : a) {
        all.push_back(each.load());
    }
    return all;
}

correct_programs const here{
    {"lastzero(1)", [] { return last_zero(1); }, classes{.complete = 2}},
    {"lastzero(2)", [] { return last_zero(2); }, classes{.complete = 5}},
    {"lastzero(3)", [] { return last_zero(3); }, classes{.complete = 12}},
    {"lastzero(4)", [] { return last_zero(4); }, classes{.complete = 28}},
    {"lastzero(5)", [] { return last_zero(5); }, classes{.complete = 64}},
    {"lastzero(10)", [] { return last_zero(10); }, classes{.complete = 3328}},
    {"lastzero(15)", [] { return last_zero(15); }, classes{.complete = two_to_the(13) * 18}, true},
};

} // namespace

} // namespace programs
