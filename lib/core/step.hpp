// fermata - https://www.boost.org/LICENSE_1_0.txt
#pragma once

#include "core/execution.hpp"

// The path of a step. Everything rare is in a function of its own, so that the common way is short: no
// attention is due, the choice is in the prefix that is repeated, and the event was seen before.

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

} // namespace fermata::detail
