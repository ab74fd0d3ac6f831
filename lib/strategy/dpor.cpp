// fermata - https://www.boost.org/LICENSE_1_0.txt
//
// What is asked of a strategy: each execution begins with what was decided, and goes on by default.
#include "strategy/dpor.hpp"

#include <algorithm>
#include <utility>

namespace fermata::detail {

void dpor::beginning::add(label const& what) {
    if (what.is_value) {
        values.emplace_back(fibers.size(), what.object);
    } else {
        fibers.push_back(what.fiber);
    }
}

bool dpor::next_execution(prefix& repeat) {
    if (every_.has_value()) {
        return every_->next_execution(repeat);
    }
    idle_steps_.clear(); // of the first one performed once more
    is_cut_ = false;
    if (!begun_) {
        begun_ = true;
        return true;
    }
    while (length_ != 0 || is_returning_) {
        std::uint32_t const known = next_.shared;
        bool has_next = false;
        if (is_returning_) {
            has_next = go_on_returning();
        } else if (next_child(last())) {
            has_next = !is_passed();
        } else if (passed_.is_awaited) {
            give_up("the way back from an execution was not found");
            has_next = true;
        } else if (last().has_lost_parent) {
            begin_return();
            has_next = true;
        } else {
            end_stage();
        }
        if (has_next) {
            find_repeated(repeat, std::min(known, next_.shared));
            return true;
        }
    }
    return false;
}

/// How much of the execution before this one repeats: its choices up to the first that is another one. That the first
/// `known` actions are the same is known.
void dpor::find_repeated(prefix& repeat, std::uint32_t known) {
    if (running_ == nullptr) {
        return;
    }
    execution_record const before = running_->so_far();
    std::uint64_t const steps = known - graph_.values_before(known);
    auto same = static_cast<std::size_t>(std::partition_point(before.choices, before.choices + before.choice_count,
                                                              [&](choice const& each) { return each.step < steps; }) -
                                         before.choices);
    std::size_t values = 0;
    while (values < next_.values.size() && next_.values[values].first < steps) {
        ++values;
    }
    for (; same < before.choice_count; ++same) {
        choice const& made = before.choices[same];
        if (made.kind == choice::kind_type::fiber) {
            if (made.step >= next_.fibers.size() || next_.fibers[made.step] != made.taken) {
                break;
            }
        } else {
            if (values == next_.values.size() || next_.values[values] != std::pair(made.step, made.taken)) {
                break;
            }
            ++values;
        }
    }
    if (same != 0) {
        repeat = {same, before.choices[same - 1].taken};
        next_.next_value = values;
    }
}

std::uint32_t dpor::choose_fiber(decision const& question) {
    if (every_.has_value()) {
        return every_->choose_fiber(question);
    }
    if (question.step < next_.fibers.size()) {
        std::uint32_t const due = next_.fibers[question.step];
        if (question.enabled.contains(due)) [[likely]] {
            return due;
        }
        throw cannot_reduce{}; // it was not known whether it would be enabled here, and it is not
    }
    if (next_.is_look) {
        std::uint32_t const whose = next_.fibers.back();
        operation_kind const kind = question.pending(whose).kind;
        bool const is_in_round = kind == operation_kind::yield || kind == operation_kind::sleep;
        return is_in_round && question.enabled.contains(whose) ? whose : nothing_new;
    }
    if (question.step == next_.fibers.size() && next_.then != none && question.enabled.contains(next_.then)) {
        return next_.then;
    }
    std::uint32_t running = question.last();
    if (!idle_steps_.empty()) [[unlikely]] {
        running = no_fiber;
        for (std::uint64_t i = question.step; i-- > 0 && running == no_fiber;) {
            bool const is_idle = std::any_of(idle_steps_.begin(), idle_steps_.end(), [&](auto const& each) {
                return each.first <= i && i <= each.second &&
                       question.events[i].fiber == question.events[each.first].fiber;
            });
            running = is_idle ? no_fiber : question.events[i].fiber;
        }
    }
    if (learnt_.looks.any()) [[unlikely]] {
        return next_by_turn(question, running);
    }
    return question.enabled.contains(running) ? running : question.enabled.first();
}

std::uint32_t dpor::next_by_turn(decision const& question, std::uint32_t running) const {
    auto const turn = [&](std::uint32_t fiber) { return learnt_.looks.turn(question.pending(fiber), fiber, running); };
    std::uint32_t next = question.enabled.first();
    for (std::uint32_t each = next; each != enabled_fibers::none; each = question.enabled.next_after(each)) {
        next = turn(each) < turn(next) ? each : next;
    }
    return next;
}

std::uint32_t dpor::choose_value_at(std::uint32_t n, std::uint64_t step) {
    if (every_.has_value()) {
        return every_->choose_value(n);
    }
    if (next_.next_value < next_.values.size()) {
        auto const& [its_step, value] = next_.values[next_.next_value];
        if (its_step == step && value < n) {
            ++next_.next_value;
            return value;
        }
    }
    return 0;
}

/// What was to be done would not have been.
bool dpor::is_cut_at_idle_steps(std::uint64_t first, std::uint64_t last) {
    if (every_.has_value()) {
        return false;
    }
    idle_steps_.emplace_back(first, last);
    is_cut_ = is_cut_ || first < next_.fibers.size();
    return is_cut_;
}

void dpor::observe(execution_record const& whole) {
    if (every_.has_value()) {
        return;
    }
    idle_steps_.clear();
    was_look_ = next_.is_look || next_.is_return || is_cut_;
    if (next_.is_return) {
        is_cut_ = false;
        graph_.clear();
        graph_.build(whole, 0, learnt_);
        return;
    }
    if (was_look_) {
        for (std::size_t i = 0; i < whole.event_count; ++i) {
            if (whole.is_idle(i) && whole.events[i].operation.object != 0) {
                learnt_.looks.add_loop(whole.events[i].operation.site);
            }
        }
        if (next_.asks) {
            learnt_.looks.add(asked_state_, asked_sight_, is_cut_);
        }
        bool const is_unforeseen = is_cut_ && !next_.asks && !next_.is_look && !learnt_.looks.has_new_loop();
        is_cut_ = false;
        check_looks(is_unforeseen);
        return;
    }
    if (whole.event_count >= next_.fibers.size()) { // it has not been stopped before
        begin_stage(whole);
        check_looks(false);
    }
}

/// What follows from looks must be the same in all executions.
void dpor::check_looks(bool was_unforeseen) {
    if (was_unforeseen || learnt_.looks.contradicts()) {
        why_unclear_ = "a loop waits with a value in one execution, and goes on with it in another";
    }
}

bool dpor::begins_anew() {
    if (every_.has_value()) {
        return false;
    }
    if (learnt_.looks.take_new_loop()) { // what was said until now was said without knowing
        learn_ends_of_waits();
        forget();
        return true;
    }
    if (why_unclear_ != nullptr) {
        why_every_ = why_unclear_;
        forget();
        way_ = {};
        every_.emplace();
        return true;
    }
    return false;
}

/// What the execution that is known as a whole writes of what the loops of the last one look at.
void dpor::learn_ends_of_waits() {
    execution_record const seen = running_ != nullptr ? running_->so_far() : execution_record{};
    std::vector<std::uint32_t> looked_at;
    for (std::size_t i = 0; i < seen.event_count; ++i) {
        if (learnt_.looks.is_in_loop(seen.events[i].operation)) {
            looked_at.push_back(seen.events[i].operation.object);
        }
    }
    for (std::uint32_t i = 0; i < graph_.size(); ++i) {
        operation const& of = graph_[i].operation;
        if (of.access == access::write && std::find(looked_at.begin(), looked_at.end(), of.object) != looked_at.end()) {
            learnt_.looks.add_end_of_wait(of.site);
        }
    }
}

void dpor::forget() {
    length_ = 0;
    graph_.clear();
    learnt_.looks.forget_looks();
    why_unclear_ = nullptr;
    delays_.clear();
    next_ = {};
    passed_.is_awaited = false;
    is_returning_ = false;
    idle_steps_.clear();
    is_cut_ = false;
    begun_ = false;
    redundant_ = 0;
    untold_ = 0;
}

/// From the beginning, since it was not known what is as if it had not been. Where the order of conflicting operations
/// does not decide who can go on, nothing is reduced.
bool dpor::begin_again(prefix& repeat, lesson taught) {
    if (every_.has_value()) {
        return every_->begin_again(repeat, taught);
    }
    repeat = {};
    if (taught == lesson::unordered_wait) {
        every_.emplace();
        why_every_ = "who can go on depends on more than one object";
        return every_->next_execution(repeat);
    }
    forget();
    begun_ = true;
    return true;
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
