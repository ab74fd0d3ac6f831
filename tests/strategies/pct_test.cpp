// fermata - https://www.boost.org/LICENSE_1_0.txt
#include "support.hpp"
#include "wrong_programs.hpp"

#include <doctest/doctest.h>

#include <cmath>

using namespace strategies_test;

namespace {
fermata::report sample(void (*body)(), int depth, std::uint64_t executions, std::uint64_t seed = 1) {
    return fermata::explore(body, {.strategy = fermata::strategies::pct{.depth = depth},
                                   .executions_max = executions,
                                   .seed = seed,
                                   .stop_at_first_failure = false});
}

void two_stages() { twostage(1); }

/// n starters of three steps.
void steps(int n, std::string& order) {
    std::vector<fermata::starter> all;
    for (int i = 0; i < n; ++i) {
        auto const letter = static_cast<char>('a' + i);
        all.emplace_back(std::string(1, letter), [&order, letter] {
            order += letter;
            fermata::checkpoint("x");
            order += letter;
            fermata::checkpoint("x");
            order += letter;
        });
    }
    fermata::runner{all}.finish();
}
} // namespace

// Depth 1 has no change points: each fiber runs to its end, in the order of the priorities. 3! orders.
TEST_CASE("pct: depth 1 is a random order of fibers") {
    auto const counts =
        orders_under(fermata::strategies::pct{.depth = 1}, 60'000, 3, [](std::string& order) { steps(3, order); });
    CHECK(counts.size() == 6);
    CHECK(counts.count("aaabbbccc") == 1);
    CHECK(counts.count("cccbbbaaa") == 1);
    CHECK(deviation_from_uniform(counts, 6) < 4);
}

TEST_CASE("pct: the same with numbers of fibers beyond 64, and across") {
    auto const counts = orders_under(fermata::strategies::pct{.depth = 1}, 60'000, 4, [](std::string& order) {
        use_up_numbers(63);
        std::vector<fermata::thread> all;
        for (char const letter : {'a', 'b', 'c'}) {
            all.emplace_back([&order, letter] {
                for (int i = 0; i < 2; ++i) {
                    fermata::checkpoint("x");
                    order += letter;
                }
            });
        }
        for (auto& each : all) {
            each.join();
        }
    });
    CHECK(counts.size() == 6);
    CHECK(deviation_from_uniform(counts, 6) < 4);
}

// One change point: at most one switch away from a fiber that could go on.
TEST_CASE("pct: depth d has at most d - 1 preemptions") {
    for (int const depth : {2, 3, 4}) {
        CAPTURE(depth);
        auto const counts = orders_under(fermata::strategies::pct{.depth = depth}, 20'000, 3,
                                         [](std::string& order) { steps(3, order); });
        std::size_t most = 0;
        for (auto const& [order, count] : counts) {
            std::size_t preemptions = 0;
            for (std::size_t i = 1; i < order.size(); ++i) {
                // a switch away from a fiber that comes again later
                preemptions += order[i] != order[i - 1] && order.find(order[i - 1], i) != std::string::npos ? 1 : 0;
            }
            most = std::max(most, preemptions);
        }
        CHECK(most == static_cast<std::size_t>(depth - 1));
    }
}

