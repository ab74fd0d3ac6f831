// fermata - https://www.boost.org/LICENSE_1_0.txt
#include "support.hpp"

#include <functional>
#include <set>
#include <stdexcept>
#include <tuple>

using namespace acceptance;

namespace {
struct bank_closed : std::runtime_error {
    using std::runtime_error::runtime_error;
};

void increment(int& counter, int checkpoints) {
    int const seen = counter;
    for (int i = 0; i < checkpoints; ++i) {
        fermata::checkpoint("seen");
    }
    counter = seen + 1;
}

/// Five increments of that many checkpoints between read and write.
void five_increments(int checkpoints) {
    int counter = 0;
    auto const results = fermata::call_concurrently(5, increment, std::ref(counter), checkpoints);
    for (auto const& each : results) {
        fermata::expect(each.has_value(), "an increment failed");
    }
    fermata::expect(counter == 5, "an increment was lost");
}
} // namespace

TEST_CASE("DC-00 no calls: an empty vector") {
    auto const results = fermata::call_concurrently(0, [] { return true; });
    CHECK(results.empty());
    CHECK(fermata::make_concurrent_calls() == std::tuple<>());
}

TEST_CASE("DC-01 two trivial calls: true, true") {
    auto const results = fermata::call_concurrently(2, [] { return true; });
    REQUIRE(results.size() == 2);
    CHECK(results[0].has_value());
    CHECK(results[0].value());
    CHECK(results[1].value());
    CHECK(results[1].state() == fermata::result_state::value);
    CHECK(results[1].error() == nullptr);
    CHECK(results[1].error_message().empty());
}

TEST_CASE("DC-02 five increments that read, yield and write: the lost update is found, and its token replays it") {
    int checkpoints = 1;
    SUBCASE("two steps a call") {}
    SUBCASE("three steps a call") { checkpoints = 2; }
    auto const body = [&] { five_increments(checkpoints); };
    fermata::report const report = fermata::explore(body, {.strategy = fermata::strategies::all_orderings{}});
    REQUIRE(report.failure.has_value());
    CHECK_FALSE(report.ok());
    CHECK_FALSE(report.complete);
    CHECK(report.count(fermata::outcome::failed) == 1);
    CHECK(report.executions == report.failure->execution);
    CHECK(report.failure->outcome == fermata::outcome::failed);
    CHECK(contains(report.failure->message, "an increment was lost"));

    fermata::report const again = fermata::replay(report.failure->token, body);
    REQUIRE(again.failure.has_value());
    CHECK(again.failure->outcome == fermata::outcome::failed);
    CHECK(again.failure->message == report.failure->message);
    CHECK(again.failure->trace == report.failure->trace);
    CHECK(again.failure->schedule == report.failure->schedule);
}

TEST_CASE("DC-03 five atomic increments: successes equal the final count in every interleaving") {
    std::set<int> finals;
    SUBCASE("one step each: 5! = 120 orders") {
        auto const report = fermata::explore(
            [&] {
                int counter = 0;
                auto const results = fermata::call_concurrently(5, [&] { ++counter; });
                int successes = 0;
                for (auto const& each : results) {
                    successes += each.has_value() ? 1 : 0;
                }
                fermata::expect(successes == counter);
                finals.insert(counter);
            },
            {.strategy = fermata::strategies::all_orderings{}});
        CHECK(report.ok());
        CHECK(report.complete);
        CHECK(report.executions == 120);
    }
    SUBCASE("two steps each: 10! / 2!^5 = 113400 orders") {
        auto const report = fermata::explore(
            [&] {
                int counter = 0;
                auto const results = fermata::call_concurrently(5, [&] {
                    fermata::checkpoint("about to");
                    return ++counter;
                });
                int successes = 0;
                for (auto const& each : results) {
                    successes += each.has_value() ? 1 : 0;
                }
                fermata::expect(successes == counter);
                finals.insert(counter);
            },
            {.strategy = fermata::strategies::all_orderings{}});
        CHECK(report.ok());
        CHECK(report.complete);
        CHECK(report.executions == 113400);
    }
    CHECK(finals == std::set<int>{5});
}

