// fermata - https://www.boost.org/LICENSE_1_0.txt
#include "support.hpp"

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <set>
#include <thread>

using namespace acceptance;

TEST_CASE("the number of interleavings is the multinomial coefficient") {
    struct row {
        int starters;
        int checkpoints;
        std::uint64_t interleavings;
    };
    // (n (c + 1))! / (c + 1)!^n
    for (row const& each : {row{1, 0, 1}, row{1, 5, 1}, row{2, 0, 2}, row{2, 1, 6}, row{2, 2, 20}, row{3, 0, 6},
                            row{3, 1, 90}, row{3, 2, 1680}, row{2, 7, 12870}, row{4, 1, 2520}, row{5, 0, 120}}) {
        CAPTURE(each.starters);
        CAPTURE(each.checkpoints);
        auto const report = fermata::explore([&] { run_starters(each.starters, each.checkpoints); }, all);
        CHECK(report.ok());
        CHECK(static_cast<bool>(report));
        CHECK(report.complete);
        CHECK(report.executions == each.interleavings);
        CHECK(report.count(fermata::outcome::completed) == each.interleavings);
        CHECK_FALSE(report.failure.has_value());
        if (each.interleavings > 1) {
            CHECK(contains(report.verdict(), fmt::format("all {} interleavings", each.interleavings)));
        }
    }
}

TEST_CASE("starters of different lengths: 6! / (1! 2! 3!) = 60") {
    auto const report = fermata::explore(
        [] {
            auto const body = [](int checkpoints) {
                for (int i = 0; i < checkpoints; ++i) {
                    fermata::checkpoint("x");
                }
            };
            fermata::runner{
                {fermata::starter{"a", body, 0}, fermata::starter{"b", body, 1}, fermata::starter{"c", body, 2}}}
                .finish();
        },
        all);
    CHECK(report.executions == 60);
    CHECK(report.complete);
}

TEST_CASE("no interleaving is seen twice") {
    std::set<std::string> seen;
    auto const report = fermata::explore(
        [&] {
            std::string order;
            auto const body = [&](char name) {
                for (int i = 0; i < 2; ++i) {
                    order += name;
                    fermata::checkpoint("x");
                }
                order += name;
            };
            fermata::starter a{"a", body, 'a'};
            fermata::starter b{"b", body, 'b'};
            fermata::starter c{"c", body, 'c'};
            fermata::runner{{a, b, c}}.finish();
            seen.insert(order);
        },
        all);
    CHECK(report.executions == 1680);
    CHECK(seen.size() == 1680);
}

TEST_CASE("the default explores every behaviour") {
    int values = 0;
    auto const report = fermata::explore([&] {
        int balance = 0;
        auto const add = [&](int by) {
            int const seen = balance;
            fermata::checkpoint("read");
            balance = seen + by;
        };
        fermata::runner{{fermata::starter{"a", add, 1}, fermata::starter{"b", add, 2}}}.finish();
        values |= 1 << balance;
    });
    CHECK(report.ok());
    CHECK(report.complete);
    CHECK(values == (1 << 1 | 1 << 2 | 1 << 3)); // each may be lost
}

TEST_CASE("the lost update: four of six orders, all found and counted when nothing stops at the first") {
    auto with = all;
    SUBCASE("all") {
        with.stop_at_first_failure = false;
        auto const report = fermata::explore(lose_an_update, with);
        CHECK_FALSE(report.ok());
        CHECK(report.complete);
        CHECK(report.executions == 6);
        CHECK(report.count(fermata::outcome::failed) == 4);
        CHECK(report.count(fermata::outcome::completed) == 2);
        CHECK(report.count(fermata::outcome::deadlocked) == 0);
        REQUIRE(report.failure.has_value());
        CHECK(contains(report.failure->message, "a deposit was lost"));
    }
    SUBCASE("the first") {
        auto const report = fermata::explore(lose_an_update, with);
        CHECK_FALSE(report.ok());
        CHECK_FALSE(static_cast<bool>(report));
        CHECK_FALSE(report.complete);
        CHECK(report.count(fermata::outcome::failed) == 1);
        REQUIRE(report.failure.has_value());
        CHECK(report.executions == report.failure->execution);
        CHECK(report.failure->outcome == fermata::outcome::failed);
        CHECK(contains(report.failure->message, "a deposit was lost"));
        CHECK(contains(report.failure->file, "support.hpp"));
        CHECK(report.failure->line != 0);
        CHECK(report.failure->token.substr(0, 4) == "fm1:");
        CHECK_FALSE(report.failure->schedule.choices.empty());
        CHECK_FALSE(report.failure->trace.events.empty());
        CHECK(std::count(report.failure->fibers.begin(), report.failure->fibers.end(), "alice") == 1);
        CHECK(std::count(report.failure->fibers.begin(), report.failure->fibers.end(), "bob") == 1);
        CHECK_FALSE(report.verdict().empty());

        std::string const screen = fmt::format("{}", report);
        CHECK(contains(screen, "a deposit was lost"));
        CHECK(contains(screen, "alice"));
        CHECK(contains(screen, "bob"));
        CHECK(contains(screen, "read"));
        CHECK(contains(screen, report.failure->token));
    }
}

