// fermata - https://www.boost.org/LICENSE_1_0.txt
#include "support.hpp"

#include <memory>
#include <set>

using namespace acceptance;

namespace {
/// The orders of three starters of three steps that an exploration tries, in their order.
names orders_of(fermata::options with, fermata::report* into = nullptr) {
    names orders;
    with.check_determinism = false;
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
            fermata::runner{
                {fermata::starter{"a", body, 'a'}, fermata::starter{"b", body, 'b'}, fermata::starter{"c", body, 'c'}}}
                .finish();
            orders.push_back(order);
        },
        with);
    CHECK(report.ok());
    if (into != nullptr) {
        *into = report;
    }
    return orders;
}

/// Always takes the last one that is enabled, for a number of executions.
class always_last : public fermata::strategy {
public:
    explicit always_last(int executions) : left_(executions) {}

    bool next_execution(fermata::prefix&) override { return left_-- > 0; }
    std::uint32_t choose_fiber(fermata::decision const& question) override {
        ++asked;
        well_formed = well_formed && question.enabled.count() >= 2;
        std::uint32_t last = question.enabled.first();
        std::uint32_t count = 0;
        for (std::uint32_t each = last; each != fermata::enabled_fibers::none;
             each = question.enabled.next_after(each)) {
            well_formed = well_formed && question.enabled.contains(each) && question.enabled.nth(count) == each;
            ++count;
            last = each;
        }
        well_formed = well_formed && count == question.enabled.count();
        return last;
    }
    std::uint32_t choose_value(std::uint32_t n) override { return n - 1; }
    void execution_ended(fermata::outcome how, fermata::choice const* choices, std::size_t count) override {
        ++ended;
        completed += how == fermata::outcome::completed ? 1 : 0;
        for (std::size_t i = 0; i < count; ++i) {
            well_formed = well_formed && choices[i].alternatives >= 2;
        }
        choices_seen = count;
    }
    std::string verdict(std::uint64_t executions, bool) const override {
        return std::to_string(executions) + " times the last one";
    }

    int asked = 0;
    int ended = 0;
    int completed = 0;
    std::size_t choices_seen = 0;
    bool well_formed = true;

private:
    int left_;
};
} // namespace

TEST_CASE("random: a seed reproduces the samples, another one does not") {
    fermata::report report;
    fermata::options with{.strategy = fermata::strategies::random{}, .executions_max = 50, .seed = 7};
    auto const first = orders_of(with, &report);
    CHECK(first.size() == 50);
    CHECK(report.executions == 50);
    CHECK(report.seed == 7);
    CHECK_FALSE(report.complete);
    CHECK(contains(report.verdict(), "50 random samples"));
    CHECK(contains(report.verdict(), "seed 7"));
    CHECK(std::set<std::string>(first.begin(), first.end()).size() > 25);
    CHECK(orders_of(with) == first);
    with.seed = 8;
    CHECK(orders_of(with) != first);
}

TEST_CASE("random: 10000 samples if nobody says how many, and they reach every order of a small program") {
    std::set<std::string> seen;
    auto const report = fermata::explore(
        [&] {
            std::string order;
            auto const body = [&](char name) {
                order += name;
                fermata::checkpoint("x");
                order += name;
            };
            fermata::runner{
                {fermata::starter{"a", body, 'a'}, fermata::starter{"b", body, 'b'}, fermata::starter{"c", body, 'c'}}}
                .finish();
            seen.insert(order);
        },
        {.strategy = fermata::strategies::random{}});
    CHECK(report.executions == 10000);
    CHECK(seen.size() == 90);
    CHECK(contains(report.verdict(), "10000 random samples"));
}

TEST_CASE("random finds the lost update") {
    auto const report = fermata::explore(lose_an_update, {.strategy = fermata::strategies::random{}, .seed = 3});
    REQUIRE(report.failure.has_value());
    CHECK(contains(report.failure->message, "a deposit was lost"));
    CHECK(report.count(fermata::outcome::failed) == 1);
}

TEST_CASE("round_robin: one execution, in turn") {
    fermata::report report;
    auto const orders = orders_of({.strategy = fermata::strategies::round_robin{}}, &report);
    CHECK(report.executions == 1);
    CHECK(orders == names{"abcabcabc"});
    CHECK_FALSE(report.verdict().empty());
}

TEST_CASE("all_orderings begins again in every exploration") {
    CHECK(orders_of({.strategy = fermata::strategies::all_orderings{}, .executions_max = 20}) ==
          orders_of({.strategy = fermata::strategies::all_orderings{}, .executions_max = 20}));
}

TEST_CASE("a strategy of one's own") {
    auto const own = std::make_shared<always_last>(3);
    fermata::report report;
    auto const orders = orders_of({.strategy = own}, &report);
    CHECK(orders == names{"cccbbbaaa", "cccbbbaaa", "cccbbbaaa"});
    CHECK(report.executions == 3);
    CHECK(contains(report.verdict(), "3 times the last one"));
    CHECK(own->asked > 0);
    CHECK(own->ended == 3);
    CHECK(own->completed == 3);
    CHECK(own->choices_seen > 0);
    CHECK(own->well_formed);
}

TEST_CASE("a strategy of one's own through a pointer to the base, and its values") {
    std::shared_ptr<fermata::strategy> const own = std::make_shared<always_last>(1);
    int value = -1;
    auto const report = fermata::explore(
        [&] {
            fermata::runner{{fermata::starter{"a", [&] { value = fermata::choose(9); }}}}.finish();
        },
        {.strategy = own});
    CHECK(report.executions == 1);
    CHECK(value == 8);
}

TEST_CASE("a strategy that has nothing to explore") {
    auto const report = fermata::explore([] { run_starters(2, 1); }, {.strategy = std::make_shared<always_last>(0)});
    CHECK(report.executions == 0);
    CHECK_FALSE(report.ok());
}

TEST_CASE("a runner with a strategy asks it where no order is declared") {
    names log;
    auto const body = [&](std::string name) {
        log.push_back(name);
        fermata::checkpoint("x");
        log.push_back(name);
    };
    fermata::starter const a{"a", body, "a"};
    fermata::starter const b{"b", body, "b"};
    fermata::runner runner{{a, b}, {}, {.strategy = std::make_shared<always_last>(1)}};
    runner.finish();
    CHECK(log == names{"b", "b", "a", "a"});
}

TEST_CASE("a runner with a random strategy: its seed reproduces the trace") {
    auto const trace = [](std::uint64_t seed) {
        fermata::runner runner{starters(4, 6), {}, {.strategy = fermata::strategies::random{}, .seed = seed}};
        runner.finish();
        return runner.trace();
    };
    CHECK(trace(1) == trace(1));
    CHECK(trace(1) != trace(2));
}
