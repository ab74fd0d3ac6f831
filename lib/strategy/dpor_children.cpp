// fermata - https://www.boost.org/LICENSE_1_0.txt
//
// The executions that have one for a parent, one after the other.
#include "strategy/dpor.hpp"

#include <algorithm>
#include <utility>

namespace fermata::detail {

bool dpor::next_child(stage& of) { return next_by_pair(of) || next_by_value(of); }

/// The pairs that could not be told by what the execution has in common with its parent, then those of each new action.
bool dpor::next_by_pair(stage& of) {
    for (; of.next_open < of.opened; ++of.next_open) {
        pair& which = of.open[of.next_open];
        if ((of.has_subset || which.reach >= of.begin) && try_pair(of, which)) {
            return true;
        }
    }
    for (; of.second < graph_.size(); ++of.second) {
        if (!of.has_pairs) {
            of.has_pairs = true;
            find_pairs(of);
        }
        for (; !of.now.empty(); of.now.pop_back()) {
            if (try_pair(of, of.now.back())) {
                return true;
            }
            if (pair const& tried = of.now.back(); tried.reach > tried.second) {
                of.open.push_back(tried);
            }
        }
        of.has_pairs = false;
    }
    return false;
}

/// True if there is an execution to be made: a child, or one that shows whether there is a child.
bool dpor::try_pair(stage& of, pair& which) {
    while (of.again || next_subset(of, which)) {
        of.again = false;
        if (which.is_read ? make_insertion(of, which) : make_delay(of, which)) {
            return true;
        }
    }
    return false;
}

/// Those of an action with others that conflict with it and are before it, but not before it is announced. Delays are
/// left out where it is seen at once that they are none: after the first action there is a departure, and nothing that
/// would come before it is from after it.
void dpor::find_pairs(stage& of) const {
    of.now.clear();
    execution_graph::action const& second = graph_[of.second];
    if (second.what.is_value) {
        return;
    }
    label const most = graph_.announced(of.second);
    bool const second_is_single = is_single(second.operation);
    bool const may_read =
        second.operation.access == access::read || operation_detail::depends_on_state(second.operation.detail);
    auto const departure = static_cast<std::int64_t>(of.departure);
    const_counts const before = graph_.before(of.second);
    auto const walk = [&](std::uint32_t object, access how) {
        auto const* each = graph_.link_before(of.second, object);
        if (each != nullptr && !accesses_conflict(how, each->how)) {
            each = graph_.conflicting_before(*each, how);
        }
        for (; each != nullptr; each = graph_.conflicting_before(*each, how)) {
            std::uint32_t const first = each->action;
            if (!of.now.empty() && of.now.back().first == first) {
                continue; // it accesses the object more than once
            }
            if (execution_graph::contains(before, *each)) {
                if (each->how == access::write) {
                    break; // all that conflicts with it is before it
                }
            } else if (!is_top(first)) {
                if (may_read && object == second.what.object && each->how == access::write) {
                    of.now.push_back({first, of.second, 0, true});
                }
            } else if (static_cast<std::int64_t>(first) > departure || !second_is_single ||
                       !is_single(graph_[first].operation) ||
                       static_cast<std::int64_t>(first) < graph_.latest(of.second)) {
                of.now.push_back({first, of.second, 0, false});
            }
        }
    };
    walk(most.object, most.how);
    if (most.more != 0) {
        for (auto const& [object, how] : learnt_.further[most.more]) {
            walk(object, how);
        }
        auto const is_before = [](pair const& one, pair const& other) { return one.first < other.first; };
        auto const is_same = [](pair const& one, pair const& other) { return one.first == other.first; };
        std::sort(of.now.begin(), of.now.end(), is_before);
        of.now.erase(std::unique(of.now.begin(), of.now.end(), is_same), of.now.end());
    }
}

/// What conflicts with the second action, and is not before the first one or after one of the two. What may sleep may
/// conflict elsewhere with more than it does here.
void dpor::find_extras(stage& of, pair& which) const {
    bool const first_sleeps = graph_.sleeps(which.first);
    bool const varies = first_sleeps || graph_.sleeps(which.second);
    label const first = graph_.announced(which.first);
    label const second = graph_.announced(which.second);
    std::uint32_t const end = varies ? graph_.performed() : std::min(which.second, graph_.performed());
    which.reach = varies ? none : 0;
    for (std::uint32_t i = which.first + 1; i < end; ++i) {
        label const& what = graph_[i].what;
        bool const conflict = conflicts(learnt_.further, what, second) ||
                              (first_sleeps && what.fiber != first.fiber && conflicts(learnt_.further, what, first));
        if (conflict && what.fiber != second.fiber && !graph_.contains(graph_.before(which.second), i) &&
            !graph_.contains(graph_.past(i), which.first) &&
            (which.second >= graph_.performed() || !graph_.contains(graph_.past(i), which.second))) {
            of.extras.push_back(i);
        }
    }
}

/// What conflicts with a read that accesses more than that object, and is after neither the end of the delay nor who
/// was delayed.
void dpor::find_extras_of_read(stage& of, pair& which) const {
    auto const into = std::partition_point(delays_.begin(), delays_.end(),
                                           [&](delay const& each) { return each.last < which.first; });
    if (into == delays_.end()) {
        return;
    }
    label const read = graph_.announced(which.second);
    which.reach = none;
    for (std::uint32_t i = which.first + 1; i < graph_.performed(); ++i) {
        label const& what = graph_[i].what;
        if (what.fiber != read.fiber && conflicts(learnt_.further, what, read) &&
            !graph_.contains(graph_.before(which.second), i) && !graph_.contains(graph_.past(i), which.first) &&
            (into->first == none || !graph_.contains(graph_.past(i), into->first)) &&
            (which.second >= graph_.performed() || !graph_.contains(graph_.past(i), which.second))) {
            of.extras.push_back(i);
        }
    }
}

/// The next set of what may come before the second action, too; the first time none of it.
bool dpor::next_subset(stage& of, pair& which) const {
    if (!of.has_subset) {
        of.has_subset = true;
        which.reach = 0;
        of.extras.clear();
        of.taken.clear();
        if (!which.is_read &&
            (!is_single(graph_[which.first].operation) || !is_single(graph_[which.second].operation))) {
            find_extras(of, which);
            of.taken.assign(of.extras.size(), false);
        } else if (which.is_read && !is_single(graph_[which.second].operation)) {
            find_extras_of_read(of, which);
            of.taken.assign(of.extras.size(), false);
        }
        return true;
    }
    for (std::size_t i = of.extras.size(); i-- > 0;) {
        bool can_take = !of.taken[i];
        for (std::size_t j = 0; j < i && can_take; ++j) {
            can_take = of.taken[j] || !graph_.contains(graph_.past(of.extras[i]), of.extras[j]);
        }
        if (can_take) {
            of.taken[i] = true;
            std::fill(of.taken.begin() + static_cast<std::ptrdiff_t>(i) + 1, of.taken.end(), false);
            return true;
        }
    }
    of.has_subset = false;
    return false;
}

/// Everything before that action.
void dpor::begin_like(std::uint32_t actions) {
    std::uint32_t const shared = std::min(next_.shared, actions);
    std::uint32_t const values = graph_.values_before(shared);
    next_.fibers.resize(shared - values);
    next_.values.resize(values);
    for (std::uint32_t i = shared; i < actions; ++i) {
        next_.add(graph_[i].what);
    }
    next_.shared = actions;
    next_.begin = actions;
    next_.next_value = 0;
    next_.has_delay = false;
    next_.ends_delay = false;
    next_.then = none;
    next_.is_look = false;
    next_.is_return = false;
    next_.asks = false;
}

/// Then what is in `kept_`.
void dpor::begin_delay(std::uint32_t begin) {
    begin_like(begin);
    some_.clear();
    for (std::uint32_t i = begin; i < graph_.performed(); ++i) {
        if (graph_.contains(kept_.data(), i) && !graph_[i].what.is_value) {
            some_.push_back(i);
        }
    }
    departures::sort(graph_, some_);
    if (graph_.values().empty()) [[likely]] {
        for (std::uint32_t const each : some_) {
            next_.add(graph_[each].what);
        }
        return;
    }
    graph_.performed_before(begin, past_);
    for (std::uint32_t const each : some_) {
        next_.add(graph_[each].what);
        counting::increment(past_.data(), graph_[each].what.fiber);
        values_.clear();
        graph_.take_values(past_.data(), values_);
        for (std::uint32_t const value : values_) {
            next_.add(graph_[value].what);
        }
    }
}

/// Then the last event of a delay, which is the departure or comes after it; and who was delayed goes on, if it can.
void dpor::end_delay(delay const& what, label const& last) {
    next_.has_delay = true;
    next_.its_delay = what;
    next_.add(last);
    next_.then = what.delayed;
}

bool dpor::next_by_value(stage& of) {
    auto const values = graph_.values();
    for (; of.next_value < values.size(); ++of.next_value) {
        std::uint32_t const here = values[of.next_value];
        label what = graph_[here].what;
        if (here < of.departure || !is_top(here) || what.object + 1 >= graph_[here].expected) {
            continue;
        }
        ++of.next_value;
        begin_like(here);
        ++what.object;
        next_.add(what);
        next_.departure = here;
        if (delays_.empty()) {
            return true;
        }
        delay const& its = delays_.back();
        if (here < its.last) { // of a read that was put before the end of the delay
            next_.ends_delay = true;
            end_delay(its, graph_[its.last].what);
        } else if (its.first != none && here < its.first) {
            next_.has_delay = true;
            next_.its_delay = its;
            next_.then = its.delayed;
        }
        return true;
    }
    return false;
}

/// An execution that shows whether a loop would go on waiting.
void dpor::begin_look() {
    next_.shared = 0;
    begin_like(0);
    for (std::uint32_t i = 0; i < graph_.performed(); ++i) {
        if (graph_.contains(course_.done(), i)) {
            next_.add(graph_[i].what);
        }
    }
    std::uint32_t const asked = course_.asked();
    next_.add(graph_[asked].what);
    next_.is_look = true;
    next_.asks = true;
    asked_state_ = graph_.state_at(asked);
    std::uint32_t const object = graph_[asked].operation.object;
    asked_sight_ = {graph_.state_after(course_.done(), object).value_or(0),
                    graph_.writer_after(course_.done(), object)};
}

} // namespace fermata::detail
