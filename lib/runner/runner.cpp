// fermata - https://www.boost.org/LICENSE_1_0.txt
#include <fermata/runner/runner.hpp>

#include "core/exception_text.hpp"
#include "core/limits.hpp"
#include "runner/idle_executions.hpp"
#include "runner/make_strategy.hpp"
#include "runner/point_access.hpp"
#include "runner/runner_state.hpp"

#include <algorithm>
#include <unordered_set>

namespace fermata {

using namespace detail;

namespace {

constexpr std::size_t few = 16; // up to so many, comparing each with each is the quickest

void reject_duplicates(items<starter> starters) {
    auto const reject = [](starter const& twice) {
        throw usage_error("two starters of one runner are called '" + twice.name() + "'; each needs a name of its own");
    };
    if (starters.size() <= few) {
        std::uint64_t seen = 0; // most names differ in their length or last letter
        bool may_be_equal = false;
        for (starter const& each : starters) {
            std::string const& name = each.name();
            std::uint64_t const bit = std::uint64_t{1}
                                      << ((name.size() + static_cast<unsigned char>(name.back())) % 64);
            may_be_equal |= (seen & bit) != 0;
            seen |= bit;
        }
        if (!may_be_equal) {
            return;
        }
        for (starter const& each : starters) {
            for (starter const* other = starters.begin(); other != &each; ++other) {
                if (other->name() == each.name()) {
                    reject(each);
                }
            }
        }
        return;
    }
    std::unordered_set<std::string_view> names;
    for (starter const& each : starters) {
        if (!names.insert(each.name()).second) {
            reject(each);
        }
    }
}

void check(runner_options const& options) {
    check_limits(options.steps_max, options.stack_size);
    if (options.outside_wait_max < std::chrono::nanoseconds::zero()) {
        throw usage_error("outside_wait_max must not be negative");
    }
}

void begin_own_execution(runner_state& state, runner_options const& options) {
    state.owned = take_execution();
    state.program = state.owned.get();
    strategy* policy = &state.default_policy;
    if (!options.strategy.is_default()) {
        state.policy = make_strategy(options.strategy, options.seed);
        policy = state.policy.get();
    }
    prefix nothing;
    policy->next_execution(nothing);
    execution& program = *state.program;
    program.configure(policy, options.steps_max, options.stack_size, options.outside_wait_max);
    program.is_exploration = false;
    program.can_choose_values = state.policy != nullptr;
    program.begin(false);
    program.records.begin({});
    program.records.keeps_notes = true;
}

void end(runner_state& state) noexcept {
    execution& program = *state.program;
    if (state.group.live != 0) {
        program.end_group(caller_of(program), state.group);
    }
    for (member const& each : state.script.members()) {
        each.running->forget_results();
    }
    if (state.owned != nullptr) {
        give_back(std::move(state.owned));
    }
    give_back_state(&state);
}

void declare(runner_state& state, items<point> order) {
    auto const& members = state.script.members();
    state.script.order().reserve(order.size());
    for (point const& each : order) {
        auto const owner = std::find_if(members.begin(), members.end(), [&](member const& candidate) {
            return candidate.body == point_access::owner(each).get();
        });
        if (owner == members.end()) {
            throw usage_error("the order has the point '" + to_string(each) +
                                  "', but that starter is none of this runner",
                              {each.starter_name(), to_string(each)});
        }
        state.script.declare(each, static_cast<std::size_t>(owner - members.begin()));
        if (each.kind() == point::kind_type::before || each.kind() == point::kind_type::after) {
            state.program->watch(point_access::function(each));
        }
    }
    for (declared_point& each : state.script.order()) {
        if (each.what.kind() == point::kind_type::started) {
            each.stood = true;
            state.script.members()[each.member].stands_at = &each;
        }
    }
}

} // namespace

runner::runner(items<starter> starters, items<point> order, runner_options options) : state_(nullptr) {
    check(options);
    reject_duplicates(starters);
    if (enclosing_fiber() != nullptr && !options.strategy.is_default()) {
        throw usage_error("a runner inside of a fiber joins its scheduler, and cannot have a strategy of its own");
    }
    runner_state& state = *take_state();
    state.made_on = &current_fiber;
    state.program = enclosing_fiber() != nullptr ? current_fiber->owner : nullptr;
    try {
        if (state.program == nullptr) {
            begin_own_execution(state, options);
        }
        state.undeclared = options.undeclared;
        state.holds_after_last = options.after_last_point == after_last_point::hold;
        state.follows_order = !order.empty() || options.undeclared == undeclared::strict;
        state.script.members().reserve(starters.size());
        auto const inherited = floating_point_environment::current(caller_of(*state.program).floating_point);
        for (starter const& each : starters) {
            state.add(each, inherited);
        }
        if (!order.empty()) {
            declare(state, order);
        }
    } catch (...) {
        end(state);
        throw;
    }
    state_ = &state;
}

runner::~runner() { end(*state_); }

void runner::add(starter later) {
    state_->reject_call_from_own_fiber("add()");
    for (member const& each : state_->script.members()) {
        if (state_->script.members().size() <= few && each.body->name == later.name()) {
            throw usage_error("a starter called '" + later.name() + "' is there already; each needs a name of its own");
        }
    }
    state_->add(later, floating_point_environment::current());
    state_->has_returned_end = false;
}

reached detail::runner_state::return_from(declared_point& target) {
    target.late = false;
    target.returned = true;
    ++script.members()[target.member].points_returned;
    reached here{target.what, {}, 0, target.step};
    fiber const& owner = *script.members()[target.member].running;
    if (owner.is_live()) {
        site const& place = program->sites[program->pending(owner.number).site];
        here.file = place.file;
        here.line = place.line;
    }
    return here;
}

reached runner::next() {
    runner_state& state = *state_;
    state.reject_call_from_own_fiber("next()");
    auto& order = state.script.order();
    declared_point* late = state.find_late();
    if (late == nullptr && state.position == order.size()) {
        late = state.next_late();
    }
    if (late != nullptr) {
        state.reach(*late);
        return state.return_from(*late);
    }
    if (state.position < order.size()) {
        declared_point& target = order[state.position];
        state.reach(target);
        ++state.position;
        return state.return_from(target);
    }
    if (state.has_returned_end || state.script.members().empty()) {
        throw usage_error("next() after the end: every declared point was reached, and every starter has ended",
                          state.context(nullptr, nullptr));
    }
    state.run_rest();
    state.has_returned_end = true;
    fiber const* last = state.group.last_ended;
    for (member const& each : state.script.members()) {
        if (each.running == last) {
            return {starter_access::finished(each.running->body.handle()), {}, 0, state.program->records.step};
        }
    }
    return {starter_access::finished(state.script.members().back().running->body.handle()),
            {},
            0,
            state.program->records.step};
}

std::optional<reached> runner::try_next(std::chrono::nanoseconds at_most) {
    runner_state& state = *state_;
    state.reject_call_from_own_fiber("try_next()");
    auto& order = state.script.order();
    auto const now = std::chrono::steady_clock::now();
    auto const never = std::chrono::steady_clock::time_point::max();
    auto const until = at_most < never - now ? now + at_most : never;
    if (declared_point* const late = state.find_late(); late != nullptr) {
        if (!state.try_reach(*late, until)) {
            return std::nullopt;
        }
        return state.return_from(*late);
    }
    if (state.position == order.size()) {
        declared_point* const late = state.next_late();
        if (late == nullptr) {
            return next();
        }
        if (!state.try_reach(*late, until)) {
            return std::nullopt;
        }
        return state.return_from(*late);
    }
    declared_point& target = order[state.position];
    bool const is_reached = state.try_reach(target, until);
    ++state.position;
    if (!is_reached) {
        target.late = true;
        return std::nullopt;
    }
    return state.return_from(target);
}

reached runner::run_to(point const& target) {
    runner_state& state = *state_;
    state.reject_call_from_own_fiber("run_to()");
    auto const& order = state.script.order();
    bool const is_ahead = std::any_of(order.begin() + static_cast<std::ptrdiff_t>(state.position), order.end(),
                                      [&](declared_point const& each) { return each.what == target; }) ||
                          std::any_of(order.begin(), order.end(),
                                      [&](declared_point const& each) { return each.late && each.what == target; });
    if (!is_ahead) {
        throw usage_error("run_to(): '" + to_string(target) + "' is not among the declared points that are left",
                          {target.starter_name(), to_string(target)});
    }
    while (true) {
        reached here = next();
        if (here == target) {
            return here;
        }
    }
}

void runner::finish() {
    runner_state& state = *state_;
    state.reject_call_from_own_fiber("finish()");
    if (state.follows_order || state.next_late() != nullptr) {
        while (state.position < state.script.order().size() || state.next_late() != nullptr) {
            next();
        }
        state.run_rest();
    } else {
        state.run_freely();
    }
    state.has_returned_end = true;
}

std::optional<event> runner::step() {
    runner_state& state = *state_;
    state.reject_call_from_own_fiber("step()");
    std::size_t const before = state.program->records.step;
    if (!state.step_someone()) {
        return std::nullopt;
    }
    return state.program->make_event_with_values(before);
}

bool runner::done() const { return state_->group.live == 0; }

fermata::trace runner::trace() const { return state_->program->make_trace(); }

fermata::schedule runner::schedule() const { return state_->program->make_schedule(); }

std::vector<point> runner::order() const {
    std::vector<point> complete;
    auto const& order = state_->script.order();
    auto const& members = state_->script.members();
    for (std::size_t i = 0; i < order.size(); ++i) {
        auto const is_of_same = [&](declared_point const& each) { return each.member == order[i].member; };
        auto const here = order.begin() + static_cast<std::ptrdiff_t>(i);
        bool const is_first = std::none_of(order.begin(), here, is_of_same);
        bool const is_last = std::none_of(here + 1, order.end(), is_of_same);
        callable_handle const owner = members[order[i].member].running->body.handle();
        if (is_first && order[i].what.kind() != point::kind_type::started) {
            complete.push_back(starter_access::started(owner));
        }
        complete.push_back(order[i].what);
        if (is_last && order[i].what.kind() != point::kind_type::finished) {
            complete.push_back(starter_access::finished(owner));
        }
    }
    for (member const& each : members) {
        if (each.points == 0) {
            complete.push_back(starter_access::started(each.running->body.handle()));
            complete.push_back(starter_access::finished(each.running->body.handle()));
        }
    }
    return complete;
}

detail::result_view runner::look_up(starter const& of, std::type_info const& type) const {
    for (member const& each : state_->script.members()) {
        if (each.body != starter_access::callable(of).get()) {
            continue;
        }
        if (*each.body->result != type) {
            throw usage_error("result_of('" + of.name() + "'): it returns " + type_name(*each.body->result) + ", not " +
                              type_name(type));
        }
        fiber const& ran = *each.running;
        if (ran.failure != nullptr) {
            return {result_state::exception, nullptr, ran.failure, {}};
        }
        bool const has_value =
            ran.state == fiber_state::ended && (ran.value.get() != nullptr || type == typeid(void)) && ran.special == 0;
        if (!has_value) {
            return {result_state::unfinished, nullptr, nullptr, "'" + of.name() + "' did not finish"};
        }
        return {result_state::value, ran.value.get(), nullptr, {}};
    }
    throw usage_error("result_of('" + of.name() + "'): that starter is none of this runner");
}

} // namespace fermata
