// fermata - https://www.boost.org/LICENSE_1_0.txt
//
// What all strategies that sample have in common, and how strategies and bounds are asked for.
#include "support.hpp"
#include "wrong_programs.hpp"

#include <fermata/sync/mutex.hpp>
#include <fermata/sync/thread.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <cstdlib>

using namespace strategies_test;

namespace {

/// Three threads under a mutex and at checkpoints; values too.
void program(std::string& order) {
    fermata::mutex mutex;
    auto const body = [&](char letter) {
        return [&order, &mutex, letter] {
            fermata::checkpoint("x");
            order += letter;
            mutex.lock();
            order += letter;
            mutex.unlock();
            order += static_cast<char>('0' + fermata::choose(3));
        };
    };
    fermata::thread a(body('a'));
    fermata::thread b(body('b'));
    fermata::thread c(body('c'));
    a.join();
    b.join();
    c.join();
}

std::vector<std::string> orders(fermata::strategy_value const& strategy, std::uint64_t seed,
                                std::uint64_t executions = 60) {
    std::vector<std::string> all;
    auto const report = fermata::explore(
        [&] {
            std::string order;
            program(order);
            all.push_back(order);
        },
        {.strategy = strategy, .executions_max = executions, .seed = seed, .check_determinism = false});
    CHECK(report.ok());
    CHECK(report.seed == seed);
    CHECK_FALSE(report.complete);
    CHECK(contains(report.verdict(), "seed " + std::to_string(seed)));
    return all;
}

std::string refused(fermata::options const& with) {
    try {
        static_cast<void>(fermata::explore(&lost_update, with));
    } catch (fermata::usage_error const& error) {
        return error.what();
    }
    return {};
}

class variable {
public:
    variable(char const* name, char const* value) : name_(name) { setenv(name, value, 1); }
    ~variable() { unsetenv(name_); }
    variable(variable const&) = delete;
    variable& operator=(variable const&) = delete;

private:
    char const* name_;
};

} // namespace

TEST_CASE("a seed tells all samples, and another one others") {
    for (auto const& each : samplers()) {
        auto const& name = each.name;
        auto const& strategy = each.value;
        CAPTURE(name);
        auto const first = orders(strategy, 7);
        CHECK(orders(strategy, 7) == first);
        CHECK(orders(strategy, 8) != first);
        auto sorted = first;
        std::sort(sorted.begin(), sorted.end());
        CHECK(std::unique(sorted.begin(), sorted.end()) - sorted.begin() > 30);
    }
}

TEST_CASE("fewer samples are the first of more") {
    for (auto const& each : samplers()) {
        auto const& name = each.name;
        auto const& strategy = each.value;
        CAPTURE(name);
        auto more = orders(strategy, 3, 100);
        more.resize(40);
        CHECK(orders(strategy, 3, 40) == more);
    }
}

TEST_CASE("10000 samples if nobody says how many") {
    for (auto const& each : samplers()) {
        auto const& name = each.name;
        auto const& strategy = each.value;
        CAPTURE(name);
        std::string order;
        auto const report = fermata::explore([&] { program(order); }, {.strategy = strategy});
        CHECK(report.executions == 10'000);
    }
}

TEST_CASE("every order of a small program comes") {
    // 2 threads of 3 steps: 20 orders, and 14 with at most the 2 preemptions that depth 3 allows
    auto const body = [](std::string& into) {
        auto const letters = [&into](char letter) {
            return [&into, letter] {
                for (int i = 0; i < 3; ++i) {
                    fermata::checkpoint("x");
                    into += letter;
                }
            };
        };
        fermata::thread a(letters('a'));
        fermata::thread b(letters('b'));
        a.join();
        b.join();
    };
    for (auto const& each : samplers()) {
        auto const& name = each.name;
        auto const& strategy = each.value;
        CAPTURE(name);
        CHECK(orders_under(strategy, 5'000, 1, body).size() == (std::string(name) == "pct" ? 14 : 20));
    }
}

TEST_CASE("a runner of its own with each of them") {
    for (auto const& each : samplers()) {
        auto const& name = each.name;
        auto const& strategy = each.value;
        CAPTURE(name);
        std::string order;
        auto const run = [&](std::uint64_t seed) {
            order.clear();
            std::vector<fermata::starter> all;
            for (char const letter : {'a', 'b', 'c', 'd'}) {
                all.emplace_back(std::string(1, letter), [&order, letter] {
                    for (int i = 0; i < 5; ++i) {
                        fermata::checkpoint("x");
                        order += letter;
                    }
                });
            }
            fermata::runner runner{all, {}, {.strategy = strategy, .seed = seed}};
            runner.finish();
            return order;
        };
        auto const first = run(1);
        CHECK(run(1) == first);
        CHECK(first.size() == 20);
        bool differs = false;
        for (std::uint64_t seed = 2; seed < 12; ++seed) {
            differs = differs || run(seed) != first;
        }
        CHECK(differs);
    }
}

TEST_CASE("by the environment, by name") {
    for (auto const& each : {std::pair<char const*, char const*>{"random", "random sample"},
                             {"pct", "PCT sample"},
                             {"pos", "partial-order sample"},
                             {"surw", "selectively uniform sample"}}) {
        auto const& name = each.first;
        auto const& phrase = each.second;
        CAPTURE(name);
        variable const strategy("FERMATA_STRATEGY", name);
        variable const seed("FERMATA_SEED", "5");
        auto const report = fermata::explore(&lost_update, {.strategy = fermata::strategies::all_orderings{}});
        CHECK(contains(report.verdict(), phrase));
        CHECK(contains(report.verdict(), "seed 5"));
    }
}

TEST_CASE("a bound on preemptions bounds complete searches, and nothing else") {
    std::string order;
    for (fermata::strategy_value const& complete :
         {fermata::strategy_value{}, fermata::strategy_value{fermata::strategies::all_orderings{}},
          fermata::strategy_value{fermata::strategies::dpor{}}}) {
        auto const report = fermata::explore([&] { program(order); }, {.strategy = complete, .preemptions_max = 0});
        CHECK(report.complete);
        CHECK(contains(report.verdict(), "with at most 0 preemptions"));
    }
    for (fermata::strategy_value const& other :
         {fermata::strategy_value{fermata::strategies::random{}}, fermata::strategy_value{fermata::strategies::pct{}},
          fermata::strategy_value{fermata::strategies::pos{}}, fermata::strategy_value{fermata::strategies::surw{}},
          fermata::strategy_value{fermata::strategies::round_robin{}}}) {
        CHECK(contains(refused({.strategy = other, .preemptions_max = 2}), "preemptions_max bounds a complete search"));
    }
    // It overrules what is written, with the bound that belongs to it.
    variable const strategy("FERMATA_STRATEGY", "pos");
    auto const report = fermata::explore([&] { program(order); }, {.executions_max = 10, .preemptions_max = 2});
    CHECK(report.executions == 10);
    CHECK(contains(report.verdict(), "seed"));
}
