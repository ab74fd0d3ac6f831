// fermata - https://www.boost.org/LICENSE_1_0.txt
//
// With a bound on preemptions: exactly those of all orderings that have no more, counted in what was recorded of them.
#include "comparison.hpp"
#include "wide_program.hpp"

#include "strategy/all_orderings.hpp"
#include "strategy/bounded.hpp"
#include "strategy/bounded_classes.hpp"

#include <doctest/doctest.h>

#include <functional>
#include <vector>

using namespace generated;

namespace {

/// A search, looked at: who made each step of an execution, which values were chosen, and how many of the steps were
/// made by another fiber than the one before, while that one could have gone on.
class recorded final : public fermata::strategy {
public:
    explicit recorded(std::shared_ptr<fermata::strategy> inner) : inner_(std::move(inner)) {}

    /// Of the execution that has just ended: what distinguishes it from others.
    std::string interleaving() const {
        std::string text = steps_;
        for (decided const& each : path_) {
            text += each.is_value ? "=" + std::to_string(each.taken) : std::string();
        }
        return text;
    }
    std::uint32_t preemptions() const {
        std::uint32_t count = 0;
        for (decided const& each : path_) {
            count += each.could_go_on && each.taken != each.last ? 1 : 0;
        }
        return count;
    }

    bool next_execution(fermata::prefix& repeat) override {
        bool const is_one = inner_->next_execution(repeat);
        if (is_one) {
            path_.resize(repeat.choices);
        }
        if (is_one && repeat.choices != 0) {
            path_.back().taken = repeat.last_taken;
        }
        return is_one;
    }
    bool begin_again(fermata::prefix& repeat, fermata::lesson taught) override {
        bool const again = inner_->begin_again(repeat, taught);
        if (again) {
            path_.resize(repeat.choices);
        }
        return again;
    }
    void watch(fermata::running_execution const& running) override { inner_->watch(running); }
    std::uint32_t choose_fiber(fermata::decision const& question) override {
        std::uint32_t const last = question.last();
        bool const could_go_on = last != fermata::no_fiber && question.enabled.contains(last);
        std::uint32_t const taken = inner_->choose_fiber(question);
        path_.push_back({taken, last, could_go_on, false});
        return taken;
    }
    std::uint32_t choose_value(std::uint32_t n) override {
        std::uint32_t const taken = inner_->choose_value(n);
        path_.push_back({taken, 0, false, true});
        return taken;
    }
    bool wants_record() const noexcept override { return true; }
    void observe(fermata::execution_record const& whole) override {
        bool is_same = whole.choice_count <= path_.size(); // the answer that ended it is none
        steps_.clear();
        for (std::size_t i = 0; i < whole.event_count; ++i) {
            steps_ += ' ' + std::to_string(whole.events[i].fiber);
        }
        for (std::size_t i = 0; is_same && i < whole.choice_count; ++i) {
            fermata::choice const& made = whole.choices[i];
            decided const& here = path_[i];
            std::uint32_t const last = made.step == 0 ? fermata::no_fiber : whole.events[made.step - 1].fiber;
            is_same = made.taken == here.taken && (here.is_value || last == here.last);
        }
        is_as_recorded = is_as_recorded && is_same;
        if (inner_->wants_record()) {
            inner_->observe(whole);
        }
    }
    void execution_ended(fermata::outcome how, fermata::choice const* choices, std::size_t count) override {
        inner_->execution_ended(how, choices, count);
    }
    bool begins_anew() override { return inner_->begins_anew(); }
    bool is_cut_at_idle_steps(std::uint64_t first, std::uint64_t last) override {
        return inner_->is_cut_at_idle_steps(first, last);
    }
    bool only_looks() const noexcept override { return inner_->only_looks(); }
    bool is_exhaustive() const noexcept override { return inner_->is_exhaustive(); }
    std::string verdict(std::uint64_t executions, bool complete) const override {
        return inner_->verdict(executions, complete);
    }

    bool is_as_recorded = true; ///< what was counted, in all executions

private:
    struct decided {
        std::uint32_t taken = 0;
        std::uint32_t last = 0; ///< who had made the step before
        bool could_go_on = false;
        bool is_value = false;
    };

    std::shared_ptr<fermata::strategy> inner_;
    std::vector<decided> path_;
    std::string steps_;
};

/// What was seen of the executions with a certain number of preemptions.
struct seen_with {
    std::multiset<std::string> interleavings;
    std::set<std::string> classes;
    std::set<std::string> states;

    void add(seen_with const& more) {
        interleavings.insert(more.interleavings.begin(), more.interleavings.end());
        classes.insert(more.classes.begin(), more.classes.end());
        states.insert(more.states.begin(), more.states.end());
    }
};

struct search {
    std::vector<seen_with> by_preemptions;
    fermata::report report;

