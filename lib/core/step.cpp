// fermata - https://www.boost.org/LICENSE_1_0.txt
//
// The path of a step. Everything rare is in a function of its own, so that the common way is short:
// no attention is due, the choice is in the prefix that is repeated, and the event was seen before.
#include "core/execution.hpp"

#include <fermata/core/checkpoint.hpp>

namespace fermata::detail {

inline void execution::switch_fibers(fiber& from, fiber& to) noexcept {
    if (listens != nullptr) [[unlikely]] {
        listens->exchange_thread_state(from.listener_slot);
    }
    current_fiber = to.visible;
    switch_context(*from.where, *to.where);
    if (listens != nullptr) [[unlikely]] {
        listens->exchange_thread_state(from.listener_slot);
    }
}

[[gnu::always_inline]] inline fiber& execution::perform(std::uint32_t number) {
    pending_operation const& now = pending_[number];
    if (records.step < records.checked) [[likely]] {
        if (records.events[records.step] != now) [[unlikely]] {
            return left_prefix_at_event(now);
        }
    } else {
        if (records.step == records.fence) [[unlikely]] {
            return perform_at_fence(number);
        }
        records.events[records.step] = now;
    }
    ++records.step;
    return *fibers_[number];
}

[[gnu::always_inline]] inline fiber& execution::choose_and_perform(fiber* running) {
    std::uint32_t const count = enabled_.count();
    if (count > 1) [[likely]] {
        if (records.next_choice >= records.prefix) [[unlikely]] {
            return ask_and_perform(running);
        }
        choice const& repeated = records.choices[records.next_choice];
        if (repeated.step != records.step || repeated.alternatives != count ||
            repeated.kind != choice::kind_type::fiber || !enabled_.contains(repeated.taken)) [[unlikely]] {
            return left_prefix_at_choice();
        }
        ++records.next_choice;
        return perform(repeated.taken);
    }
    if (count == 1) {
        return perform(enabled_.first());
    }
    return nobody_enabled(running);
}

[[gnu::always_inline]] inline fiber& execution::pick(fiber* running) {
    if (attention_ != 0) [[unlikely]] {
        return pick_slowly(running);
    }
    return choose_and_perform(running);
}

[[gnu::always_inline]] inline void execution::give_way_here(fiber& me, operation const& next) {
    pending_[me.number].operation = next;
    fiber& to = pick(&me);
    if (&to != &me) {
        switch_fibers(me, to);
    }
    if ((me.special & special::aborting) != 0) [[unlikely]] {
        throw_abort(me);
    }
}

void execution::give_way(fiber& me, operation const& next) {
    give_way_here(me, next);
}

// The most frequent operation has the whole path in one function.
void pass_checkpoint(std::string_view name, source_location where) {
    fiber& me = *current_fiber;
    execution& mine = *me.owner;
    if (me.special != 0) [[unlikely]] {
        if ((me.special & special::aborting) != 0) {
            mine.operation_in_abort(me);
        }
        return;
    }
    mine.give_way_here(me, {operation_kind::checkpoint, access::write, 0, mine.sites.intern(name, where, false), 0});
}

void execution::go_to(fiber& from, fiber& to) noexcept {
    switch_fibers(from, to);
}

fiber& execution::pick_after_leaving(fiber& me) {
    return pick(&me);
}

fiber& execution::choose_and_perform_after_wait(fiber* running) {
    return choose_and_perform(running);
}

void execution::give_way_disabled(fiber& me, operation const& next) {
    disable(me);
    give_way(me, next);
}

fiber& execution::ask_and_perform(fiber* running) {
    decision const question{enabled_.view(), running != nullptr && running->is_live() ? running->number : no_fiber,
                            records.step, pending_.data()};
    std::uint32_t answer = no_fiber;
    try {
        answer = strategy_->choose_fiber(question);
    } catch (...) {
        return stop({outcome::failed, {}, {}, std::current_exception()});
    }
    if (answer == no_fiber) { // a replay that cannot go on; it knows why
        return stop({outcome::diverged, {}, {}, nullptr});
    }
    if (!enabled_.contains(answer)) [[unlikely]] {
        return stop({outcome::failed,
                     {},
                     {},
                     std::make_exception_ptr(usage_error(
                         "the strategy chose fiber " + std::to_string(answer) + " at step " +
                         std::to_string(records.step) + ", which is not enabled; choose_fiber() must return one of " +
                         "decision::enabled"))});
    }
    records.add_choice({choice::kind_type::fiber, answer, question.enabled.count(),
                        running != nullptr ? running->number : no_fiber, records.step});
    return perform(answer);
}

fiber& execution::perform_at_fence(std::uint32_t number) {
    if (records.raise_fence()) {
        return perform(number);
    }
    return stop({outcome::step_limit,
                 "the execution is longer than steps_max = " + std::to_string(records.steps_max) +
                     " steps; raise steps_max if it ends at all",
                 describe_waits(),
                 nullptr});
}

fiber& execution::pick_slowly(fiber* running) {
    if ((attention_ & attention::progress) != 0 && running != nullptr &&
        (!running->is_live() || pending(running->number).kind != operation_kind::progress)) {
        for (fiber* waiting : unproductive_) {
            enable(*waiting);
        }
        unproductive_.clear();
        attention_ &= ~attention::progress;
    }
    if ((attention_ & attention::stepping) != 0 && running != nullptr) {
        arrivals.push_back(running->number);
    }
    if ((attention_ & attention::preludes) != 0) {
        fiber& next = *preludes_.front();
        preludes_.erase(preludes_.begin());
        attention_ &= preludes_.empty() ? ~attention::preludes : ~0U;
        enable(next); // its first operation decides whether it stays so
        return next;
    }
    if ((attention_ & attention::at_once) != 0) {
        fiber& next = *at_once_.front();
        at_once_.erase(at_once_.begin());
        attention_ &= at_once_.empty() ? ~attention::at_once : ~0U;
        if (!next.is_host()) {
            enable(next);
        }
        return next;
    }
    if ((attention_ & attention::stepping) != 0) {
        return *stepper_;
    }
    if ((attention_ & attention::predicates) != 0) {
        evaluate_predicates(running);
    }
    if ((attention_ & attention::outside) != 0) {
        poll_outside(false);
    }
    return choose_and_perform(running);
}

void execution::go_on_at_once(fiber& which) {
    at_once_.push_back(&which);
    attention_ |= attention::at_once;
}

context& execution::ended(fiber& me) {
    me.state = fiber_state::ended;
    fiber* next = nullptr;
    if (count_end(me) && attention_ == 0) { // the runner goes on, and nothing else is due: the common end
        next = me.group->waiter;
        if (!next->is_host()) {
            enable(*next);
        }
    } else if (ending_.active) {
        next = &next_to_end();
    } else {
        if (me.group != nullptr && me.group->live == 0 && me.group->waiter != nullptr) {
            go_on_at_once(*me.group->waiter);
        }
        next = &pick(&me);
    }
    current_fiber = next->visible;
    return *next->where;
}

/// True if the fibers of its group have ended, and somebody waits for that.
bool execution::count_end(fiber& me) {
    enabled_.remove(me.number);
    --live_;
    if (listens != nullptr) [[unlikely]] {
        listens->exchange_thread_state(me.listener_slot);
        listens->discard_thread_state(me.listener_slot);
    }
    if (me.thread_number != 0) {
        me.body = {}; // what a thread's function holds is gone when join() returns
    }
    bool const nobody_goes_on = ending_.active && ending_.group == nullptr;
    if (me.joiner != nullptr && !nobody_goes_on) {
        go_on_at_once(*me.joiner);
        me.joiner = nullptr;
    }
    if (live_ == 0 && waits_for_all_ != nullptr && !nobody_goes_on) {
        go_on_at_once(*waits_for_all_);
        waits_for_all_ = nullptr;
    }
    if (me.group == nullptr) {
        return false;
    }
    fiber_group& group = *me.group;
    group.last_ended = &me;
    group.pruned += me.pruned ? 1 : 0;
    if (me.failure != nullptr && group.first_failed == nullptr) {
        group.first_failed = &me;
    }
    return --group.live == 0 && group.waiter != nullptr && !ending_.active;
}

void execution::run_until_ended(fiber& caller, fiber_group& group) {
    if (group.live == 0) {
        return;
    }
    group.waiter = &caller;
    bool const is_fiber = !caller.is_host();
    if (is_fiber) {
        disable(caller);
        set_pending(caller, {operation_kind::runner_wait, access::none, 0, 0, 0});
    }
    fiber& to = pick(is_fiber ? &caller : nullptr);
    if (&to != &caller) {
        switch_fibers(caller, to);
    }
    group.waiter = nullptr;
    if ((caller.special & special::aborting) != 0) [[unlikely]] {
        throw_abort(caller);
    }
}

void execution::run_until_all_ended(fiber& caller) {
    if (live_ == 0) {
        return;
    }
    waits_for_all_ = &caller;
    disable(caller);
    set_pending(caller, {operation_kind::runner_wait, access::none, 0, 0, 0});
    fiber& to = pick(&caller);
    if (&to != &caller) {
        switch_fibers(caller, to);
    }
    waits_for_all_ = nullptr;
}

void execution::run_one_step(fiber& caller, std::uint32_t number) {
    take_step(caller, &at(number));
}

void execution::run_one_step(fiber& caller) {
    take_step(caller, nullptr);
}

void execution::take_step(fiber& caller, fiber* chosen) {
    fiber* const outer = stepper_;
    std::uint32_t const outer_stepping = attention_ & attention::stepping;
    stepper_ = &caller;
    attention_ |= attention::stepping;
    arrivals.clear();
    bool const is_fiber = !caller.is_host();
    if (is_fiber) {
        disable(caller);
        set_pending(caller, {operation_kind::runner_wait, access::none, 0, 0, 0});
    }
    fiber& to = chosen != nullptr ? perform(chosen->number) : choose_and_perform(is_fiber ? &caller : nullptr);
    if (&to != &caller) {
        switch_fibers(caller, to);
    }
    stepper_ = outer;
    attention_ = (attention_ & ~attention::stepping) | outer_stepping;
    if ((caller.special & special::aborting) != 0) [[unlikely]] {
        throw_abort(caller);
    }
    if (is_fiber) {
        enable(caller);
    }
}

void execution::settle(fiber& caller) {
    bool const is_fiber = !caller.is_host();
    while ((attention_ & (attention::preludes | attention::at_once)) != 0) {
        fiber* const outer = stepper_;
        std::uint32_t const outer_stepping = attention_ & attention::stepping;
        stepper_ = &caller;
        attention_ |= attention::stepping;
        fiber& to = pick_slowly(nullptr);
        if (&to != &caller) {
            switch_fibers(caller, to);
        }
        stepper_ = outer;
        attention_ = (attention_ & ~attention::stepping) | outer_stepping;
        if ((caller.special & special::aborting) != 0) {
            throw_abort(caller);
        }
    }
    if (is_fiber) {
        disable(caller);
    }
    if ((attention_ & attention::predicates) != 0) {
        evaluate_predicates(is_fiber ? &caller : nullptr);
    }
    if ((attention_ & attention::outside) != 0) {
        poll_outside(false);
    }
}

std::uint32_t execution::choose_value(fiber& me, std::uint32_t n) {
    if (records.next_choice < records.prefix) {
        choice const& repeated = records.choices[records.next_choice];
        if (repeated.step == records.step && repeated.alternatives == n &&
            repeated.kind == choice::kind_type::value) [[likely]] {
            ++records.next_choice;
            return repeated.taken;
        }
        fiber& to = left_prefix_at_choice();
        if (&to != &me) {
            switch_fibers(me, to);
        }
        throw_abort(me);
        return 0;
    }
    std::uint32_t answer = n;
    stop_reason why{outcome::diverged, {}, {}, nullptr};
    try {
        answer = strategy_->choose_value(n);
        if (answer != no_fiber && answer >= n) {
            throw usage_error("the strategy chose the value " + std::to_string(answer) + " for choose(" +
                              std::to_string(n) + "); choose_value() must return one of 0 to " + std::to_string(n - 1));
        }
    } catch (...) {
        why = {outcome::failed, {}, {}, std::current_exception()};
    }
    if (answer >= n) {
        fiber& to = stop(std::move(why));
        if (&to != &me) {
            switch_fibers(me, to);
        }
        throw_abort(me);
        return 0;
    }
    records.add_choice({choice::kind_type::value, answer, n, me.number, records.step});
    return answer;
}

} // namespace fermata::detail
