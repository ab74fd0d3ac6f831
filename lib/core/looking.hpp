// fermata - https://www.boost.org/LICENSE_1_0.txt
#pragma once

#include "core/execution.hpp"

namespace fermata::detail {

/// Before the scheduling point of an operation that may change nothing, so that a loop may wait with it: parks the
/// fiber if it does. Returns what has_looked() is to be told. Inline, because spin_loops counts the functions between
/// itself and the loop: whoever calls this stands between them, and whom it was called by.
[[gnu::always_inline]] inline std::uint32_t arrive_to_look(execution& mine, fiber& me, operation const& next) {
    if (!mine.spins.wants(me.idle, next.site)) [[likely]] {
        me.is_watched = me.is_watched && me.idle != 0;
        return me.idle;
    }
    bool const is_first = me.idle == 0;
    spin_loops::arrival const in_loop = mine.spins.arrive(me, next, me.idle, __builtin_frame_address(0));
    me.is_watched = is_first || me.is_watched || in_loop.performed == 0;
    if (in_loop.is_parked) {
        mine.disable(me);
    }
    return in_loop.performed;
}

/// The operation that has just been performed has changed nothing. `frame`: of the function that has arrived to look.
inline void has_looked(execution& mine, fiber& me, std::uint32_t performed, void const* frame) noexcept {
    if (mine.spins.is_on) {
        mine.spins.come_back(me);
        me.idle = performed + 1;
        me.idle_step = mine.records.step - 1;
        me.idle_clock = mine.spins.clock();
        me.idle_frame = frame;
    }
}

/// Whoever waits in a loop for a change of that object is to look again.
inline void has_changed(execution& mine, std::uint32_t object) {
    if (mine.spins.is_on) {
        mine.spins.wrote(object);
        if (mine.spins.parked != 0) [[unlikely]] {
            mine.spins.wake(mine, object);
        }
    }
}

} // namespace fermata::detail