    seen_with up_to(std::uint32_t bound) const {
        seen_with all;
        for (std::size_t i = 0; i < by_preemptions.size() && i <= bound; ++i) {
            all.add(by_preemptions[i]);
        }
        return all;
    }
};

using body_type = std::function<void(std::string& final_state)>;

search explore(body_type const& body, std::shared_ptr<fermata::strategy> strategy, std::uint64_t executions_max,
               bool classes = true) {
    search all;
    std::string state;
    auto const looked_at = std::make_shared<recorded>(std::move(strategy));
    auto const see = [&](std::string const& its_class, fermata::outcome how) {
        std::uint32_t const count = looked_at->preemptions();
        all.by_preemptions.resize(std::max<std::size_t>(all.by_preemptions.size(), count + std::size_t{1}));
        seen_with& into = all.by_preemptions[count];
        std::string const end =
            std::string(to_string(how)) + ' ' + (how == fermata::outcome::pruned ? std::string() : state);
        into.interleavings.insert(looked_at->interleaving() + ' ' + end);
        into.classes.insert(its_class);
        into.states.insert(end);
    };
    fermata::options with;
    with.strategy = std::make_shared<test_support::watched>(
        looked_at, see, [&] { all = {}; }, classes);
    with.executions_max = executions_max;
    with.stop_at_first_failure = false;
    all.report = fermata::explore([&] { body(state); }, with);
    CHECK(looked_at->is_as_recorded);
    return all;
}

struct counts {
    std::uint64_t programs = 0;
    std::uint64_t bounds = 0;
    std::uint64_t interleavings = 0;
};

void check(body_type const& body, counts& compared) {
    constexpr std::uint64_t too_many = 1'000;
    search const every = explore(body, std::make_shared<fermata::detail::all_orderings>(), too_many);
    if (!every.report.complete) {
        return;
    }
    ++compared.programs;
    for (std::uint32_t bound = 0; bound <= every.by_preemptions.size(); ++bound) { // one beyond the most, too
        CAPTURE(bound);
        ++compared.bounds;
        seen_with const expected = every.up_to(bound);
        compared.interleavings += expected.interleavings.size();

        search const bounded =
            explore(body, std::make_shared<fermata::detail::bounded_search>(bound), too_many + 1, false);
        CHECK(bounded.report.complete);
        CHECK(bounded.by_preemptions.size() <= bound + std::size_t{1});
        CHECK(bounded.up_to(bound).interleavings == expected.interleavings);

        search const reduced = explore(body, std::make_shared<fermata::detail::bounded_classes>(bound), too_many + 1);
        CHECK(reduced.report.complete);
        CHECK(reduced.by_preemptions.size() <= bound + std::size_t{1});
        seen_with const found = reduced.up_to(bound);
        CHECK(found.states == expected.states);
        CHECK(found.classes == expected.classes);
        CHECK(std::ranges::includes(expected.interleavings, found.interleavings));
    }
}

std::uint64_t programs_here() {
#if defined(FERMATA_LONG_TESTS)
    return setting("FERMATA_GENERATED_COUNT", 100'000);
#elif defined(__SANITIZE_ADDRESS__)
    return setting("FERMATA_GENERATED_COUNT", 40);
#else
    return setting("FERMATA_GENERATED_COUNT", 400);
#endif
}

} // namespace

TEST_CASE("a bounded search sees exactly those of all orderings with no more preemptions") {
    counts compared;
    std::uint64_t const first = setting("FERMATA_GENERATED_FIRST", 1);
    std::uint64_t const count = programs_here();
    for (std::uint64_t seed = first; seed < first + count; ++seed) {
        program const what = make_program(seed);
        CAPTURE(seed);
        CAPTURE(to_string(what));
        check([&](std::string& state) { run(what, state); }, compared);
    }
    MESSAGE("compared " << compared.programs << " programs under " << compared.bounds
                        << " bounds: " << compared.interleavings << " interleavings");
    CHECK(compared.programs > count / 3);
    CHECK(compared.bounds > 2 * compared.programs);
}

TEST_CASE("a bounded search sees exactly those of all orderings with no more preemptions: more of sync") {
    counts compared;
    std::uint64_t const first = setting("FERMATA_GENERATED_FIRST", 1);
    std::uint64_t const count = programs_here();
    for (std::uint64_t seed = first; seed < first + count; ++seed) {
        wide::program const what = wide::make_program(seed);
        CAPTURE(seed);
        CAPTURE(to_string(what));
        check([&](std::string& state) { wide::run(what, state); }, compared);
    }
    MESSAGE("compared " << compared.programs << " programs under " << compared.bounds
                        << " bounds: " << compared.interleavings << " interleavings");
    CHECK(compared.programs > count / 3);
    CHECK(compared.bounds > 2 * compared.programs);
}
