// fermata - https://www.boost.org/LICENSE_1_0.txt
#include "support.hpp"

#include <map>
#include <set>
#include <utility>

using namespace acceptance;

namespace {

template <class Body>
fermata::starter single(Body body) {
    return fermata::starter{"single", body};
}
} // namespace

TEST_CASE("choose(n) is explored like a choice of fibers") {
    std::multiset<int> seen;
    auto with = all;
    with.check_determinism = false;
    auto const report =
        fermata::explore([&] { fermata::runner{{single([&] { seen.insert(fermata::choose(5)); })}}.finish(); }, with);
    CHECK(report.ok());
    CHECK(report.complete);
    CHECK(report.executions == 5);
    CHECK(seen == std::multiset<int>{0, 1, 2, 3, 4});
}

TEST_CASE("choose(1) is no choice") {
    auto const report =
        fermata::explore([] { fermata::runner{{single([] { fermata::expect(fermata::choose(1) == 0); })}}.finish(); },
                         all);
    CHECK(report.executions == 1);
    CHECK(report.ok());
}

TEST_CASE("choices multiply, and the later ones may depend on the earlier ones") {
    std::set<std::pair<int, int>> seen;
    auto const report = fermata::explore(
        [&] {
            fermata::runner{{single([&] {
                int const first = fermata::choose(4);
                seen.insert({first, fermata::choose(first + 1)});
            })}}.finish();
        },
        all);
    CHECK(report.executions == 1 + 2 + 3 + 4);
    CHECK(seen.size() == 10);
}

TEST_CASE("choices together with fibers: 2 orders × 3 × 2 values") {
    std::map<std::string, int> seen;
    auto with = all;
    with.check_determinism = false;
    auto const report = fermata::explore(
        [&] {
            std::string what;
            fermata::starter const a{"a", [&] { what += fmt::format("a{}", fermata::choose(3)); }};
            fermata::starter const b{"b", [&] { what += fmt::format("b{}", fermata::choose(2)); }};
            fermata::runner{{a, b}}.finish();
            ++seen[what];
        },
        with);
    CHECK(report.complete);
    CHECK(report.executions == 12);
    CHECK(seen.size() == 12);
}

TEST_CASE("choose in main") {
    std::set<int> seen;
    auto const report = fermata::explore(
        [&] {
            int const value = fermata::choose(3);
            run_starters(2, 0);
            seen.insert(value);
        },
        all);
    CHECK(report.executions == 6);
    CHECK(seen == std::set<int>{0, 1, 2});
}

TEST_CASE("a failure that depends on a value is found, and its token says the value") {
    auto const body = [] {
        fermata::runner{{single([] { fermata::expect(fermata::choose(10) != 7, "seven"); })}}.finish();
    };
    auto const report = fermata::explore(body, all);
    REQUIRE(report.failure.has_value());
    REQUIRE(report.failure->schedule.choices.size() == 1);
    CHECK(report.failure->schedule.choices[0].kind == fermata::choice::kind_type::value);
    CHECK(report.failure->schedule.choices[0].taken == 7);
    CHECK(report.failure->schedule.choices[0].alternatives == 10);
    auto const again = fermata::replay(report.failure->token, body);
    REQUIRE(again.failure.has_value());
    CHECK(again.failure->schedule == report.failure->schedule);
}

TEST_CASE("a false assume prunes: not counted as complete, and main is not misled") {
    list values;
    auto with = all;
    with.check_determinism = false;
    auto const report = fermata::explore(
        [&] {
            int value = -1;
            fermata::runner{{single([&] {
                int const chosen = fermata::choose(6);
                fermata::assume(chosen % 2 == 0);
                value = chosen;
            })}}.finish();
            fermata::expect(value >= 0, "main goes on although the path has ended");
            values.push_back(value);
        },
        with);
    CHECK(report.ok());
    CHECK(report.complete);
    CHECK(report.executions == 3);
    CHECK(report.count(fermata::outcome::completed) == 3);
    CHECK(report.count(fermata::outcome::pruned) == 3);
    CHECK(report.count(fermata::outcome::failed) == 0);
    CHECK(std::set<int>(values.begin(), values.end()) == std::set<int>{0, 2, 4});
}

TEST_CASE("a false assume ends the path of that fiber only") {
    int other_ended = 0;
    auto with = all;
    with.check_determinism = false;
    auto const report = fermata::explore(
        [&] {
            fermata::starter const a{"a", [] { fermata::assume(false); }};
            fermata::starter const b{"b", [&] {
                                         fermata::checkpoint("x");
                                         ++other_ended;
                                     }};
            fermata::runner{{a, b}}.finish();
        },
        with);
    CHECK(report.executions == 0);
    CHECK_FALSE(report.ok()); // nothing has been shown
    CHECK_FALSE(report.failure.has_value());
    CHECK(report.count(fermata::outcome::pruned) >= 1);
    CHECK(other_ended >= 1);
}

TEST_CASE("a false assume of main") {
    auto const report = fermata::explore(
        [] {
            int const value = fermata::choose(4);
            run_starters(1, 1);
            fermata::assume(value != 2);
        },
        all);
    CHECK(report.ok());
    CHECK(report.executions == 3);
    CHECK(report.count(fermata::outcome::pruned) == 1);
}

TEST_CASE("values that fail are counted apart from those that do not") {
    auto with = all;
    with.stop_at_first_failure = false;
    auto const report = fermata::explore(
        [] {
            int const value = fermata::choose(2);
            run_starters(1, 0);
            fermata::expect(value == 0, "one");
        },
        with);
    CHECK(report.executions == 2);
    CHECK(report.count(fermata::outcome::failed) == 1);
    CHECK(report.count(fermata::outcome::pruned) == 0);
}

TEST_CASE("a runner on its own chooses by its strategy and seed only") {
    auto const run = [](fermata::runner_options with) {
        fermata::starter const a{"a", [] {
                                     std::vector<int> values;
                                     for (int i = 0; i < 20; ++i) {
                                         values.push_back(fermata::choose(1000));
                                     }
                                     return values;
                                 }};
        fermata::runner runner{{a}, {}, with};
        runner.finish();
        return runner.result_of<std::vector<int>>(a).value();
    };
    auto const seven = run({.strategy = fermata::strategies::random{}, .seed = 7});
    CHECK(seven == run({.strategy = fermata::strategies::random{}, .seed = 7}));
    CHECK(seven != run({.strategy = fermata::strategies::random{}, .seed = 8}));
    CHECK(std::set<int>(seven.begin(), seven.end()).size() > 10);

    bool refused = false;
    fermata::starter const b{"b", [&] {
                                 try {
                                     fermata::choose(2);
                                 } catch (fermata::usage_error const&) {
                                     refused = true;
                                 }
                             }};
    fermata::runner{{b}}.finish();
    CHECK(refused);
}
