// fermata - https://www.boost.org/LICENSE_1_0.txt
//
// a[0..n]; reader: for (i = n; R a[i] != 0; i--); || for j = 1..n: W a[j] (R a[j-1])+1
#include "programs/catalogue.hpp"

#include <deque>

namespace programs {

namespace {

/// Thread j writes a[j], which thread j + 1 reads before or after that: n - 1 pairs of neighbours with two orders each,
/// and nothing leads from a pair to another one against them, so that all 2^(n-1) are possible. What is left of a class
/// is at which a[i] the reader finds the zero; it has then read a[n], ..., a[i+1] after their writes.
/// - i = 0: it has read after all writes, and nobody comes after it: 2^(n-1).
/// - i = n: it has read before the write of a[n], and nobody comes before it: 2^(n-1).
/// - i between: it reads a[i+1] after its write, and then a[i] before its write. Had thread i + 1 read a[i] after that
///   write, its own would come later still, and that is the one of a[i+1]: a cycle. So it has read before. The write of
///   a[i] then comes before nothing, and the other n - 2 pairs are free: 2^(n-2), for each of n - 1 values of i.
/// Altogether 2^(n-2) (2 + 2 + n - 1) = 2^(n-2) (n + 3).
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

correct_programs const last_zero_are{
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
