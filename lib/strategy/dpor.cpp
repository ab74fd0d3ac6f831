// fermata - https://www.boost.org/LICENSE_1_0.txt
//
// The way through the executions, and what each is made to begin with.
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
    if (!begun_) {
        begun_ = true;
        return true;
    }
    while (length_ != 0) {
        std::uint32_t const known = next_.shared;
        if (next_child(last())) {
            find_repeated(repeat, std::min(known, next_.shared));
            return true;
        }
        end_stage();
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
    return question.enabled.contains(running) ? running : question.enabled.first();
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
    was_look_ = next_.is_look || is_cut_;
    if (was_look_) {
        for (std::size_t i = 0; i < whole.event_count; ++i) {
            if (whole.is_idle(i) && whole.events[i].operation.object != 0) {
                learnt_.looks.add_loop(whole.events[i].operation.site);
            }
        }
        if (next_.asks) {
            learnt_.looks.add(asked_state_, asked_value_, is_cut_);
        }
        is_cut_ = false;
        return;
    }
    if (whole.event_count >= next_.fibers.size()) { // it has not been stopped before
        begin_stage(whole);
    }
}

void dpor::begin_stage(execution_record const& whole) {
    if (length_ == way_.size()) {
        way_.emplace_back();
    }
    stage& made = way_[length_++];
    made.begin = next_.begin;
    made.open.clear();
    if (length_ == 1) {
        made.departure = -1;
    } else {
        made.departure = next_.departure;
        for (pair const& each : way_[length_ - 2].open) {
            if (each.second < made.begin && each.reach >= made.begin) {
                made.open.push_back(each);
            }
        }
        auto const kept = delays_before(made.begin);
        made.parent_delays.assign(kept, delays_.end());
        delays_.erase(kept, delays_.end());
        graph_.cut(made.begin, made.parent);
        way_bytes_ += made.parent.bytes();
    }
    made.next_open = 0;
    made.opened = made.open.size();
    made.second = made.begin;
    made.has_pairs = false;
    made.has_subset = false;
    made.again = false;
    made.next_value = 0;
    graph_.build(whole, made.begin, learnt_);
    if (graph_.has_used_when_destroyed()) {
        why_unclear_ = "an object was used or destroyed between operations that others may use then";
    }
    if (graph_.has_unclear_step()) {
        why_unclear_ = "what an operation accesses depends on choose(), or on whom it notifies";
    }
    if (way_bytes_ > way_bytes_max) {
        why_unclear_ = "the way to an execution takes more than 256 MB";
    }
    if (length_ != 1) {
        end_beginning();
    }
    longest_way_ = std::max(longest_way_, length_);
}

/// Up to those that have not ended before an action.
std::vector<dpor::delay>::iterator dpor::delays_before(std::uint32_t action) {
    return std::partition_point(delays_.begin(), delays_.end(), [&](delay const& each) {
        return each.last < action && (each.first == none || each.first < action);
    });
}

/// What came of the departure: how many values were chosen is known only now, and whether who was delayed could go on.
void dpor::end_beginning() {
    next_.shared = next_.departure + 1;
    if (!next_.has_delay) {
        return;
    }
    delay its = next_.its_delay;
    std::uint32_t at = next_.departure;
    for (std::uint32_t i = std::max(its.begin, next_.begin); i < at; ++i) {
        graph_.set_block(i, none);
    }
    bool const is_value = graph_[at].what.is_value;
    if (!is_value) {
        graph_.set_block(at, none);
    }
    auto const pass_values = [&] {
        for (++at; at < graph_.performed() && graph_[at].what.is_value; ++at) {
        }
    };
    pass_values();
    if (next_.ends_delay) {
        its.last = at;
        graph_.set_block(at, none);
        pass_values();
    }
    bool const goes_on = at < graph_.performed() && graph_[at].what.fiber == next_.then;
    its.first = goes_on ? at : none;
    if (goes_on) {
        graph_.set_block(at, its.begin);
    }
    delays_.push_back(its);
    if ((next_.tries || !goes_on) && !is_a_delay(its)) {
        was_look_ = next_.tries;
        redundant_ += next_.tries ? 0 : 1;
        end_stage();
    }
}

/// Whether all of it delays who was delayed, and its last event is the last one: where it was tried, that was not known
/// before. Who cannot go on is delayed by nothing but the last event.
bool dpor::is_a_delay(delay const& its) const {
    label const& last = graph_[its.last].what;
    if (next_.tries && !conflicts(learnt_.further, last, next_.first)) {
        return false;
    }
    const_counts const past = graph_.past(its.first != none ? its.first : its.last);
    for (std::uint32_t i = its.begin; i < its.last; ++i) {
        if (graph_[i].what.is_value) {
            continue;
        }
        bool is_last = its.first != none && graph_[i].what.fiber > last.fiber;
        for (std::uint32_t j = i + 1; j <= its.last && is_last; ++j) {
            is_last = graph_[j].what.is_value || !graph_.contains(graph_.past(j), i);
        }
        if (is_last || !graph_.contains(past, i)) {
            return false;
        }
    }
    return true;
}

/// Back to its parent.
void dpor::end_stage() {
    stage& ended = last();
    --length_;
    if (length_ == 0) {
        graph_.clear();
        delays_.clear();
        next_.shared = 0;
        return;
    }
    next_.shared = std::min(next_.shared, ended.begin);
    way_bytes_ -= ended.parent.bytes();
    graph_.put_back(ended.parent);
    delays_.erase(delays_before(ended.begin), delays_.end());
    delays_.insert(delays_.end(), ended.parent_delays.begin(), ended.parent_delays.end());
}

bool dpor::begins_anew() {
    if (every_.has_value()) {
        return false;
    }
    if (why_unclear_ != nullptr) {
        why_every_ = std::exchange(why_unclear_, nullptr);
        forget();
        way_ = {};
        every_.emplace();
        return true;
    }
    bool const has_new_loop = learnt_.looks.has_new_loop();
    if (learnt_.varying.has_new() || has_new_loop) { // what was said until now was said without knowing
        forget();
        return true;
    }
    return false;
}

void dpor::forget() {
    length_ = 0;
    way_bytes_ = 0;
    graph_.clear();
    delays_.clear();
    next_ = {};
    idle_steps_.clear();
    is_cut_ = false;
    begun_ = false;
    redundant_ = 0;
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
