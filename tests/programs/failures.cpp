// fermata - https://www.boost.org/LICENSE_1_0.txt
#include "programs/failures.hpp"

#include "support/classes.hpp"

#include "runner/make_strategy.hpp"

#include <doctest/doctest.h>

#include <memory>
#include <numeric>
#include <utility>

namespace programs {

namespace {

/// One execution, by its choices.
class these_choices final : public fermata::strategy {
public:
    explicit these_choices(std::vector<fermata::choice> choices) : choices_(std::move(choices)) {}

    bool next_execution(fermata::prefix&) override { return !std::exchange(begun_, true); }
    std::uint32_t choose_fiber(fermata::decision const&) override { return next(); }
    std::uint32_t choose_value(std::uint32_t) override { return next(); }
    std::uint64_t executions_default() const noexcept override { return 1; }
    std::string verdict(std::uint64_t, bool) const override { return "one execution, by its choices"; }

private:
    std::uint32_t next() {
        REQUIRE(next_ < choices_.size());
        return choices_[next_++].taken;
    }

    std::vector<fermata::choice> choices_;
    std::size_t next_ = 0;
    bool begun_ = false;
};

struct found {
    fermata::outcome how;
    std::vector<fermata::choice> choices;
};

/// An exploration tells its first failure: so each of the others is explored by itself.
fermata::failure failure_of(program const& what, found const& made) {
    fermata::options with = options_of(what, std::make_shared<these_choices>(made.choices));
    with.check_determinism = false;
    auto const report = fermata::explore(what.body, with);
    REQUIRE(report.failure.has_value());
    CHECK(report.failure->outcome == made.how);
    CHECK(report.failure->schedule.choices == made.choices);
    return *report.failure;
}

} // namespace

std::vector<fermata::failure> sampled_failures(program const& what, fermata::strategy_value const& strategy,
                                               std::size_t wanted, std::uint64_t executions_max) {
    std::vector<fermata::failure> all;
    fermata::options with = options_of(what, strategy);
    std::uint64_t made = 0;
    for (with.seed = 0; all.size() < wanted && made < executions_max; ++with.seed) {
        with.executions_max = executions_max - made;
        auto const report = fermata::explore(what.body, with);
        made += std::accumulate(report.counts.begin(), report.counts.end(), std::uint64_t{0});
        if (report.failure.has_value()) {
            all.push_back(*report.failure);
        }
    }
    return all;
}

std::vector<fermata::failure> searched_failures(program const& what, fermata::strategy_value const& strategy,
                                                std::optional<int> preemptions_max, std::size_t wanted,
                                                std::uint64_t executions_max) {
    std::vector<found> seen;
    std::shared_ptr<test_support::watched> search;
    auto const observe = [&](std::string const&, fermata::outcome how) {
        if (how != fermata::outcome::completed && how != fermata::outcome::pruned && seen.size() < wanted) {
            seen.push_back({how, {search->choices().begin(), search->choices().end()}});
            if (seen.size() == wanted) {
                search->stop();
            }
        }
    };
    search = std::make_shared<test_support::watched>(
        fermata::detail::make_strategy(strategy, 0, preemptions_max), observe, [&] { seen.clear(); }, false);
    fermata::options with = options_of(what, search);
    with.executions_max = executions_max;
    with.stop_at_first_failure = false;
    static_cast<void>(fermata::explore(what.body, with));
    std::vector<fermata::failure> all;
    for (found const& each : seen) {
        all.push_back(failure_of(what, each));
    }
    // The search by itself finds the same one first.
    with = options_of(what, strategy);
    with.preemptions_max = preemptions_max;
    with.executions_max = executions_max;
    auto const report = fermata::explore(what.body, with);
    CHECK(report.failure.has_value() == !all.empty());
    CHECK_MESSAGE((report.failure.has_value() || preemptions_max.has_value() || !report.complete), report.verdict());
    if (report.failure.has_value() && !all.empty()) {
        CHECK(report.failure->schedule == all.front().schedule);
        CHECK(report.failure->trace == all.front().trace);
        all.front() = *report.failure;
    }
    return all;
}

int preemptions_of(fermata::trace const& made) {
    constexpr std::size_t main = 0;
    std::vector<fermata::event> const& events = made.events;
    int count = 0;
    for (std::size_t i = 1; i < events.size(); ++i) {
        std::size_t const left = events[i - 1].fiber;
        bool goes_on = false;
        for (std::size_t j = i; j < events.size(); ++j) {
            goes_on = goes_on || events[j].fiber == left;
        }
        count += left != main && events[i].fiber != left && goes_on ? 1 : 0; // main only waits for the others
    }
    return count;
}

} // namespace programs
