// fermata - https://www.boost.org/LICENSE_1_0.txt
//
// Executions that keep off what sleeps, because the wakeup trees had no room for a path that does.
#include "strategy/dpor.hpp"

#include <algorithm>

namespace fermata::detail {

/// What has to come first is only what the second event follows from: whatever the others do in this execution they
/// need not do in the next one that begins like it, in which the race is not looked at again.
void dpor::reverse_in_little_room(race const& which) {
    place& here = places_[which.first];
    sequence_.clear();
    std::uint32_t const end = which.second == no_action ? static_cast<std::uint32_t>(order_.events()) : which.second;
    for (std::uint32_t action = which.first + 1; action < end; ++action) {
        bool const is_cause = which.second == no_action ? order_.is_past_of(action, which.what.fiber)
                                                        : order_.happens_before(action, which.second);
        if (is_cause && !order_.at(action).is_idle && !order_.happens_before(which.first, action)) {
            sequence_.push_back(order_.at(action));
        }
    }
    sequence_.push_back(which.what);
    for (std::uint32_t i = here.sleep_begin; i < here.sleep_end; ++i) {
        std::size_t at = 0;
        if (trees_.may_come_first(sleep_[i], sequence_, at) && at != sequence_.size() &&
            (!sleep_[i].is_idle || (at + 1 == sequence_.size() && which.what.fiber == sleep_[i].fiber))) {
            return; // it was explored with that one first
        }
    }
    trees_.insert_first(here.branches, sequence_);
}

/// At the decision that the next execution takes another way at.
void dpor::begin_sleeping_now(std::size_t decision) {
    place const& from = places_[first_place_];
    now_.labels.assign(sleep_.begin() + from.sleep_begin, sleep_.begin() + from.sleep_end);
    now_.step = decided_[decision].step;
    now_.choice = decision;
    now_.further = 0;
}

/// What has been performed since is awake, and whatever conflicts with it.
void dpor::catch_up(execution_record const& so_far) {
    auto const wake = [&](std::uint32_t fiber) {
        std::erase_if(now_.labels, [&](label const& each) { return each.fiber == fiber; });
    };
    while (true) {
        for (; now_.choice < so_far.choice_count && so_far.choices[now_.choice].step <= now_.step; ++now_.choice) {
            choice const& made = so_far.choices[now_.choice];
            if (made.kind == choice::kind_type::value) {
                wake(made.fiber);
            }
        }
        if (now_.step >= so_far.event_count) {
            return;
        }
        pending_operation const& done = so_far.events[now_.step];
        bool const has_effect = done.operation.object != 0 && done.operation.access != access::none;
        while (now_.further < so_far.further_count && so_far.further[now_.further].step < now_.step) {
            ++now_.further;
        }
        effect const did = has_effect ? so_far.effects[now_.step] : effect{0, 0, done.operation.access};
        label const what = label_of(so_far, now_.step, did, now_.further);
        std::erase_if(now_.labels, [&](label const& each) { return conflicts(further_, each, what); });
        wake(done.fiber);
        ++now_.step;
    }
}

std::uint32_t dpor::choose_awake(decision const& question) {
    catch_up(running_->so_far());
    auto const sleeps = [&](std::uint32_t fiber) {
        return std::ranges::any_of(now_.labels, [&](label const& each) {
            return each.fiber == fiber && !each.is_value && !each.is_idle;
        });
    };
    enabled_fibers const& enabled = question.enabled;
    if (enabled.contains(question.running) && !sleeps(question.running)) {
        return question.running;
    }
    for (std::uint32_t each = enabled.first(); each != enabled_fibers::none; each = enabled.next_after(each)) {
        if (!sleeps(each)) {
            return each;
        }
    }
    is_known_ = true;
    return nothing_new;
}

} // namespace fermata::detail
