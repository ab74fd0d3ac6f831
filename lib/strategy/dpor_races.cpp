// fermata - https://www.boost.org/LICENSE_1_0.txt
//
// What an execution shows: which of its events could have been the other way round.
#include "strategy/dpor.hpp"

#include <algorithm>

namespace fermata::detail {

void dpor::observe(execution_record const& whole) {
    if (every_.has_value()) {
        return;
    }
    order_.set_fibers(whole.fiber_count);
    while (!races_.empty() && (races_.back().second == no_action || races_.back().second >= first_new_)) {
        races_.pop_back();
    }
    std::size_t const known_races = races_.size();
    if (places_.empty()) {
        places_.resize(1);
    }
    sleep_.resize(places_[first_place_].sleep_end);
    // What belongs to steps that are in order_ already is passed over.
    next_further_ = static_cast<std::size_t>(
        std::partition_point(whole.further, whole.further + whole.further_count,
                             [&](further_access const& each) { return each.step < first_step_; }) -
        whole.further);
    next_edge_ = 0;
    next_destruction_ = 0;
    next_choice_ = decided_.empty() ? 0 : decided_.size() - 1;
    if (first_new_ == 0) {
        next_choice_ = 0;
        add_values(whole, 0);
    } else {
        next_edge_ = static_cast<std::size_t>(
            std::partition_point(whole.edges, whole.edges + whole.edge_count,
                                 [&](causal_edge const& each) { return each.steps <= first_step_; }) -
            whole.edges);
    }
    find_idle_reads(whole);
    for (std::uint64_t step = first_step_; step < whole.event_count; ++step) {
        add_event(whole, step);
        add_values(whole, step + 1);
    }
    if (!is_cut_ && forced_.end < places_.size() && !places_[forced_.end].is_free) {
        ++redundant_;
    }
    // Where an execution is cut the first one is who was idle, and the others could go on.
    for (std::size_t i = 0; i < (is_cut_ ? std::min<std::size_t>(1, whole.blocked_count) : whole.blocked_count); ++i) {
        pending_operation const& blocked = whole.blocked[i];
        operation const& of = blocked.operation;
        accesses_.assign(1, {of.object, of.access, 0});
        find_races(no_action, blocked, {0, 0, of.access}, {blocked.fiber, of.object, 0, of.access});
    }
    // Only now, because what reverses a race is all of the execution that does not follow from its first event.
    for (std::size_t i = 0; i < races_.size(); ++i) {
        if (i >= known_races || (races_[i].depends_on_cover && !is_still_covered(races_[i]))) {
            reverse(races_[i]);
        }
    }
    if (is_cut_) {
        explore_spared(whole);
    }
    is_cut_ = false;
}

/// The path led to a read after which nothing was to be seen: what relied on it goes from the place before.
void dpor::explore_spared(execution_record const& whole) {
    std::size_t const leaf = forced_.end - 1;
    place& here = places_[leaf];
    for (std::vector<label>& each : forced_.spared) {
        if (!is_covered_by_sleep(here, each)) {
            trees_.insert(here.branches, each);
        }
    }
    for (std::size_t i = 1; i < whole.blocked_count && forced_.spares_all && here.branches == wakeup_trees::none; ++i) {
        pending_operation const& enabled = whole.blocked[i];
        operation const& of = enabled.operation;
        sequence_.assign(1, {enabled.fiber, of.object, 0, of.access});
        if (!is_covered_by_sleep(here, sequence_)) {
            trees_.insert(here.branches, sequence_);
        }
    }
    forced_.spared.clear();
}

bool dpor::is_covered_by_sleep(place const& here, std::vector<label> const& sequence) const {
    return std::any_of(sleep_.begin() + here.sleep_begin, sleep_.begin() + here.sleep_end, [&](label const& sleeping) {
        std::size_t at = 0;
        return !sleeping.is_idle && trees_.may_come_first(sleeping, sequence, at);
    });
}

/// Whether what follows in this execution does not conflict with what covered the race in the one before.
bool dpor::is_still_covered(race const& which) const noexcept {
    for (auto action = static_cast<std::uint32_t>(first_new_); action < order_.events(); ++action) {
        if (order_.happens_before(which.first, action)) {
            continue;
        }
        label const& follows = order_.at(action);
        if (follows.is_idle) {
            continue;
        }
        if (follows.fiber == which.cover.fiber) {
            return is_same_action(which.cover, follows);
        }
        if (conflicts(further_, which.cover, follows)) {
            return false;
        }
    }
    return true;
}

void dpor::add_edges(execution_record const& whole, std::uint64_t steps) {
    if (steps == whole.event_count && whole.blocked_count == 0 && whole.destruction_count == 0) {
        return; // nobody is left whose past they would belong to
    }
    while (next_edge_ < whole.edge_count && whole.edges[next_edge_].steps <= steps &&
           whole.edges[next_edge_].choices <= next_choice_) {
        look_at_destructions(whole, steps);
        causal_edge const& edge = whole.edges[next_edge_++];
        order_.add_edge(edge.from, edge.to);
    }
    look_at_destructions(whole, steps);
}

/// What happened between two events: values that were chosen, each an action of its own, and edges.
void dpor::add_values(execution_record const& whole, std::uint64_t step) {
    add_edges(whole, step);
    while (next_choice_ < whole.choice_count && whole.choices[next_choice_].step <= step) {
        choice const& made = whole.choices[next_choice_];
        if (made.kind != choice::kind_type::value) {
            return;
        }
        std::size_t const action = order_.events();
        has_values_ = true;
        if (next_choice_ >= decided_.size()) {
            decided_.push_back({made.step, action, made.taken, made.alternatives, true});
        }
        places_[action].is_decision = true;
        order_.add({made.fiber, made.taken, 0, access::none, true}, {}, step);
        pass_on_sleep();
        ++next_choice_;
        add_edges(whole, step);
    }
}

label dpor::label_of(execution_record const& whole, std::uint64_t step, effect const& did, std::size_t& next_further) {
    pending_operation const& now = whole.events[step];
    label what{now.fiber, now.operation.object, 0, did.how};
    if (next_further < whole.further_count && whole.further[next_further].step == step) {
        further_accesses all;
        for (; next_further < whole.further_count && whole.further[next_further].step == step; ++next_further) {
            all.emplace_back(whole.further[next_further].object, whole.further[next_further].how);
        }
        what.more = further_.intern(std::move(all));
    }
    return what;
}

void dpor::add_event(execution_record const& whole, std::uint64_t step) {
    std::size_t const action = order_.events();
    if (next_choice_ < whole.choice_count && whole.choices[next_choice_].step == step) {
        choice const& made = whole.choices[next_choice_];
        if (next_choice_ >= decided_.size()) {
            decided_.push_back({made.step, action, made.taken, made.alternatives, false});
        }
        places_[action].is_decision = true;
        ++next_choice_;
    }
    pending_operation const& now = whole.events[step];
    operation const& of = now.operation;
    effect did{0, 0, of.access};
    if (of.object != 0 && of.access != access::none) {
        did = whole.effects[step];
    }
    accesses_.clear();
    if (whole.is_idle(step)) [[unlikely]] {
        note_idle(now, whole.effects[step]);
        order_.add({now.fiber, of.object, 0, of.object != 0 ? whole.effects[step].how : access::none, false, true}, {},
                   step);
        pass_on_sleep();
        return;
    }
    accesses_.push_back({of.object, did.how, did.before});
    for (std::size_t i = next_further_; i < whole.further_count && whole.further[i].step == step; ++i) {
        accesses_.push_back({whole.further[i].object, whole.further[i].how, whole.further[i].before});
    }
    label const what = label_of(whole, step, did, next_further_);
    find_races(static_cast<std::uint32_t>(action), now, did, what);
    if (!idle_reads_.empty()) [[unlikely]] {
        std::erase_if(idle_reads_, [&](idle_read const& each) { return each.fiber == now.fiber; });
    }
    order_.add(what, accesses_, step);
    pass_on_sleep();
}

/// A round that only read that value led to nothing, and would again.
void dpor::note_idle(pending_operation const& now, effect const& did) {
    if (now.operation.object != 0) { // 0: of a yield
        has_idle_reads_ = true;
        idle_reads_.push_back({now.fiber, now.operation.object, did.before});
    }
}

/// In the part of the execution that is in order_ already.
void dpor::find_idle_reads(execution_record const& whole) {
    idle_reads_.clear();
    if (!has_idle_reads_) {
        return;
    }
    for (std::uint64_t step = 0; step < first_step_; ++step) {
        pending_operation const& now = whole.events[step];
        if (whole.is_idle(step)) {
            note_idle(now, whole.effects[step]);
        } else if (!idle_reads_.empty()) {
            std::erase_if(idle_reads_, [&](idle_read const& each) { return each.fiber == now.fiber; });
        }
    }
}

/// To the place after the last action: those that it does not conflict with.
void dpor::pass_on_sleep() {
    std::size_t const next = order_.events();
    if (next <= first_place_) {
        return; // that place stays as it was
    }
    if (next >= places_.size()) {
        places_.resize(next + 1);
    }
    place const& from = places_[next - 1];
    place& to = places_[next];
    to.sleep_begin = static_cast<std::uint32_t>(sleep_.size());
    if (from.sleep_begin != from.sleep_end) {
        label const& done = order_.at(next - 1);
        for (std::uint32_t i = from.sleep_begin; i < from.sleep_end; ++i) {
            label const sleeping = sleep_[i];
            if (done.is_idle || (sleeping.fiber != done.fiber && !conflicts(further_, sleeping, done))) {
                sleep_.push_back(sleeping);
            }
        }
    }
    to.sleep_end = static_cast<std::uint32_t>(sleep_.size());
    to.is_free = std::all_of(sleep_.begin() + to.sleep_begin, sleep_.begin() + to.sleep_end,
                             [](label const& each) { return each.is_idle; });
}

void dpor::find_races(std::uint32_t action, pending_operation const& now, effect const& did, label const& second) {
    operation const& of = now.operation;
    idle_values_.clear();
    for (idle_read const& each : idle_reads_) {
        if (each.fiber == now.fiber && each.object == of.object) {
            idle_values_.push_back(each.value);
        }
    }
    order_.look_back(now.fiber, of, accesses_, idle_values_, candidates_);
    for (causal_order::candidate const& each : candidates_) {
        if (!places_[each.event].is_decision) {
            continue; // a runner with a declared order, or main, moved it: nothing else could have been
        }
        label there = second;
        if (each.knows_state && operation_detail::depends_on_state(of.detail)) {
            there.how = effect::predicted(of, each.state, did.expected);
        }
        races_.push_back({each.event, action, there, {}, false});
    }
}

void dpor::reverse(race& which) {
    which.depends_on_cover = false;
    place& here = places_[which.first];
    sequence_.clear();
    // How much of the sequence the next execution may have, too.
    std::size_t const repeated = order_.append_what_does_not_follow(which.first, which.second, sequence_);
    sequence_.push_back(which.what);
    for (std::uint32_t i = here.sleep_begin; i < here.sleep_end; ++i) {
        std::size_t at = 0;
        // What is idle here covers nothing but itself.
        if (trees_.may_come_first(sleep_[i], sequence_, at) &&
            (!sleep_[i].is_idle || (at + 1 == sequence_.size() && which.what.fiber == sleep_[i].fiber))) {
            which.cover = sleep_[i];
            which.depends_on_cover = at >= repeated;
            return; // it was explored with that one first
        }
    }
    trees_.insert(here.branches, sequence_);
}

} // namespace fermata::detail
