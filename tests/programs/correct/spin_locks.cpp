// fermata - https://www.boost.org/LICENSE_1_0.txt
#include "programs/catalogue.hpp"

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

/// n × { until compare-exchange of l from 0 to 1 succeeds: await l == 0; r = R d; W d r+1; W l 0 }. Iterations in which
/// the compare-exchange fails are counted. Of two threads the second one enters after the first; it has looked before
/// the other's compare-exchange, and so has failed once, or has not: 2 · 2 - and looked after the store that lets it
/// in: its only look, or its second one. That it has failed splits further: the failing compare-exchange comes before
/// the store, while that is after both of its reads: 6 with both threads' order.
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

correct_programs const here{
    {"ticket lock(2)", [] { return ticket_lock(2); }, classes{.complete = factorial(2)}},
    {"ticket lock(3)", [] { return ticket_lock(3); }, classes{.complete = factorial(3)}},
    {"ticket lock(4)", [] { return ticket_lock(4); }, classes{.complete = factorial(4)}},
    {"ticket lock(5)", [] { return ticket_lock(5); }, classes{.complete = factorial(5)}},
    {"TTAS lock(2)", [] { return ttas_lock(2); }, classes{.complete = 6}},
    {"TTAS lock(3)", [] { return ttas_lock(3); }, classes{.complete = 144}},
};

} // namespace

} // namespace programs
