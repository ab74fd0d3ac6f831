// fermata - https://www.boost.org/LICENSE_1_0.txt
//
// What happens at a scheduling point, and at the end of a fiber.
#include "core/step.hpp"

#include "core/remote.hpp"
#include "fiber/live_stack.hpp"

#include <fermata/core/checkpoint.hpp>

#include <algorithm>

namespace fermata::detail {

void execution::give_way(fiber& me, operation const& next) { give_way_here(me, next); }

// The most frequent operation has the whole path in one function.
void pass_checkpoint(std::string_view name, source_location where) {
    fiber& me = *current_fiber;
    if (me.special != 0) [[unlikely]] {
        if ((me.special & special::aborting) != 0) {
            me.owner->operation_in_abort(me);
        } else if ((me.special & special::remote) != 0) {
            pass_checkpoint_of_parent(name, where);
        }
        return;
    }
    execution& mine = *current_execution;
    mine.give_way_here(me, {operation_kind::checkpoint, access::write, 0, mine.sites.intern(name, where, false), 0});
}

/// Returns whom to switch to.
fiber& execution::give_way_slowly(fiber& me) {
    fiber& to = pick_slowly(&me);
    if ((attention_ & attention::marks) == 0) {
        return to;
    }
    if (&to != &me) {
        switch_fibers(me, to);
    }
    mark_stack(); // who goes on finds nothing of what was between
    return me;
}

void execution::mark_stack() const noexcept {
    if ((attention_ & attention::marks) != 0) [[unlikely]] {
        mark_unused_stack();
    }
}

void execution::go_to(fiber& from, fiber& to) noexcept { switch_from_caller(from, to); }

fiber& execution::pick_after_leaving(fiber& me) {
    if (me.group != nullptr && me.group->live == 0 && me.group->waiter != nullptr) {
        go_on_at_once(*me.group->waiter);
    }
    return pick(&me);
}

void execution::give_way_disabled(fiber& me, operation const& next) {
    disable(me);
    give_way(me, next);
}

fiber& execution::perform_at_fence(std::uint32_t number) {
    if (records.raise_fence()) {
        return perform(number);
    }
    return stop({outcome::step_limit,
                 "the execution is longer than steps_max = " + std::to_string(records.steps_max) +
                     " steps; raise steps_max if it ends at all",
                 describe_waits(), nullptr});
}

fiber& execution::pick_slowly(fiber* running) {
    if ((attention_ & attention::cut) != 0) {
        return end_cut();
    }
    if ((attention_ & attention::progress) != 0 && running != nullptr &&
        (!running->is_live() || pending(running->number).kind != operation_kind::progress)) {
        for (fiber* waiting : unproductive_) {
            enable(*waiting);
        }
        unproductive_.clear();
        attention_ &= ~attention::progress;
    }
    if ((attention_ & attention::stepping) != 0 && running != nullptr &&
        std::find(arrivals.begin(), arrivals.end(), running->number) == arrivals.end()) {
        arrivals.push_back(running->number); // once, although a fiber that goes on at once gives way more often
    }
    if ((attention_ & attention::preludes) != 0) {
        fiber& next = *preludes_.front();
        preludes_.erase(preludes_.begin());
        attention_ &= preludes_.empty() ? ~attention::preludes : ~0U;
        enable(next); // its first operation decides whether it stays so
        return next;
    }
    if ((attention_ & attention::at_once) != 0) {
        return next_at_once();
    }
    if ((attention_ & attention::stepping) != 0) {
        return *stepper_;
    }
    if ((attention_ & attention::predicates) != 0) {
        evaluate_predicates(running);
    }
    if ((attention_ & attention::outside) != 0) {
        if (!settle_outside()) {
            return too_long_outside();
        }
        if ((attention_ & attention::at_once) != 0) {
            return next_at_once();
        }
    }
    return choose_and_perform(running);
}

fiber& execution::next_at_once() {
    fiber& next = *at_once_.front();
    at_once_.erase(at_once_.begin());
    attention_ &= at_once_.empty() ? ~attention::at_once : ~0U;
    if (!next.is_host()) {
        enable(next);
    }
    return next;
}

void execution::go_on_at_once(fiber& which) {
    at_once_.push_back(&which);
    attention_ |= attention::at_once;
}

resume_point& execution::ended_specially(fiber& me) {
    count_end(me);
    fiber& next = ending_.active ? next_to_end() : pick_after_leaving(me);
    current_fiber = next.visible;
    return next;
}

void execution::count_end(fiber& me) {
    enabled_.remove(me.number);
    --live_;
    if (listens != nullptr) [[unlikely]] {
        if (current_fiber == &me) { // it has run until now, so what the thread keeps is its own
            listens->exchange_thread_state(me.listener_slot);
        }
        listens->discard_thread_state(me.listener_slot);
    }
    if (me.thread_number != 0) {
        me.body.reset();
    }
    bool const nobody_goes_on = ending_.active && ending_.group == nullptr;
    if (me.joiner != nullptr && !nobody_goes_on) {
        records.add_edge(me.number, me.joiner->number);
        go_on_at_once(*me.joiner);
        me.joiner = nullptr;
    }
    if (me.group != nullptr && me.group->waiter != nullptr && !me.group->waiter->is_host()) {
        records.add_edge(me.number, me.group->waiter->number);
    }
    if (live_ == 0 && waits_for_all_ != nullptr && !nobody_goes_on) {
        go_on_at_once(*waits_for_all_);
        waits_for_all_ = nullptr;
    }
    if (me.group == nullptr) {
        return;
    }
    fiber_group& group = *me.group;
    --group.live;
    group.last_ended = &me;
    group.pruned += me.pruned ? 1 : 0;
    if (me.failure != nullptr && group.first_failed == nullptr) {
        group.first_failed = &me;
    }
}

} // namespace fermata::detail
