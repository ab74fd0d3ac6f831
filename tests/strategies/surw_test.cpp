// fermata - https://www.boost.org/LICENSE_1_0.txt
#include "cell.hpp"
#include "support.hpp"

#include <fermata/sync/mutex.hpp>
#include <fermata/sync/thread.hpp>

#include <doctest/doctest.h>

#include <functional>

using namespace strategies_test;

namespace {
auto letters(std::string& order, char letter, int count) {
    return [&order, letter, count] {
        for (int i = 0; i < count; ++i) {
            fermata::checkpoint("x");
            order += letter;
        }
    };
}

std::string first_of(std::size_t step) { return std::to_string(step); }
} // namespace

// Two threads of 1 and k steps have k + 1 orders. A walk that is uniform over the enabled fibers gives the order
// in which the single step comes last with probability 2^-k.
TEST_CASE("surw: one step among k has each of the k + 1 places with probability 1 / (k + 1)") {
    constexpr int k = 9;
    auto const body = [](std::string& order) {
        fermata::thread one(letters(order, '1', 1));
        fermata::thread many(letters(order, 'k', k));
        one.join();
        many.join();
    };
    constexpr std::uint64_t samples = 100'000;
    auto const counts = orders_under(fermata::strategies::surw{}, samples, 5, body);
    CHECK(counts.size() == k + 1);
    std::string const last = std::string(k, 'k') + "1";
    // 10000 each, with a standard deviation of 95
    CHECK(counts.at(last) > 10'000 - 4 * 95);
    CHECK(counts.at(last) < 10'000 + 4 * 95);
    CHECK(counts.at("1" + std::string(k, 'k')) > 10'000 - 4 * 95);
    CHECK(counts.at("1" + std::string(k, 'k')) < 10'000 + 4 * 95);
    CHECK(deviation_from_uniform(counts, k + 1) < 4);

    auto const naive = orders_under(fermata::strategies::random{}, samples, 5, body);
    auto const found = naive.find(last);
    CHECK((found == naive.end() ? 0 : found->second) < 2 * samples / 512); // 195 are expected
}

TEST_CASE("surw: the same with numbers of fibers beyond 64, and across") {
    for (int const idle : {62, 63, 150}) {
        CAPTURE(idle);
        auto const counts = orders_under(fermata::strategies::surw{}, 60'000, 6, [&](std::string& order) {
            use_up_numbers(idle);
            fermata::thread a(letters(order, 'a', 1));
            fermata::thread b(letters(order, 'b', 2));
            fermata::thread c(letters(order, 'c', 3));
            a.join();
            b.join();
            c.join();
        });
        CHECK(counts.size() == 60); // 6! / (1! 2! 3!)
        CHECK(deviation_from_uniform(counts, 60) < 4);
    }
}

// 9! / (2! 3! 4!) = 1260 orders.
TEST_CASE("surw: all orders of threads of 2, 3 and 4 steps are equally likely") {
    auto const body = [](std::string& order) {
        fermata::thread a(letters(order, 'a', 2));
        fermata::thread b(letters(order, 'b', 3));
        fermata::thread c(letters(order, 'c', 4));
        a.join();
        b.join();
        c.join();
    };
    auto const counts = orders_under(fermata::strategies::surw{}, 126'000, 1, body);
    CHECK(counts.size() == 1260);
    CHECK(deviation_from_uniform(counts, 1260) < 4);
    CHECK(deviation_from_uniform(orders_under(fermata::strategies::random{}, 126'000, 1, body), 1260) > 100);
}

// a makes c after its first step: a a a with c c behind the first a, and b b b anywhere. The forest has 8 events; by
// the hook formula 8! / (3! · 5 · 2! · 2!) = 336 orders (subtrees: b 3·2·1; the first a 5; then a a 2·1, c c 2·1).
TEST_CASE("surw: a thread that is made on the way has taken its part over") {
    auto const body = [](std::string& order) {
        fermata::thread a([&] {
            fermata::checkpoint("x");
            order += 'a';
            fermata::thread c(letters(order, 'c', 2));
            letters(order, 'a', 2)();
            c.join();
        });
        fermata::thread b(letters(order, 'b', 3));
        a.join();
        b.join();
    };
    auto const all = orders_under(fermata::strategies::all_orderings{}, 1'000'000, 0, body);
    CHECK(all.size() == 336);
    auto const counts = orders_under(fermata::strategies::surw{}, 100'000, 2, body);
    CHECK(counts.size() == 336);
    CHECK(deviation_from_uniform(counts, 336) < 4);
}

// One thread has one interesting operation and 20 others, the other one has 6 interesting ones: 7 places.
TEST_CASE("surw: only the operations that are named count, whatever else happens") {
    auto const body = [](std::string& order) {
        fermata::mutex mutex;
        int which = 0;
        fermata::thread mixed([&] {
            for (int i = 0; i < 10; ++i) {
                fermata::checkpoint("dull");
            }
            mutex.lock();
            order = first_of(static_cast<std::size_t>(which));
            mutex.unlock();
            for (int i = 0; i < 10; ++i) {
                fermata::checkpoint("dull");
            }
        });
        fermata::thread locking([&] {
            for (int i = 0; i < 6; ++i) {
                mutex.lock();
                ++which;
                mutex.unlock();
            }
        });
        mixed.join();
        locking.join();
    };
    fermata::strategies::surw const locks{
        .interesting = [](fermata::operation const& each) { return each.kind == fermata::operation_kind::lock; }};
    auto const counts = orders_under(locks, 70'000, 3, body);
    CHECK(counts.size() == 7);
    CHECK(deviation_from_uniform(counts, 7) < 4);
    auto const naive = orders_under(fermata::strategies::random{}, 70'000, 3, body);
    CHECK(deviation_from_uniform(naive, 7) > 100);
}

TEST_CASE("surw: the verdict says how many objects took turns") {
    auto const two_objects = [] {
        fermata::mutex a;
        fermata::mutex b;
        auto const lock_both = [&] {
            for (fermata::mutex* each : {&a, &b}) {
                each->lock();
                each->unlock();
            }
        };
        fermata::thread one(lock_both);
        fermata::thread other(lock_both);
        one.join();
        other.join();
    };
    auto const report =
        fermata::explore(two_objects, {.strategy = fermata::strategies::surw{}, .executions_max = 100, .seed = 9});
    CHECK(report.verdict() ==
          "100 selectively uniform samples, seed 9, each by the orders of what happens to one of 2 objects");
    CHECK_FALSE(report.complete);
}

TEST_CASE("surw: where nothing is shared, everything is interesting") {
    auto const body = [](std::string& order) {
        fermata::mutex a;
        fermata::mutex b;
        auto const own = [&order](fermata::mutex& mine, char letter, int times) {
            return [&order, &mine, letter, times] {
                for (int i = 0; i < times; ++i) {
                    mine.lock();
                    order += letter;
                    mine.unlock();
                    order += letter;
                }
            };
        };
        fermata::thread one(own(a, 'a', 1));
        fermata::thread other(own(b, 'b', 3));
        one.join();
        other.join();
    };
    // 2 and 6 steps: 28 orders
    auto const counts = orders_under(fermata::strategies::surw{}, 56'000, 4, body);
    CHECK(counts.size() == 28);
    CHECK(deviation_from_uniform(counts, 28) < 4);
}
