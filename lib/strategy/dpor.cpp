// fermata - https://www.boost.org/LICENSE_1_0.txt
//
// Where the next execution goes, and what it is made to repeat of others.
#include "strategy/dpor.hpp"

#include <algorithm>
#include <span>

namespace fermata::detail {

bool dpor::next_execution(prefix& repeat) {
    if (every_.has_value()) {
        return every_->next_execution(repeat);
    }
    if (!begun_) {
        begun_ = true;
        return true;
    }
    for (std::size_t i = decided_.size(); i-- > 0;) {
        if (take_branch(i) || take_other_value(i)) {
            repeat = {i + 1, decided_[i].taken};
            decided_.resize(i + 1);
            // What was caused before the first event (starts) is not kept without it.
            order_.rewind(first_new_ == 0 ? -1 : static_cast<std::int64_t>(first_new_));
            return true;
        }
    }
    return false;
}

/// What was done at this place has been explored with all that can follow.
void dpor::fall_asleep(std::size_t action) {
    sleep_.resize(places_[action].sleep_end);
    sleep_.push_back(order_.at(action));
    ++places_[action].sleep_end;
    places_.resize(action + 1);
    first_place_ = action;
    forced_.clear();
}

/// Races between events that the next execution repeats have been looked at. But values may be part of whatever
/// reverses them, and no race leads from one value to another: with values, all of each execution is looked at.
void dpor::look_again_from(decided const& choice) {
    first_new_ = has_values_ ? 0 : choice.action;
    first_step_ = has_values_ ? 0 : choice.step;
}

bool dpor::take_branch(std::size_t decision) {
    decided& here = decided_[decision];
    if (places_[here.action].branches == wakeup_trees::none) {
        return false;
    }
    fall_asleep(here.action);
    std::uint32_t branch = trees_.take_first(places_[here.action].branches);
    label const first = trees_[branch].what;
    here.taken = here.is_value ? first.object : first.fiber;
    look_again_from(here);
    forced_.from = here.step + (here.is_value ? 0 : 1);
    forced_.end = here.action + 1;
    forced_.last_step = here.is_value ? no_step : here.step;
    std::uint64_t step = forced_.from;
    while (true) {
        std::uint32_t const child = trees_[branch].first_child;
        if (child == wakeup_trees::none) {
            forced_.spared = trees_.take_spared(branch);
            trees_.release(branch);
            return true;
        }
        forced_.spares_all = forced_.spares_all || trees_[branch].spares_all;
        trees_.release(branch);
        label const& next = trees_[child].what;
        if (next.is_value) {
            forced_.values.emplace_back(step, next.object);
        } else {
            forced_.fibers.push_back(next.fiber);
            forced_.last_step = step++;
        }
        places_.push_back({trees_[child].next_sibling, 0, 0, false, true});
        ++forced_.end;
        branch = child;
    }
}

/// No race tells that another value could have been chosen. Where something sleeps that is not needed: what is not
/// covered by the sleeping is reached by reversing a race with it, and has its value from there.
bool dpor::take_other_value(std::size_t decision) {
    decided& here = decided_[decision];
    if (!here.is_value || !places_[here.action].is_free) {
        return false;
    }
    std::uint32_t value = 0;
    std::span const asleep(sleep_.data() + places_[here.action].sleep_begin,
                           sleep_.data() + places_[here.action].sleep_end);
    auto const is_explored = [&](std::uint32_t which) {
        return which == here.taken || std::ranges::any_of(asleep, [&](label const& each) {
                   return each.is_value && each.fiber == order_.at(here.action).fiber && each.object == which;
               });
    };
    while (value < here.alternatives && is_explored(value)) {
        ++value;
    }
    if (value == here.alternatives) {
        return false;
    }
    fall_asleep(here.action);
    here.taken = value;
    look_again_from(here);
    forced_.from = here.step;
    forced_.end = here.action + 1;
    return true;
}

void dpor::forget() {
    order_.rewind(-1);
    trees_.clear();
    places_.clear();
    sleep_.clear();
    decided_.clear();
    forced_ = {};
    races_.clear();
    first_new_ = 0;
    first_place_ = 0;
    first_step_ = 0;
    redundant_ = 0;
}

bool dpor::begins_anew() {
    if (is_used_when_destroyed_) {
        is_used_when_destroyed_ = false;
        why_every_ = "an object was destroyed that others may still use";
        every_.emplace();
        return true;
    }
    return false;
}

/// The first time everything, because what is spared has not been remembered. Where the order of conflicting operations
/// does not decide who can go on, nothing is reduced.
bool dpor::begin_again(prefix& repeat, lesson taught) {
    if (every_.has_value()) {
        return every_->begin_again(repeat, taught);
    }
    if (taught == lesson::unordered_wait) {
        every_.emplace();
        why_every_ = "who can go on depends on more than one object";
        repeat = {};
        return every_->next_execution(repeat);
    }
    forced_.next_value = 0;
    is_cut_ = false;
    if (!expects_idle_) {
        expects_idle_ = true;
        repeat = {};
        forget();
        trees_.remember_spared();
    }
    return true;
}

std::uint32_t dpor::choose_fiber(decision const& question) {
    if (every_.has_value()) {
        return every_->choose_fiber(question);
    }
    std::size_t const ahead = question.step - forced_.from;
    if (ahead < forced_.fibers.size()) {
        std::uint32_t const due = forced_.fibers[ahead];
        if (question.enabled.contains(due)) [[likely]] {
            return due;
        }
        throw cannot_reduce{}; // it was not known whether it would be enabled here, and it is not
    }
    return question.enabled.contains(question.running) ? question.running : question.enabled.first();
}

std::uint32_t dpor::choose_value_at(std::uint32_t n, std::uint64_t step) {
    if (every_.has_value()) {
        return every_->choose_value(n);
    }
    if (forced_.next_value < forced_.values.size()) {
        auto const& [its_step, value] = forced_.values[forced_.next_value];
        if (its_step == step && value < n) {
            ++forced_.next_value;
            return value;
        }
    }
    return 0;
}

/// What was to be seen was that read with what follows; and it would be followed by the same again.
bool dpor::is_cut_at_idle_steps(std::uint64_t first, std::uint64_t last) {
    if (every_.has_value()) {
        return false;
    }
    is_cut_ = first <= forced_.last_step && forced_.last_step <= last;
    return is_cut_;
}

std::string dpor::verdict(std::uint64_t executions, bool complete) const {
    if (every_.has_value()) {
        return every_->verdict(executions, complete) + ", not reduced since " + why_every_;
    }
    std::string const count =
        std::to_string(executions) + (executions == 1 ? " class of interleavings" : " classes of interleavings");
    if (complete) {
        return executions == 1 ? "the only class of interleavings" : "all " + count;
    }
    return executions == 1 ? "the first class of interleavings" : "the first " + count;
}

} // namespace fermata::detail
