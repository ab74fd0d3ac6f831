// fermata - https://www.boost.org/LICENSE_1_0.txt
#include "exploring.hpp"

using namespace sync_tests;

TEST_CASE("store buffering: sequential consistency allows three of the four results") {
    std::set<std::pair<int, int>> seen;
    auto const report = explore_all([&] {
        fermata::atomic<int> x{0};
        fermata::atomic<int> y{0};
        int a = 0;
        int b = 0;
        fermata::thread first([&] {
            x.store(1, std::memory_order_relaxed);
            a = y.load(std::memory_order_relaxed);
        });
        fermata::thread second([&] {
            y.store(1, std::memory_order_relaxed);
            b = x.load(std::memory_order_relaxed);
        });
        first.join();
        second.join();
        seen.emplace(a, b);
    });
    CHECK(report.ok());
    CHECK(report.executions == 6); // 4! / (2! 2!)
    CHECK(seen == std::set<std::pair<int, int>>{{0, 1}, {1, 0}, {1, 1}});
}

TEST_CASE("fetch_add is one step, a load and a store are two") {
    auto const counted = [](auto add) {
        return explore_all([add] {
            fermata::atomic<int> count{0};
            fermata::thread first([&] { add(count); });
            fermata::thread second([&] { add(count); });
            first.join();
            second.join();
            fermata::expect(count == 2, "an addition was lost");
        });
    };
    auto const whole = counted([](auto& count) { ++count; });
    CHECK(whole.ok());
    CHECK(whole.executions == 2);
    auto const torn = counted([](auto& count) { count = count + 1; });
    CHECK(torn.executions == 6);
    CHECK(torn.count(fermata::outcome::failed) == 4); // those where both load before one stores
}

TEST_CASE("one of two compare-exchanges fails, with what it found") {
    auto const report = explore_all([] {
        fermata::atomic<int> value{0};
        int won = 0;
        auto const take = [&](int mine) {
            int expected = 0;
            if (value.compare_exchange_strong(expected, mine)) {
                ++won;
            } else {
                fermata::expect(expected != 0 && expected != mine);
            }
        };
        fermata::thread first(take, 1);
        fermata::thread second(take, 2);
        first.join();
        second.join();
        fermata::expect(won == 1);
    });
    CHECK(report.ok());
    CHECK(report.executions == 2);
}

TEST_CASE("the values stand beside the steps of the execution that is reported") {
    auto const report = fermata::explore([] {
        fermata::atomic<int> value{1};
        fermata::atomic<int*> place{nullptr};
        fermata::atomic<double> real{0.5};
        int here = 0;
        fermata::thread only([&] {
            value.load();
            value.store(-2);
            value.exchange(3);
            value.fetch_add(4);
            int expected = 9;
            value.compare_exchange_strong(expected, 10);
            value.compare_exchange_strong(expected, 10);
            place.store(&here);
            real.fetch_sub(0.25);
            fermata::expect(false, "to see the trace");
        });
        only.join();
    });
    REQUIRE(report.failure.has_value());
    auto const& failed = *report.failure;
    CHECK(has_line(failed, "thread 1: load atomic 1 (read=1)"));
    CHECK(has_line(failed, "thread 1: store atomic 1 (wrote=-2)"));
    CHECK(has_line(failed, "thread 1: exchange atomic 1 (read=-2, wrote=3)"));
    CHECK(has_line(failed, "thread 1: fetch_add atomic 1 (read=3, wrote=7)"));
    CHECK(has_line(failed, "thread 1: compare_exchange atomic 1 (read=7, expected=9)"));
    CHECK(has_line(failed, "thread 1: compare_exchange atomic 1 (read=7, wrote=10)"));
    CHECK(has_line(failed, "thread 1: store atomic 2 (wrote=&1)"));
    CHECK(has_line(failed, "thread 1: fetch_sub atomic 3 (read=0.5, wrote=0.25)"));
}

TEST_CASE("a failure replays from its token, with the same trace") {
    auto const body = [] {
        fermata::atomic<int> value{0};
        fermata::thread first([&] { value = value + 1; });
        fermata::thread second([&] { value += 1; });
        first.join();
        second.join();
        fermata::expect(value == 2);
    };
    auto const report = fermata::explore(body, {.strategy = everything()});
    REQUIRE(report.failure.has_value());
    auto const again = fermata::replay(report.failure->token, body);
    REQUIRE(again.failure.has_value());
    CHECK(again.failure->trace == report.failure->trace);
}

TEST_CASE("operations have no effect in an execution that is given up, and are allowed in a predicate") {
    auto const report = fermata::explore([] {
        struct stores_at_end {
            fermata::atomic<int>& to;
            ~stores_at_end() noexcept(false) { to.store(5); }
        };
        fermata::atomic<int> value{0};
        fermata::mutex never;
        never.lock();
        stores_at_end const guard{value};
        fermata::wait_until([&] { return value == 0; });
        never.lock();
    });
    REQUIRE(report.failure.has_value());
    CHECK(report.failure->outcome == fermata::outcome::deadlocked);
    CHECK(report.fibers_left_behind == 0);
}

TEST_CASE("an atomic made outside of the exploration is the same object in all of its executions") {
    static fermata::atomic<int> shared{0};
    auto const report = explore_all([] {
        shared = 0;
        fermata::thread first([] { ++shared; });
        fermata::thread second([] { ++shared; });
        first.join();
        second.join();
        fermata::expect(shared == 2);
    });
    CHECK(report.ok());
    CHECK(report.executions == 2);
}
