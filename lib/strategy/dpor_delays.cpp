// fermata - https://www.boost.org/LICENSE_1_0.txt
//
// Whether two actions make a child: a delay of the first one, or a read that is put before the end of a delay.
#include "strategy/dpor.hpp"

#include <algorithm>

namespace fermata::detail {

/// The delay of the first action that ends with the second one.
bool dpor::make_delay(stage& of, pair& which) {
    auto const& [first, second, reach, is_read] = which;
    execution_graph::action const& delayed = graph_[first];
    bool const has_extras = std::find(of.taken.begin(), of.taken.end(), true) != of.taken.end();
    bool const is_prefix = !has_extras && graph_.latest(second) < static_cast<std::int64_t>(first);
    if (is_prefix && static_cast<std::int64_t>(first) <= of.departure) {
        return false; // after the first one there is a departure
    }
    graph_.performed_before(first, kept_);
    graph_.add(kept_.data(), graph_.before(second));
    add_extras(of);
    graph_.add_values(kept_.data());
    auto const what = graph_.after(kept_.data(), second);
    if (!what.has_value()) {
        return false;
    }
    std::uint32_t const begin = delayed.block;
    bool const is_more = has_extras || begin != first;
    if (!conflicts(learnt_.further, *what, delayed.what) || is_known_to_wait(second, *what) ||
        (is_more && !is_last_of_delay(first, second, *what, has_extras))) {
        return false;
    }
    if (!is_prefix) {
        graph_.copy(kept_.data(), past_);
        counting::increment(past_.data(), delayed.what.fiber);
        bool const follows = follows_by_default(of, which, past_.data(), first, delayed.what.fiber);
        if (!follows) {
            return of.again;
        }
    }
    bool const takes_reads = delayed.what.how == access::read && what->how == access::write &&
                             delayed.what.object == what->object && is_single(delayed.operation) &&
                             is_single(graph_[second].operation);
    begin_delay(begin);
    next_.departure = next_.actions();
    end_delay({begin, next_.departure, none, delayed.what.fiber, takes_reads}, *what);
    next_.asks = may_wait_;
    return true;
}

/// To what is kept, with what happens before them.
void dpor::add_extras(stage const& of) {
    for (std::size_t i = 0; i < of.extras.size(); ++i) {
        if (of.taken[i]) {
            graph_.add(kept_.data(), graph_.past(of.extras[i]));
        }
    }
}

/// Whether what is kept beyond the first event happens before the second, and whether that is the last one of the
/// delay: of the events that no other one comes after, the one of the fiber with the greatest number.
bool dpor::is_last_of_delay(std::uint32_t first, std::uint32_t second, label const& what, bool has_extras) {
    std::uint32_t const begin = graph_[first].block;
    if (begin != first && !has_extras) {
        // Nothing in the delay comes after its last event, and so nothing that happens before the second one.
        label const& last = graph_[first - 1].what;
        if (!last.is_value && last.fiber > what.fiber && !conflicts(learnt_.further, last, what) &&
            !graph_.contains(graph_.before(second), first - 1)) {
            return false;
        }
    }
    label const delayed = delayed_by(first, second, what);
    find_past(second, what, past_);
    if (delayed != graph_[first].what) {
        return is_last_before(first, second, what, delayed);
    }
    for (std::uint32_t i = first + 1; i < graph_.performed() && has_extras; ++i) {
        if (graph_.contains(kept_.data(), i) && !graph_.contains(past_.data(), i) && !graph_[i].what.is_value) {
            return false;
        }
    }
    // The first one will not be enabled then: it is the second one alone that delays it.
    bool const ends_first = graph_[first].what.more != 0 && (graph_[first].operation.detail & 0xf) != 0 &&
                            what.object == graph_[first].what.object;
    for (std::uint32_t i = begin; i < first; ++i) {
        if (graph_[i].what.is_value || graph_.contains(past_.data(), i) ||
            (graph_[i].what.fiber < what.fiber && !ends_first)) {
            continue;
        }
        bool is_last = true;
        for (std::uint32_t j = i + 1; j < first && is_last; ++j) {
            is_last = graph_[j].what.is_value || !graph_.contains(graph_.past(j), i);
        }
        if (is_last) {
            return false;
        }
    }
    return true;
}

/// What the first one would be after what is kept and the second one. Only what may sleep is something else for it: of
/// any other, what would differ is what it does to the object that the second one has written, and that comes after.
label dpor::delayed_by(std::uint32_t first, std::uint32_t second, label const& what) {
    execution_graph::action const& delayed = graph_[first];
    if (!graph_.sleeps(first)) {
        return delayed.what;
    }
    std::uint32_t const object = delayed.operation.object;
    auto state = graph_.state_after(kept_.data(), object);
    if (state.has_value() && graph_[second].operation.object == object && what.how == access::write &&
        !graph_[second].what.is_value && graph_[second].operation.kind != operation_kind::checkpoint) {
        state = graph_.state_left(second, *state);
    }
    if (!state.has_value()) {
        why_unclear_ = "an atomic is waited for whose sums are not known";
        return delayed.what;
    }
    return graph_.in_state(first, *state).value_or(delayed.what);
}

/// The same where the first one would access something else than it does here: whether all that is kept happens before
/// one of the two then, and the second one is the last of it.
bool dpor::is_last_before(std::uint32_t first, std::uint32_t second, label const& what, label const& delayed) {
    find_past(first, delayed, first_past_);
    some_.clear();
    for (std::uint32_t i = graph_[first].block; i < graph_.performed(); ++i) {
        if (i != first && i != second && graph_.contains(kept_.data(), i) && !graph_[i].what.is_value) {
            some_.push_back(i);
        }
    }
    return std::all_of(some_.begin(), some_.end(), [&](std::uint32_t each) {
        if (graph_.contains(past_.data(), each)) {
            return true;
        }
        bool const is_covered = std::any_of(some_.begin(), some_.end(), [&](std::uint32_t later) {
            return later != each && graph_.contains(graph_.past(later), each);
        });
        return graph_.contains(first_past_.data(), each) && (is_covered || graph_[each].what.fiber < what.fiber);
    });
}

/// What happens before an action if it comes after what is kept.
void dpor::find_past(std::uint32_t which, label const& what, std::vector<std::uint32_t>& past) const {
    graph_.copy(graph_.before(which), past);
    auto const walk = [&](std::uint32_t object, access how) {
        auto const* each = graph_.last_link(object);
        if (each != nullptr && !accesses_conflict(how, each->how)) {
            each = graph_.conflicting_before(*each, how);
        }
        for (; each != nullptr; each = graph_.conflicting_before(*each, how)) {
            if (execution_graph::contains(kept_.data(), *each)) {
                graph_.add(past.data(), graph_.past(each->action));
                if (each->how == access::write) {
                    break; // all that conflicts with it happens before it
                }
            }
        }
    };
    walk(what.object, what.how);
    for (auto const& [object, how] : learnt_.further[what.more]) {
        walk(object, how);
    }
}

/// The second action, a read, put before the first one, which ends a delay.
bool dpor::make_insertion(stage& of, pair& which) {
    auto const& [last, read, reach, is_read] = which;
    auto const found = std::partition_point(delays_.begin(), delays_.end(),
                                            [&](delay const& each) { return each.last < which.first; });
    if (found == delays_.end() || found->last != last || !found->takes_reads) {
        return false;
    }
    delay const into = *found;
    if (graph_[read].what.fiber == into.delayed ||
        graph_.before(read)[into.delayed] > graph_.performed_before(into.begin, into.delayed)) {
        return false;
    }
    bool const reads_only = is_single(graph_[read].operation);
    if (reads_only && !is_last_read(into, read, graph_.before(read))) {
        return false;
    }
    bool const has_extras = std::find(of.taken.begin(), of.taken.end(), true) != of.taken.end();
    bool const is_prefix = !has_extras && graph_.latest(read) < static_cast<std::int64_t>(last);
    if (is_prefix && of.departure > static_cast<std::int64_t>(last)) {
        return false;
    }
    graph_.performed_before(last, kept_);
    graph_.add(kept_.data(), graph_.before(read));
    add_extras(of);
    graph_.add_values(kept_.data());
    auto const what = graph_.after(kept_.data(), read);
    if (!what.has_value() || what->how != access::read || is_known_to_wait(read, *what)) {
        return false;
    }
    if (!reads_only) { // it may come after others for another reason
        find_past(read, *what, past_);
        for (std::uint32_t i = last + 1; i < graph_.performed() && has_extras; ++i) {
            if (graph_.contains(kept_.data(), i) && !graph_.contains(past_.data(), i) && !graph_[i].what.is_value) {
                return false;
            }
        }
        if (!is_last_read(into, read, past_.data())) {
            return false;
        }
    }
    if (!is_prefix) {
        // With the end of the delay, and who was delayed.
        std::uint32_t running = graph_[last].what.fiber;
        graph_.copy(kept_.data(), past_);
        counting::increment(past_.data(), running);
        if (into.first != none) {
            running = into.delayed;
            counting::increment(past_.data(), running);
        }
        bool const follows = follows_by_default(of, which, past_.data(), into.begin, running);
        if (!follows) {
            return of.again;
        }
    }
    begin_delay(into.begin);
    next_.departure = next_.actions();
    next_.add(*what);
    next_.ends_delay = true;
    end_delay(into, graph_[last].what);
    next_.asks = may_wait_;
    return true;
}

/// Whether, of the reads that are before the end of the delay for no other reason, that one would be the last: the one
/// of the fiber with the greatest number, of those that no other one comes after. `past` is what happens before it.
bool dpor::is_last_read(delay const& into, std::uint32_t read, const_counts past) const {
    std::uint32_t const last = into.last;
    using link = execution_graph::link;
    auto const previous = [&](link const* each) { return graph_.link_at(each->previous); };
    link const* each = graph_.link_before(read, graph_[last].what.object);
    for (; each != nullptr && each->action != last; each = previous(each)) {
        if (execution_graph::contains(past, *each)) {
            return false; // it would not be the only one to be put there
        }
    }
    if (each == nullptr) {
        return false;
    }
    for (each = previous(each); each != nullptr && each->how == access::read && each->action >= into.begin;
         each = previous(each)) {
        std::uint32_t const other = each->action;
        if (graph_.contains(graph_.before(last), other) || graph_.contains(past, other) ||
            graph_[other].what.fiber < graph_[read].what.fiber) {
            continue;
        }
        bool is_covered = false;
        for (link const* later = graph_.links_of(last).data(); later->action != other && !is_covered;
             later = previous(later)) {
            is_covered = later->how == access::read && graph_.contains(graph_.past(later->action), other) &&
                         !graph_.contains(graph_.before(last), later->action);
        }
        if (!is_covered) {
            return false;
        }
    }
    return true;
}

/// Whether what is not in a set is what would follow by default. If that is not known, a look is what comes next.
bool dpor::follows_by_default(stage& of, pair& which, const_counts set, std::uint32_t first, std::uint32_t running) {
    switch (course_.follows(graph_, learnt_.looks, set, first, running)) {
    case default_course::answer::same: return true;
    case default_course::answer::unknown:
        begin_look();
        of.again = true; // the same once more, after the look
        return false;
    case default_course::answer::differs: break;
    }
    which.reach = std::max(which.reach, course_.reach());
    return false;
}

/// Whether that is part of a loop, and would go on waiting after what is kept. If it may, that is seen where it is
/// done.
bool dpor::is_known_to_wait(std::uint32_t which, label const& what) {
    operation const& of_it = graph_[which].operation;
    may_wait_ = false;
    if (!learnt_.looks.may_wait(of_it, what.how)) [[likely]] {
        return false;
    }
    auto const state = graph_.state_after(kept_.data(), of_it.object);
    if (!state.has_value()) {
        return true;
    }
    asked_state_ = graph_.state_at(which);
    asked_sight_ = {*state, graph_.writer_after(kept_.data(), of_it.object)};
    auto const is_idle = learnt_.looks.is_idle(asked_state_, asked_sight_);
    may_wait_ = !is_idle.has_value();
    return is_idle.value_or(false);
}

} // namespace fermata::detail
