// fermata - https://www.boost.org/LICENSE_1_0.txt
#include "support.hpp"

#include <functional>
#include <stdexcept>

using namespace acceptance;

namespace {
/// Found, replayed, found again: the same failure and the same trace.
void check_round_trip(std::function<void()> const& body, fermata::options with) {
    auto const found = fermata::explore(body, with);
    REQUIRE(found.failure.has_value());
    REQUIRE(found.failure->token.substr(0, 4) == "fm1:");
    for (int i = 0; i < 2; ++i) {
        auto const again = fermata::replay(found.failure->token, body, with);
        REQUIRE(again.failure.has_value());
        CHECK_FALSE(again.ok());
        CHECK(again.failure->outcome == found.failure->outcome);
        CHECK(again.failure->message == found.failure->message);
        CHECK(again.failure->fiber == found.failure->fiber);
        CHECK(again.failure->file == found.failure->file);
        CHECK(again.failure->line == found.failure->line);
        CHECK(again.failure->trace == found.failure->trace);
        CHECK(again.failure->schedule == found.failure->schedule);
        CHECK(again.failure->fibers == found.failure->fibers);
        CHECK(again.count(found.failure->outcome) == 1);
    }
}

/// That many starters that mark each of their steps, and fail if the last starter ended first.
void marked(int n, int checkpoints) {
    int first = -1;
    std::vector<fermata::starter> all;
    for (int i = 0; i < n; ++i) {
        all.emplace_back(fmt::format("s{}", i), [&first, checkpoints, i] {
            for (int c = 0; c < checkpoints; ++c) {
                fermata::checkpoint("x");
            }
            first = first < 0 ? i : first;
        });
    }
    fermata::runner{all}.finish();
    fermata::expect(first != n - 1, "the last one was first");
}
} // namespace

TEST_CASE("every kind of failure makes the round trip, under every strategy") {
    fermata::options with;
    SUBCASE("all_orderings") { with.strategy = fermata::strategies::all_orderings{}; }
    SUBCASE("random") {
        with.strategy = fermata::strategies::random{};
        with.seed = 11;
    }
    SUBCASE("the default") {}
    with.steps_max = 200;

    check_round_trip(lose_an_update, with);
    check_round_trip([] { marked(3, 3); }, with);
    check_round_trip( // a deadlock
        [] {
            fermata::mutex one;
            fermata::mutex two;
            auto const crossed = [](fermata::mutex& first, fermata::mutex& second) {
                first.lock();
                second.lock();
                second.unlock();
                first.unlock();
            };
            fermata::runner{{fermata::starter{"a", crossed, std::ref(one), std::ref(two)},
                             fermata::starter{"b", crossed, std::ref(two), std::ref(one)}}}
                .finish();
        },
        with);
    check_round_trip( // values among fibers
        [] {
            int sum = 0;
            auto const add = [&] {
                int const value = fermata::choose(3);
                fermata::checkpoint("chosen");
                sum = sum * 3 + value;
            };
            fermata::runner{{fermata::starter{"a", add}, fermata::starter{"b", add}}}.finish();
            fermata::expect(sum != 5, "five");
        },
        with);
    check_round_trip( // an exception
        [] {
            bool flag = false;
            fermata::starter const a{"a", [&] { flag = true; }};
            fermata::starter const b{"b", [&] {
                                         if (flag) {
                                             throw std::runtime_error("too late");
                                         }
                                     }};
            fermata::runner{{a, b}}.finish();
        },
        with);
    check_round_trip( // an endless execution
        [] {
            auto const spin = [] {
                while (true) {
                    fermata::checkpoint("again");
                }
            };
            fermata::runner{{fermata::starter{"a", spin}, fermata::starter{"b", spin}}}.finish();
        },
        with);
    check_round_trip( // threads
        [] {
            int balance = 0;
            auto const add = [&] {
                fermata::checkpoint("before");
                int const seen = balance;
                fermata::checkpoint("read");
                balance = seen + 1;
            };
            fermata::thread a(add);
            fermata::thread b(add);
            a.join();
            b.join();
            fermata::expect(balance == 2, "lost");
        },
        with);
}

