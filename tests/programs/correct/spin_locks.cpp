// fermata - https://www.boost.org/LICENSE_1_0.txt
#include "programs/fib_bench.hpp"

namespace programs {

namespace {

/// n × { t = fetch-add next; await owner == t; r = R d; W d r+1; fetch-add owner }. In the order of the tickets: n!.
state ticket_lock(int n) {
    fermata::atomic<int> next{0};
    fermata::atomic<int> owner{0};
    fermata::var<int> d{0};
    state tickets(static_cast<std::size_t>(n));
    run_together(copies(n, [&](int i) {
        int const ticket = next.fetch_add(1);
        await(owner, [ticket](int now) { return now == ticket; });
        d.set(d.get() + 1);
        owner.fetch_add(1);
        tickets[static_cast<std::size_t>(i)] = ticket;
    }));
    tickets.push_back(d.get());
    return tickets;
}

/// n × { until compare-exchange of l from 0 to 1 succeeds: await l == 0; r = R d; W d r+1; W l 0 }. They enter in any
/// order: n!. Who is the k-th to enter finds the lock free k times, before it was taken by each of the k - 1 others and
/// after that. Its look is in one of these times, from the first one on; then its compare-exchange succeeds in the last
/// one, or fails while one of those has the lock that took it after the look, and the next look is after that one has
/// given it back. With F(m) for the ways from the m-th last time on: F(1) = 1, and F(m) = F(m - 1) + 1 + F(1) + ... +
/// F(m - 1), which are the Fibonacci numbers with even index. So n! · F(1) · ... · F(n).
///
/// Iterations in which the compare-exchange fails are counted here. Where they are not, the look alone tells: n!²,
/// which is 4 and 36. retries_test.cpp counts both.
///
/// Some orders have to be tried to see that whoever finds the lock taken goes on waiting: by whom it was taken, and
/// after what, tells what else it may find. They are the only looks of all these programs.
state ttas_lock(int n) {
    fermata::atomic<int> l{0};
    fermata::var<int> d{0};
    std::vector<state> failures(static_cast<std::size_t>(n));
    run_together(copies(n, [&](int i) {
        int failed = 0;
        while (true) {
            await(l, [](int now) { return now == 0; });
            int expected = 0;
            if (l.compare_exchange_strong(expected, 1)) {
                break;
            }
            ++failed;
        }
        failures[static_cast<std::size_t>(i)] = {failed, d.get()};
        d.set(d.get() + 1);
        l.store(0);
    }));
    state all{d.get()};
    for (state const& each : failures) {
        all.insert(all.end(), each.begin(), each.end());
    }
    return all;
}

std::uint64_t ttas_classes(int n) {
    std::uint64_t all = factorial(n);
    for (int k = 1; k <= n; ++k) {
        all *= static_cast<std::uint64_t>(fibonacci(2 * k));
    }
    return all;
}

correct_programs const spin_locks_are{
    {"ticket lock(2)", [] { return ticket_lock(2); }, classes{.complete = factorial(2)}},
    {"ticket lock(3)", [] { return ticket_lock(3); }, classes{.complete = factorial(3)}},
    {"ticket lock(4)", [] { return ticket_lock(4); }, classes{.complete = factorial(4)}},
    {"ticket lock(5)", [] { return ticket_lock(5); }, classes{.complete = factorial(5)}},
    {"TTAS lock(2)", [] { return ttas_lock(2); }, classes{.complete = 6}},
    {"TTAS lock(3)", [] { return ttas_lock(3); }, classes{.complete = 144, .looks = 2}},
    {"TTAS lock(4)", [] { return ttas_lock(4); }, classes{.complete = ttas_classes(4), .looks = 222}},
};

} // namespace

} // namespace programs
