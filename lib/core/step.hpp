// fermata - https://www.boost.org/LICENSE_1_0.txt
#pragma once

#include "core/execution.hpp"

#include <bit>
#include <cstring>

// The path of a step. Everything rare is in a function of its own, so that the common way is short: no
// attention is due, the choice is in the prefix that is repeated, and the event was seen before.

namespace fermata::detail {

/// The comparison in perform() loads words, and a load that spans several stores must wait until they have
/// left the store buffer (a quarter of the time of a step); and so must the compiler be kept from copying
/// member by member.
[[gnu::always_inline]] inline void store_whole(pending_operation& to, std::uint32_t fiber, operation const& next) {
    if constexpr (std::endian::native == std::endian::little) {
        std::uint64_t const first = fiber | std::uint64_t{static_cast<std::uint8_t>(next.kind)} << 32 |
                                    std::uint64_t{static_cast<std::uint8_t>(next.access)} << 40 |
                                    std::uint64_t{next.detail} << 48;
        std::uint32_t site = next.site;
        asm("" : "+r"(site)); // otherwise one load takes both from where they were stored one by one
        std::uint64_t const second = site | std::uint64_t{next.object} << 32;
        std::memcpy(static_cast<void*>(&to), &first, sizeof(first));
        std::memcpy(reinterpret_cast<char*>(&to) + sizeof(first), &second, sizeof(second));
    } else {
        to = {fiber, next};
    }
}

/// From the caller of a runner's method, who may be outside of this execution.
inline void execution::switch_from_caller(fiber& caller, fiber& to) noexcept {
    current_execution = this;
    switch_fibers(caller, to);
    current_execution = caller.visible != nullptr ? caller.visible->owner : nullptr;
}

inline void execution::switch_fibers(fiber& from, fiber& to) noexcept {
    if (listens != nullptr) [[unlikely]] {
        listens->exchange_thread_state(from.listener_slot);
    }
    current_fiber = to.visible;
    switch_context(from, to);
    if (listens != nullptr) [[unlikely]] {
        listens->exchange_thread_state(from.listener_slot);
    }
}

/// Whether the choice that stands there can be made here again.
[[gnu::always_inline]] inline bool execution::repeats(choice const& made) const noexcept {
    return made.step == records.step && made.alternatives == enabled_.count() &&
           made.kind == choice::kind_type::fiber && enabled_.contains(made.taken);
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

/// Who goes on within the part of an execution that repeats the one before. It ends at one place, and one branch
/// tells, because a processor cannot foresee it: what comes from there on is in a function of its own.
[[gnu::always_inline]] inline fiber& execution::choose_and_perform(fiber* running) {
    std::uint32_t const count = enabled_.count();
    if (records.step >= records.checked || count == 0) [[unlikely]] {
        if (count == 1 && outside_.empty()) {
            return perform(enabled_.first());
        }
        return choose_beyond(running);
    }
    std::uint32_t number = 0;
    if (count > 1) [[likely]] {
        if (records.next_choice >= records.prefix) [[unlikely]] {
            return choose_beyond(running);
        }
        if (!repeats(records.choices[records.next_choice])) [[unlikely]] {
            return left_prefix_at_choice();
        }
        number = records.choices[records.next_choice].taken;
        ++records.next_choice;
    } else {
        number = enabled_.first();
    }
    pending_operation const& now = pending_[number];
    if (records.events[records.step] != now) [[unlikely]] {
        return left_prefix_at_event(now);
    }
    ++records.step;
    return *fibers_[number];
}

[[gnu::always_inline]] inline fiber& execution::pick(fiber* running) {
    if (attention_ != 0) [[unlikely]] {
        return pick_slowly(running);
    }
    return choose_and_perform(running);
}

/// The common end: of a starter that has done nothing but run, and nobody waits for it alone.
[[gnu::always_inline]] inline resume_point& execution::ended(fiber& me) {
    me.state = fiber_state::ended;
    if ((attention_ | std::uint32_t{watches_ends_} | std::uint32_t{me.ends_specially}) != 0) [[unlikely]] {
        return ended_specially(me);
    }
    enabled_.remove(me.number);
    --live_;
    fiber_group& group = *me.group;
    group.last_ended = &me;
    fiber* next = group.waiter;
    if (--group.live != 0 || next == nullptr) {
        next = &choose_and_perform(&me);
    } else if (!next->is_host()) { // the runner goes on
        enable(*next);
    }
    current_fiber = next->visible;
    return *next;
}

[[gnu::always_inline]] inline void execution::give_way_here(fiber& me, operation const& next) {
    store_whole(pending_[me.number], me.number, next);
    me.idle = 0;
    fiber& to = attention_ != 0 ? give_way_slowly(me) : choose_and_perform(&me);
    if (&to != &me) {
        switch_fibers(me, to);
    }
    if ((me.special & special::aborting) != 0) [[unlikely]] {
        throw_abort(me);
    }
}

} // namespace fermata::detail