TEST_CASE("round_robin's failure makes the round trip") {
    check_round_trip([] { lose_an_update(); }, {.strategy = fermata::strategies::round_robin{}});
}

TEST_CASE("a token survives printing and parsing") {
    auto const found = fermata::explore([] { marked(3, 2); }, {.strategy = fermata::strategies::all_orderings{}});
    REQUIRE(found.failure.has_value());
    fermata::token const parsed = fermata::parse_token(found.failure->token);
    CHECK(fermata::to_string(parsed) == found.failure->token);
    REQUIRE(parsed.choices.size() >= found.failure->schedule.choices.size()); // it may say where the end is, too
    for (std::size_t i = 0; i < found.failure->schedule.choices.size(); ++i) {
        CHECK(parsed.choices[i].kind == found.failure->schedule.choices[i].kind);
        CHECK(parsed.choices[i].taken == found.failure->schedule.choices[i].taken);
    }
}

TEST_CASE("replay says what it has shown, and that is not all") {
    auto const found = fermata::explore([] { lose_an_update(); }, {.strategy = fermata::strategies::all_orderings{}});
    REQUIRE(found.failure.has_value());
    int runs = 0;
    auto const fixed = fermata::replay(found.failure->token, [&] {
        ++runs;
        auto const deposit = [] { fermata::checkpoint("read"); };
        fermata::runner{{fermata::starter{"alice", deposit}, fermata::starter{"bob", deposit}}}.finish();
    });
    CHECK(runs >= 1);
    CHECK_FALSE(fixed.complete);
    CHECK_FALSE(fixed.verdict().empty());
    CHECK_FALSE(contains(fixed.verdict(), "interleavings"));
}

TEST_CASE("a token that does not fit the program names the first step that differs") {
    auto const found = fermata::explore([] { marked(3, 3); }, {.strategy = fermata::strategies::all_orderings{}});
    REQUIRE(found.failure.has_value());
    std::function<void()> other;
    SUBCASE("a starter fewer") {
        other = [] { marked(2, 3); };
    }
    SUBCASE("shorter starters") {
        other = [] { marked(3, 1); };
    }
    SUBCASE("longer starters") {
        other = [] { marked(3, 6); };
    }
    SUBCASE("more starters") {
        other = [] { marked(5, 3); };
    }
    SUBCASE("a value where a fiber was chosen") {
        other = [] {
            fermata::choose(3);
            marked(3, 3);
        };
    }
    auto const report = fermata::replay(found.failure->token, other);
    CHECK_FALSE(report.ok());
    CHECK_FALSE(report.complete);
    CHECK(report.count(fermata::outcome::diverged) == 1);
    REQUIRE(report.failure.has_value());
    CHECK(report.failure->outcome == fermata::outcome::diverged);
    CHECK(contains(report.failure->message, "step"));
}

TEST_CASE("a token that fits to its last choice may want the options of the exploration") {
    auto const body = [] {
        fermata::atomic<int> counter{0};
        fermata::thread counts([&] {
            while (true) {
                ++counter;
            }
        });
        counts.join();
    };
    auto const report = fermata::explore(body, {.steps_max = 20});
    REQUIRE(report.failure.has_value());
    REQUIRE(report.failure->outcome == fermata::outcome::step_limit);
    auto const same = fermata::replay(report.failure->token, body, {.steps_max = 20});
    REQUIRE(same.failure.has_value());
    CHECK(same.failure->message == report.failure->message);
    auto const other = fermata::replay(report.failure->token, body, {.steps_max = 40});
    REQUIRE(other.failure.has_value());
    CHECK(contains(all_of(*other.failure), "another steps_max or park_spin_loops"));
}
