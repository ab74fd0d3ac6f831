// fermata - https://www.boost.org/LICENSE_1_0.txt
//
// Threads over one variable.
#include "programs/catalogue.hpp"

namespace programs {

namespace {

/// W x 42 || n × R x. Each reader reads before or after the write: 2^n.
state readers(int n) {
    fermata::atomic<int> x{0};
    state seen(static_cast<std::size_t>(n));
    auto threads = copies(n, [&](int i) { seen[static_cast<std::size_t>(i)] = x.load(); });
    threads.insert(threads.begin(), [&] { x.store(42); });
    run_together(threads);
    return seen;
}

/// n × W x i. The writes in every order: n!.
state writers(int n) {
    fermata::atomic<int> x{0};
    run_together(copies(n, [&](int i) { x.store(i + 1); }));
    return {x.load()};
}

/// n × fetch-add. In every order: n!.
state atomic_increments(int n) {
    fermata::atomic<int> x{0};
    state seen(static_cast<std::size_t>(n));
    run_together(copies(n, [&](int i) { seen[static_cast<std::size_t>(i)] = x.fetch_add(1); }));
    return seen;
}

/// n × { r = R x; W x r+1 }. The writes in n! orders; the thread whose write is the k-th reads from one of the k
/// values before it, which makes n! more: n!².
state racy_increments(int n) {
    fermata::atomic<int> x{0};
    state seen(static_cast<std::size_t>(n));
    run_together(copies(n, [&](int i) {
        int const read = x.load();
        x.store(read + 1);
        seen[static_cast<std::size_t>(i)] = read;
    }));
    seen.push_back(x.load());
    return seen;
}

/// n × W x i || R x. n! orders of the writes, and the read after any number of them: (n + 1)!.
state floating_read(int n) {
    fermata::atomic<int> x{0};
    int seen = 0;
    auto threads = copies(n, [&](int i) { x.store(i + 1); });
    threads.emplace_back([&] { seen = x.load(); });
    run_together(threads);
    return {seen, x.load()};
}

/// Thread i = 1..n: compare-exchange x from i-1 to i. Those who succeed are 1, ..., m, in this order, and the first one
/// always does. The others have only read: thread m + 1 one of the m values 0, ..., m - 1, each later one any of the
/// m + 1 values. So a class for each m and each choice of these: the sum over m of m (m + 1)^(n-m-1) for m < n, and 1
/// for m = n. Base and exponent both run with m, so there is no closed form: it is A(n) - A(n - 1) where A(n) is
/// the sum of (k + 1)^(n-k) for k from 0 to n, for which none is known either.
state rotated_compare_exchange(int n) {
    fermata::atomic<int> x{0};
    state seen(static_cast<std::size_t>(n));
    run_together(copies(n, [&](int i) {
        int expected = i;
        x.compare_exchange_strong(expected, i + 1);
        seen[static_cast<std::size_t>(i)] = expected;
    }));
    seen.push_back(x.load());
    return seen;
}

/// Thread i: compare-exchange x from 0 to 1; W x i+3.
state compare_exchange_and_write(int n) {
    fermata::atomic<int> x{0};
    state seen(static_cast<std::size_t>(n));
    run_together(copies(n, [&](int i) {
        int expected = 0;
        x.compare_exchange_strong(expected, 1);
        x.store(i + 3);
        seen[static_cast<std::size_t>(i)] = expected;
    }));
    seen.push_back(x.load());
    return seen;
}

/// Two threads: n × { W v id; R v }.
state race_parametric(int n) {
    fermata::atomic<int> v{0};
    std::vector<state> seen(2);
    run_together(copies(2, [&](int i) {
        for (int round = 0; round < n; ++round) {
            v.store(i + 1);
            seen[static_cast<std::size_t>(i)].push_back(v.load());
        }
    }));
    seen[0].insert(seen[0].end(), seen[1].begin(), seen[1].end());
    return seen[0];
}

correct_programs const one_variable_are{
    {"readers(2)", [] { return readers(2); }, classes{.complete = two_to_the(2)}},
    {"readers(8)", [] { return readers(8); }, classes{.complete = two_to_the(8)}},
    {"readers(13)", [] { return readers(13); }, classes{.complete = two_to_the(13)}},
    {"writers(3)", [] { return writers(3); }, classes{.complete = factorial(3)}},
    {"writers(6)", [] { return writers(6); }, classes{.complete = factorial(6)}},
    {"writers(8)", [] { return writers(8); }, classes{.complete = factorial(8)}, true},
    {"ainc(3)", [] { return atomic_increments(3); }, classes{.complete = factorial(3)}},
    {"ainc(6)", [] { return atomic_increments(6); }, classes{.complete = factorial(6)}},
    {"ainc(8)", [] { return atomic_increments(8); }, classes{.complete = factorial(8)}, true},
    {"racy-inc(2)", [] { return racy_increments(2); }, classes{.complete = 4}},
    {"racy-inc(3)", [] { return racy_increments(3); }, classes{.complete = 36}},
    {"racy-inc(4)", [] { return racy_increments(4); }, classes{.complete = 576}},
    {"racy-inc(5)", [] { return racy_increments(5); }, classes{.complete = 120 * 120}},
    {"floating_read(2)", [] { return floating_read(2); }, classes{.complete = factorial(3)}},
    {"floating_read(4)", [] { return floating_read(4); }, classes{.complete = factorial(5)}},
    {"floating_read(6)", [] { return floating_read(6); }, classes{.complete = factorial(7)}},
    {"casrot(2)", [] { return rotated_compare_exchange(2); }, classes{.complete = 2}},
    {"casrot(3)", [] { return rotated_compare_exchange(3); }, classes{.complete = 5}},
    {"casrot(4)", [] { return rotated_compare_exchange(4); }, classes{.complete = 14}},
    {"casrot(5)", [] { return rotated_compare_exchange(5); }, classes{.complete = 43}},
    {"casrot(6)", [] { return rotated_compare_exchange(6); }, classes{.complete = 144}},
    {"casrot(7)", [] { return rotated_compare_exchange(7); }, classes{.complete = 523}},
    {"casw(2)", [] { return compare_exchange_and_write(2); }, classes{.complete = 6}},
    {"casw(3)", [] { return compare_exchange_and_write(3); }, classes{.complete = 66}},
    {"casw(4)", [] { return compare_exchange_and_write(4); }, classes{.complete = 1200}},
    {"race_parametric(1)", [] { return race_parametric(1); }, classes{.complete = 4}},
    {"race_parametric(2)", [] { return race_parametric(2); }, classes{.complete = 34}},
    {"race_parametric(3)", [] { return race_parametric(3); }, classes{.complete = 328}},
    {"race_parametric(4)", [] { return race_parametric(4); }, classes{.complete = 3334}},
};

} // namespace

} // namespace programs