TEST_CASE("executions_max cuts off, and complete says so") {
    auto with = all;
    with.executions_max = 10;
    auto const cut = fermata::explore([] { run_starters(2, 2); }, with);
    CHECK(cut.ok());
    CHECK_FALSE(cut.complete);
    CHECK(cut.executions == 10);
    CHECK_FALSE(contains(cut.verdict(), "all 20"));
    CHECK_FALSE(contains(cut.verdict(), "all 10"));
    with.executions_max = 100;
    auto const whole = fermata::explore([] { run_starters(2, 2); }, with);
    CHECK(whole.complete);
    CHECK(whole.executions == 20);
}

TEST_CASE("time_max cuts off, and complete says so") {
    auto with = all;
    with.time_max = std::chrono::milliseconds(50);
    auto const report = fermata::explore([] { run_starters(4, 9); }, with);
    CHECK_FALSE(report.complete);
    CHECK_FALSE(report.failure.has_value());
}

TEST_CASE("on_progress is called while an exploration goes on") {
    auto with = all;
    with.time_max = std::chrono::milliseconds(400);
    int calls = 0;
    std::uint64_t last = 0;
    bool grows = true;
    with.on_progress = [&](fermata::progress const& now) {
        ++calls;
        grows = grows && now.executions >= last && now.elapsed.count() > 0;
        last = now.executions;
    };
    auto const report = fermata::explore([] { run_starters(4, 9); }, with);
    CHECK(calls >= 1);
    CHECK(grows);
    CHECK(last <= report.executions);
}

TEST_CASE("the determinism check counts in no figure, limit or callback") {
    for (bool const check : {true, false}) {
        auto with = all;
        with.check_determinism = check;
        auto const report = fermata::explore([] { run_starters(2, 2); }, with);
        CHECK(report.executions == 20);
        with.executions_max = 1;
        auto const single = fermata::explore([] { run_starters(2, 2); }, with);
        CHECK(single.executions == 1);
        CHECK(single.steps == fermata::explore([] { run_starters(2, 2); }, with).steps);
    }
    auto without = all;
    without.check_determinism = false;
    CHECK(fermata::explore([] { run_starters(2, 2); }, all).steps ==
          fermata::explore([] { run_starters(2, 2); }, without).steps);
}

TEST_CASE("preemptions_max with dpor: what begins like an execution before is left out, and it is said") {
    auto const body = [] {
        fermata::mutex forks[3];
        std::vector<fermata::thread> philosophers;
        for (int i = 0; i < 3; ++i) {
            philosophers.emplace_back([&forks, i] {
                fermata::lock_guard const left(forks[i]);
                fermata::lock_guard const right(forks[(i + 1) % 3]);
            });
        }
        for (fermata::thread& each : philosophers) {
            each.join();
        }
    };
    fermata::options with{.preemptions_max = 1, .stop_at_first_failure = false};
    auto const reduced = fermata::explore(body, with);
    CHECK(reduced.complete);
    CHECK(reduced.verdict() == "all classes of interleavings with at most 1 preemption, in 39 executions; those with "
                               "more were left out; 8 more looks");
    with.strategy = fermata::strategies::all_orderings{};
    auto const every = fermata::explore(body, with);
    CHECK(every.executions == 57);
    CHECK(every.count(fermata::outcome::deadlocked) == 3);
    CHECK(reduced.count(fermata::outcome::deadlocked) == 3);
}

TEST_CASE("preemptions_max: without preemptions only the order of the starters is left") {
    auto with = all;
    with.preemptions_max = 0;
    auto const report = fermata::explore([] { run_starters(3, 2); }, with);
    CHECK(report.executions == 6);
    CHECK(report.complete);
    CHECK(report.verdict() == "all 6 interleavings with at most 0 preemptions; those with more were left out");
    with.preemptions_max = 9; // two starters of three steps have five places to switch
    CHECK(fermata::explore([] { run_starters(2, 2); }, with).verdict() ==
          "all 20 interleavings with at most 9 preemptions, and there are none with more");
    with.preemptions_max = 1;
    with.executions_max = 1;
    auto const first = fermata::explore([] { run_starters(3, 2); }, with);
    CHECK_FALSE(first.complete);
    CHECK(first.verdict() == "the first interleaving with at most 1 preemption");
}

TEST_CASE("time_max: the clock is read after each execution that takes long") {
    auto const report = fermata::explore(
        [] {
            std::this_thread::sleep_for(std::chrono::milliseconds(20));
            run_starters(2, 2);
        },
        {.strategy = fermata::strategies::all_orderings{}, .time_max = std::chrono::milliseconds(10)});
    CHECK(!report.complete);
    CHECK(report.executions == 1);
}

TEST_CASE("executions_max does not count what only shows whether a loop waits") {
    auto const spin_lock = [] {
        fermata::atomic<bool> is_held{false};
        auto const body = [&] {
            do {
                while (is_held.load()) {
                }
            } while (is_held.exchange(true));
            is_held.store(false);
        };
        fermata::thread a(body);
        fermata::thread b(body);
        fermata::thread c(body);
        a.join();
        b.join();
        c.join();
    };
    auto const all = fermata::explore(spin_lock);
    REQUIRE(all.complete);
    REQUIRE(contains(all.verdict(), "more look"));
    CHECK(fermata::explore(spin_lock, {.executions_max = all.executions}).complete);
    CHECK(fermata::explore(spin_lock, {.executions_max = all.executions - 1}).executions == all.executions - 1);
}