// A bug of depth 2: n = 2 threads, of at most 7 and 6 steps; k is the place of the last decision, which is before
// the last step of the execution.
TEST_CASE("pct: twostage is found at depth 2 at least as often as is promised") {
    auto const report = sample(&two_stages, 2, 20'000);
    double const found = static_cast<double>(report.count(fermata::outcome::failed)) / 20'000;
    CHECK(found >= 1.0 / (2 * 12));
    // Those before the longest execution was seen were drawn from fewer places.
    CHECK(contains(report.verdict(), "20000 PCT samples of depth 2, seed 1; each of the last 199"));
    CHECK(contains(report.verdict(), " finds a bug of depth 2 with probability 1/"));
    CHECK(sample(&two_stages, 1, 5'000).ok()); // depth 1 does not switch between the stages
}

// The bug needs three constraints: length before erase, erase before the characters, these before the refill.
TEST_CASE("pct: the string buffer is never found at depth 2, and at depth 3 it is") {
    auto const never = sample(&string_buffer, 2, 50'000);
    CHECK(never.ok());
    CHECK(never.count(fermata::outcome::completed) == 50'000);
    auto const report = sample(&string_buffer, 3, 50'000);
    double const found = static_cast<double>(report.count(fermata::outcome::failed)) / 50'000;
    CHECK(found >= 1.0 / (2 * 10 * 10)); // 6 and 4 steps
    CHECK(found <= 0.1);
}

TEST_CASE("pct: the verdict names the bound, and what it rests on") {
    std::string order;
    auto const report =
        fermata::explore([&] { steps(3, order); },
                         {.strategy = fermata::strategies::pct{.depth = 3}, .executions_max = 1000, .seed = 7});
    // 9 steps, of which the last decision may stand before the eighth; 3 · 8² = 192
    CHECK(report.verdict() ==
          "1000 PCT samples of depth 3, seed 7; each after the first finds a bug of depth 3 with probability 1/192 or "
          "more if no execution has more than the 3 fibers seen, or a decision after step 8");
    CHECK(fermata::explore([&] { steps(3, order); },
                           {.strategy = fermata::strategies::pct{.depth = 3}, .executions_max = 1, .seed = 7})
              .verdict() == "1 PCT sample of depth 3, seed 7");
}

TEST_CASE("pct: great depths") {
    std::string order;
    auto const report =
        fermata::explore([&] { steps(3, order); },
                         {.strategy = fermata::strategies::pct{.depth = 40}, .executions_max = 1000, .seed = 7});
    CHECK(report.ok());
    CHECK(contains(report.verdict(), "with probability 1/5.0e+35 or more")); // 3 · 8^39 = 4.98e35
}

TEST_CASE("pct: what can be promised of a depth beyond numbers") {
    auto const body = [] {
        fermata::atomic<int> value{0};
        auto const increase = [&] { value += 1; };
        std::vector<fermata::thread> all;
        for (int i = 0; i < 10; ++i) {
            all.emplace_back(increase);
        }
        for (auto& each : all) {
            each.join();
        }
    };
    auto const report = fermata::explore(body, {.strategy = fermata::strategies::pct{1000}, .executions_max = 5});
    std::string const verdict = report.verdict();
    CHECK_MESSAGE(verdict.find("more than 0, but less than 1e-300 is all that can be promised") != std::string::npos,
                  verdict);
    CHECK(verdict.find("-2147") == std::string::npos);
}

TEST_CASE("pct: depths that make no sense") {
    for (int const depth : {0, -1, 1'001}) {
        CAPTURE(depth);
        CHECK_THROWS_AS(static_cast<void>(sample(&two_stages, depth, 1)), fermata::usage_error);
    }
}

// Whatever the priorities are, those who retry must let the one through that they wait for.
TEST_CASE("pct: who waits for progress starves nobody") {
    auto const report = fermata::explore(
        [] {
            bool ready = false;
            auto const wait = [&] {
                while (!ready) {
                    fermata::wait_for_progress();
                }
            };
            fermata::starter const first{"first", wait};
            fermata::starter const second{"second", wait};
            fermata::starter const worker{"worker", [&] {
                                              for (int i = 0; i < 5; ++i) {
                                                  fermata::checkpoint("work");
                                              }
                                              ready = true;
                                          }};
            fermata::runner{{first, second, worker}}.finish();
        },
        {.strategy = fermata::strategies::pct{}, .executions_max = 2'000, .steps_max = 100});
    CHECK(report.ok());
    CHECK(report.count(fermata::outcome::completed) == 2'000);
    CHECK(contains(report.verdict(), "and wait_for_progress() plays no part"));
}

TEST_CASE("pct: more fibers than a word has bits") {
    auto const report = fermata::explore(
        [] {
            std::vector<fermata::starter> all;
            for (int i = 0; i < 150; ++i) {
                all.emplace_back(std::to_string(i), [] { fermata::checkpoint("x"); });
            }
            fermata::runner{all}.finish();
        },
        {.strategy = fermata::strategies::pct{}, .executions_max = 50});
    CHECK(report.ok());
    CHECK(contains(report.verdict(), "150 fibers"));
}
