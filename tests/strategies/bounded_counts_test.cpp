// fermata - https://www.boost.org/LICENSE_1_0.txt
//
// How many executions small programs have with so many preemptions: the table "All interleavings, and with bounds",
// which other tools and a brute-force count agree on.
#include "cell.hpp"
#include "support.hpp"

#include <fermata/sync/mutex.hpp>
#include <fermata/sync/thread.hpp>

#include <doctest/doctest.h>

#include <array>
#include <deque>
#include <functional>
#include <mutex>

using namespace strategies_test;

namespace {

using bodies = std::vector<std::function<void()>>;

void run_together(bodies const& all) {
    std::vector<fermata::thread> threads;
    threads.reserve(all.size());
    for (auto const& each : all) {
        threads.emplace_back(each);
    }
    for (auto& each : threads) {
        each.join();
    }
}

struct count {
    std::uint64_t all = 0;
    std::uint64_t deadlocks = 0;

    friend bool operator==(count const&, count const&) = default;
};

std::ostream& operator<<(std::ostream& stream, count const& value) {
    return stream << value.all << " (" << value.deadlocks << ")";
}

count count_of(std::function<void()> const& body, std::optional<int> bound) {
    fermata::options with{.preemptions_max = bound, .stop_at_first_failure = false};
    with.strategy = fermata::strategies::all_orderings{};
    auto const report = fermata::explore(body, with);
    CHECK(report.complete);
    return {report.executions, report.count(fermata::outcome::deadlocked)};
}

/// The executions that a bound adds to those of the one before; and that the search without one has as many as
/// were added in all.
void check_counts(std::function<void()> const& body, count all, std::vector<count> const& added) {
    count before;
    for (std::size_t bound = 0; bound < added.size(); ++bound) {
        CAPTURE(bound);
        count const now = count_of(body, static_cast<int>(bound));
        CHECK(count{now.all - before.all, now.deadlocks - before.deadlocks} == added[bound]);
        before = now;
    }
    CHECK(count_of(body, std::nullopt) == all);
    CHECK(count_of(body, 1'000) == all);
}

void racy_increments(int threads) {
    cell<int> x;
    run_together(bodies(static_cast<std::size_t>(threads), [&] { x.store(x.load() + 1); }));
}

void store_buffering_ring(int threads) {
    std::deque<cell<int>> x(static_cast<std::size_t>(threads));
    bodies all;
    for (std::size_t i = 0; i < x.size(); ++i) {
        all.emplace_back([&x, i] {
            x[i].store(1);
            x[(i + 1) % x.size()].load();
        });
    }
    run_together(all);
}

void message_passing() {
    cell<int> data;
    cell<int> flag;
    run_together({[&] {
                      data.store(1);
                      flag.store(1);
                  },
                  [&] {
                      flag.load();
                      data.load();
                  }});
}

void independent_reads() {
    cell<int> x;
    cell<int> y;
    run_together({[&] { x.store(1); }, [&] { y.store(1); },
                  [&] {
                      x.load();
                      y.load();
                  },
                  [&] {
                      y.load();
                      x.load();
                  }});
}

void fib_bench(int rounds) {
    cell<int> x{1};
    cell<int> y{1};
    auto const add = [rounds](cell<int>& to, cell<int>& other) {
        return [&to, &other, rounds] {
            for (int i = 0; i < rounds; ++i) {
                int const a = to.load();
                int const b = other.load();
                to.store(a + b);
            }
        };
    };
    run_together({add(x, y), add(y, x)});
}

void last_zero(int size) {
    std::deque<cell<int>> array(static_cast<std::size_t>(size) + 1);
    bodies all{[&] {
        for (std::size_t i = array.size() - 1; array[i].load() != 0;) {
            --i;
        }
    }};
    for (std::size_t j = 1; j < array.size(); ++j) {
        all.emplace_back([&array, j] { array[j].store(array[j - 1].load() + 1); });
    }
    run_together(all);
}

void dining(int philosophers) {
    std::deque<fermata::mutex> forks(static_cast<std::size_t>(philosophers));
    bodies all;
    for (std::size_t i = 0; i < forks.size(); ++i) {
        all.emplace_back([&forks, i] {
            auto& left = forks[i];
            auto& right = forks[(i + 1) % forks.size()];
            left.lock();
            right.lock();
            right.unlock();
            left.unlock();
        });
    }
    run_together(all);
}

} // namespace

TEST_CASE("preemptions of two threads of two steps: SB, MP, racy-inc(2)") {
    std::vector<count> const added = {{2, 0}, {2, 0}, {2, 0}, {0, 0}};
    check_counts([] { store_buffering_ring(2); }, {6, 0}, added);
    check_counts(&message_passing, {6, 0}, added);
    check_counts([] { racy_increments(2); }, {6, 0}, added);
}

TEST_CASE("preemptions of IRIW") { check_counts(&independent_reads, {180, 0}, {{24, 0}, {72, 0}, {84, 0}, {0, 0}}); }

// (6N)! / (3N)!²
TEST_CASE("preemptions of fib_bench without its third thread") {
    check_counts([] { fib_bench(1); }, {20, 0}, {{2, 0}, {4, 0}, {8, 0}, {4, 0}});
    check_counts([] { fib_bench(2); }, {924, 0}, {{2, 0}, {10, 0}, {50, 0}, {100, 0}});
}

TEST_CASE("preemptions of lastzero(3)") {
    check_counts([] { last_zero(3); }, {920, 0}, {{24, 0}, {118, 0}, {309, 0}, {365, 0}});
}

// 6! / 2!³
TEST_CASE("preemptions of racy-inc(3)") {
    check_counts([] { racy_increments(3); }, {90, 0}, {{6, 0}, {18, 0}, {36, 0}, {30, 0}});
}

TEST_CASE("the same with numbers of fibers beyond 64, and across") {
    for (int const idle : {62, 63, 64, 200}) {
        CAPTURE(idle);
        check_counts(
            [idle] {
                use_up_numbers(idle);
                racy_increments(3);
            },
            {90, 0}, {{6, 0}, {18, 0}, {36, 0}, {30, 0}});
    }
}

TEST_CASE("preemptions of dining(3), deadlocks in parentheses") {
    check_counts([] { dining(3); }, {168, 6}, {{6, 0}, {51, 3}, {72, 3}, {21, 0}});
}

// 8! / 2!⁴
TEST_CASE("preemptions of SB-ring(4)") {
    check_counts([] { store_buffering_ring(4); }, {2520, 0}, {{24, 0}, {144, 0}, {504, 0}, {984, 0}});
}

// It ends executions of which everything is known, also where somebody is about to give up a lock in a destructor.
TEST_CASE("a bounded search of classes leaves nobody behind in a guard") {
    for (int const most : {1, 2, 3}) {
        auto const report = fermata::explore(
            [] {
                fermata::mutex common;
                fermata::mutex other;
                fermata::atomic<int> value{0};
                fermata::thread one([&] { std::lock_guard const lock(common); });
                fermata::thread two([&] { std::lock_guard const lock(other); });
                fermata::thread three([&] { value.store(1); });
                { std::lock_guard const lock(common); }
                value.load();
                one.join();
                two.join();
                three.join();
            },
            {.preemptions_max = most, .stop_at_first_failure = false});
        CHECK(report.ok());
        CHECK(report.fibers_left_behind == 0);
    }
}