TEST_CASE("DC-04 five calls that throw: every slot holds the original type and message") {
    int number = 0;
    auto const refuse = [&]() -> int {
        int const mine = ++number;
        fermata::checkpoint("at the counter");
        throw bank_closed(fmt::format("closed for customer {}", mine));
    };
    auto const results = fermata::call_concurrently(5, refuse);
    REQUIRE(results.size() == 5);
    for (std::size_t i = 0; i < 5; ++i) {
        auto const& each = results[i];
        std::string const message = fmt::format("closed for customer {}", i + 1);
        CHECK_FALSE(each.has_value());
        CHECK_FALSE(static_cast<bool>(each));
        CHECK(each.state() == fermata::result_state::exception);
        CHECK(contains(each.error_type(), "bank_closed"));
        CHECK(each.error_message() == message);
        CHECK(each.error() != nullptr);
        CHECK_THROWS_AS(each.value(), bank_closed);
        CHECK(caught<bank_closed>([&] { each.value(); }).what() == message);
    }
}

TEST_CASE("DC-04 in every interleaving, and nothing is thrown at the caller") {
    auto const report = fermata::explore(
        [] {
            auto const results = fermata::call_concurrently(3, [] {
                fermata::checkpoint("about to");
                throw std::runtime_error("no");
            });
            for (auto const& each : results) {
                fermata::expect(each.error_type() == "std::runtime_error");
                fermata::expect(each.error_message() == "no");
            }
        },
        {.strategy = fermata::strategies::all_orderings{}});
    CHECK(report.ok());
    CHECK(report.executions == 90); // 6! / 2!^3
}

TEST_CASE("DC-05 results in the order of the calls, whatever the order of completion") {
    std::vector<int> completed;
    int arrived = 0;
    auto const results = fermata::call_concurrently(5, [&] {
        int const mine = arrived++;
        for (int i = mine; i < 5; ++i) { // who comes first has the longest way
            fermata::checkpoint("on the way");
        }
        completed.push_back(mine);
        return mine;
    });
    CHECK(completed == list{4, 3, 2, 1, 0});
    REQUIRE(results.size() == 5);
    for (int i = 0; i < 5; ++i) {
        CHECK(results[static_cast<std::size_t>(i)].value() == i);
    }
}

TEST_CASE("DC-05 different functions in every order of completion") {
    std::set<std::string> completions;
    auto const report = fermata::explore(
        [&] {
            std::string completed;
            auto const [first, second, third] =
                fermata::make_concurrent_calls(fermata::call(
                                                   [&](int value) {
                                                       completed += "1";
                                                       return value;
                                                   },
                                                   1),
                                               fermata::call(
                                                   [&](std::string value) {
                                                       completed += "2";
                                                       return value;
                                                   },
                                                   "two"),
                                               fermata::call([&] { completed += "3"; }));
            fermata::expect(first.value() == 1);
            fermata::expect(second.value() == "two");
            fermata::expect(third.has_value());
            completions.insert(completed);
        },
        {.strategy = fermata::strategies::all_orderings{}});
    CHECK(report.ok());
    CHECK(report.executions == 6);
    CHECK(completions == std::set<std::string>{"123", "132", "213", "231", "312", "321"});
}

TEST_CASE("DC-05 functions that return void") {
    int ran = 0;
    auto const results = fermata::call_concurrently(3, [&] { ++ran; });
    CHECK(ran == 3);
    REQUIRE(results.size() == 3);
    for (auto const& each : results) {
        CHECK(each.has_value());
        CHECK_NOTHROW(each.value());
    }
}

TEST_CASE("a call that nobody could go on with says that it did not finish") {
    fermata::channel<int> silent;
    auto const [blocked, done] =
        fermata::make_concurrent_calls(fermata::call([&] { return silent.receive().value_or(0); }),
                                       fermata::call([] { return 2; }));
    CHECK(blocked.state() == fermata::result_state::unfinished);
    CHECK_FALSE(blocked.has_value());
    CHECK_FALSE(blocked.error_message().empty());
    CHECK_THROWS_AS(blocked.value(), fermata::error);
    CHECK(done.value() == 2);
}
