// fermata - https://www.boost.org/LICENSE_1_0.txt
//
// A fiber is never ended by destroying it. It gets the order to end, and is resumed: execution_aborted is
// thrown at its pending operation, and its own destructors unwind it. From then on its operations have
// no effect.
#include "core/execution.hpp"

#include <cxxabi.h>

#include <cstdlib>
#include <exception>
#include <span>
#include <utility>

namespace fermata::detail {

namespace {
// After that many operations a fiber that has the order to end is not expected to do so.
constexpr std::uint32_t operations_in_abort_max = 1000;
} // namespace

fiber& execution::stop(stop_reason why) {
    is_untidy_ = true;
    if (!is_stopped()) {
        stop_ = std::move(why);
        if (stop_.usage != nullptr && stop_.how == outcome::completed) {
            stop_.how = outcome::failed;
        }
    }
    note_blocked();
    if (!is_exploration) {
        return host_; // who decides what to do with the fibers, and may go on
    }
    ending_ = {true, nullptr, &main(), count_};
    watches_ends_ = true;
    for (std::uint32_t i = 0; i < count_; ++i) {
        detach_from_waits(*fibers_[i]);
    }
    waits_for_all_ = nullptr;
    attention_ = 0;
    return next_to_end();
}

/// What could not be performed, for a strategy that asks what could have been otherwise.
void execution::note_blocked() {
    if (!records.keeps_record || is_known_ || !records.blocked.empty()) { // or it has been noted
        return;
    }
    if (cut_ != nullptr) { // it comes first, and then those who could go on
        records.blocked.push_back(pending_[cut_->number]);
        for (std::uint32_t i = 0; i < count_; ++i) {
            if (enabled_.contains(i) && fibers_[i] != cut_) {
                records.blocked.push_back(pending_[i]);
            }
        }
        return;
    }
    for (std::uint32_t i = 0; i < count_; ++i) {
        if (fibers_[i]->state == fiber_state::begun && condition_waited_for(*fibers_[i]) == 0) {
            records.blocked.push_back(pending_[i]);
        }
    }
}

void execution::found_idle(fiber& me, std::span<std::uint64_t const> steps) {
    for (std::uint64_t const each : steps) {
        records.effects[each].is_idle = true;
    }
    if ((attention_ & attention::cut) == 0 && strategy_->is_cut_at_idle_steps(steps.front(), steps.back())) {
        is_untidy_ = true;
        cut_ = &me;
        attention_ |= attention::cut;
    }
}

/// The youngest first, since it may refer to what the older ones own; main is the last.
fiber& execution::next_to_end() {
    while (ending_.cursor > 0) {
        fiber& candidate = *fibers_[--ending_.cursor];
        if (!candidate.is_live() || &candidate == ending_.caller ||
            (ending_.group != nullptr && candidate.group != ending_.group)) {
            continue;
        }
        bool const is_unstarted = candidate.state == fiber_state::unstarted;
        if (is_unstarted && !candidate.body.is_last_owner()) {
            candidate.state = fiber_state::ended;
            count_end(candidate);
            continue;
        }
        candidate.special |= special::aborting;
        candidate.abort_thrown = candidate.abort_thrown || is_unstarted; // that only destroys what it has captured
        return candidate;
    }
    fiber& caller = *ending_.caller;
    if (ending_.group == nullptr) {
        if (caller.state == fiber_state::left_behind) {
            return host_;
        }
        if (main_in_body) {
            caller.special |= special::aborting;
        }
    }
    return caller;
}

void execution::end_group(fiber& caller, fiber_group& group) {
    ending_state const outer = std::exchange(ending_, {true, &group, &caller, count_});
    watches_ends_ = true;
    spins.found_unordered_wait(); // what they would have done is in no event
    for (std::uint32_t i = 0; i < count_; ++i) {
        if (fibers_[i]->group == &group && fibers_[i]->is_live()) {
            detach_from_waits(*fibers_[i]);
        }
    }
    fiber& to = next_to_end();
    if (&to != &caller) {
        go_to(caller, to);
    }
    ending_ = outer;
}

void execution::throw_abort(fiber& me) {
    leave_queue(me);
    if (std::uncaught_exceptions() == 0) {
        me.abort_thrown = true;
        throw execution_aborted{};
    }
    // It is being unwound already, and a second exception would end the process: it goes on to its end.
}

void execution::operation_in_abort(fiber& me) {
    if (!me.abort_thrown && std::uncaught_exceptions() == 0) {
        me.abort_thrown = true;
        throw execution_aborted{};
    }
    if (++me.operations_in_abort > operations_in_abort_max) {
        leave_behind(me);
    }
}

/// Its path ends here, but it is unwound only when nobody else can go on: others may refer to what stands on
/// its stack.
void execution::park_for_good(fiber& me) {
    is_untidy_ = true;
    ++prunes_;
    give_way_disabled(me, {});
}

void execution::end_path(fiber& me) {
    is_untidy_ = true;
    me.pruned = true;
    me.ends_specially = true;
    ++prunes_;
    me.special |= special::aborting;
    me.abort_thrown = true;
    throw execution_aborted{};
}

/// The others go on, unless they have ended, or the order to do so came before.
fiber& execution::leave_main_behind(fiber& me) {
    if (listens != nullptr) {
        listens->exchange_thread_state(me.listener_slot);
        listens->discard_thread_state(me.listener_slot);
    }
    disable(me);
    if (&me == ending_.caller || live_ == 0) {
        return host_;
    }
    waits_for_all_ = &host_;
    watches_ends_ = true;
    return pick_after_leaving(me);
}

void execution::leave_behind(fiber& me) {
    is_untidy_ = true;
    me.state = fiber_state::left_behind;
    ++left_behind_;
    given_up_.push_back(std::move(me.where));
    fiber* next = nullptr;
    if (is_exploration && me.number == 0) {
        next = &leave_main_behind(me); // whoever made it makes another one
    } else {
        count_end(me);
        next = ending_.active ? &next_to_end() : &pick_after_leaving(me);
    }
    current_fiber = next->visible;
    while (thread_exceptions->caught != nullptr) { // the order to end itself, which nobody will catch
        abi::__cxa_end_catch();
    }
    switch_context(me, *next);
    std::abort(); // nobody comes back here
}

} // namespace fermata::detail
