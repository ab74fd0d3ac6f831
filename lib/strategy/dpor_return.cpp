// fermata - https://www.boost.org/LICENSE_1_0.txt
//
// How an execution that was forgotten is found again, from one that has it for a parent.
#include "strategy/dpor.hpp"

#include <algorithm>

namespace fermata::detail {

/// An execution of the class of the parent of the first one on the way: all but the last departure, and whatever
/// follows by default.
void dpor::begin_return() {
    ++returns_;
    auto const departure = static_cast<std::uint32_t>(last().departure);
    bool const is_in_delay = !delays_.empty() && departure <= delays_.back().last;
    std::uint32_t const end = is_in_delay ? delays_.back().last : departure;
    passed_.is_awaited = true;
    passed_.fibers.clear();
    passed_.values.clear();
    for (std::uint32_t i = 0; i <= end; ++i) {
        label const& what = graph_[i].what;
        if (!what.is_value) {
            passed_.fibers.push_back(what.fiber);
        } else if (i <= departure) { // the others follow
            passed_.values.emplace_back(passed_.fibers.size(), what.object);
        }
    }
    next_.shared = 0;
    begin_like(departure);
    label what = graph_[departure].what;
    if (what.is_value) {
        --what.object;
        next_.add(what);
    }
    bool is_delayed =
        is_in_delay || (!delays_.empty() && delays_.back().first != none && departure < delays_.back().first);
    if (end != departure) { // the last event of the delay
        next_.add(graph_[end].what);
    } else if (is_in_delay && !what.is_value) {
        what.fiber = delays_.back().delayed;
        next_.add(what);
        is_delayed = false; // it has gone on
    }
    next_.then = is_delayed ? delays_.back().delayed : none;
    next_.shared = 0;
    next_.is_return = true;
    length_ = 0;
    delays_.clear();
    is_returning_ = true;
    is_in_order_ = false;
}

/// The execution is looked at, and made once more in the order in which it was made when it was begun first. False when
/// it is there.
bool dpor::go_on_returning() {
    if (!departures_.find(graph_, learnt_.looks, course_)) {
        if (course_.asked() != default_course::none) {
            begin_look();
        } else {
            give_up("who was blocked at the end of an execution was so for no known reason");
        }
        return true;
    }
    if (departures_.is_in_order()) {
        arrive();
        return false;
    }
    if (is_in_order_) {
        give_up("an execution was not performed as it should have been");
        return true;
    }
    next_.shared = 0;
    begin_like(0);
    for (std::uint32_t const each : departures_.order()) {
        next_.add(graph_[each].what);
    }
    next_.is_return = true;
    is_in_order_ = true;
    return true;
}

void dpor::arrive() {
    stage& made = new_stage(0, departures_.last());
    made.has_lost_parent = made.departure >= 0;
    delays_ = departures_.delays();
    for (delay const& each : delays_) {
        for (std::uint32_t i = each.begin; i <= each.last; ++i) {
            if (!graph_[i].what.is_value || static_cast<std::int64_t>(i) < made.departure) {
                graph_.set_block(i, none);
            }
        }
        if (each.first != none) {
            graph_.set_block(each.first, each.begin);
        }
    }
    next_.shared = 0;
    is_returning_ = false;
}

/// One more execution, after which all begins anew.
void dpor::give_up(char const* why) {
    why_unclear_ = why;
    next_.shared = 0;
    begin_like(0);
    next_.is_return = true;
}

/// Whether that child was made before its parent was forgotten.
bool dpor::is_passed() {
    if (!passed_.is_awaited || next_.is_look) {
        return false;
    }
    passed_.is_awaited = next_.fibers != passed_.fibers || next_.values != passed_.values;
    return true;
}

/// Whether the execution that was begun last could be found again like that.
bool dpor::is_told() {
    if (!departures_.find(graph_, learnt_.looks, course_)) {
        return course_.asked() != default_course::none; // a look would tell
    }
    return is_found();
}

bool dpor::is_found() const {
    return departures_.is_in_order() && departures_.delays() == delays_ && departures_.last() == last().departure;
}

} // namespace fermata::detail
