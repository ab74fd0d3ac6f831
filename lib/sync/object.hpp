// fermata - https://www.boost.org/LICENSE_1_0.txt
#pragma once

#include "core/execution.hpp"

#include <fermata/model/source_location.hpp>

#include <string>

namespace fermata::detail {

/// The fiber whose operation this is; null outside, in an abort and in a predicate, where an operation is
/// no scheduling point.
inline fiber* fiber_at_operation() {
    fiber* const me = current_fiber;
    if (me == nullptr || me->special == 0) [[likely]] {
        return me;
    }
    if ((me->special & special::aborting) != 0) {
        me->owner->operation_in_abort(*me);
    }
    return nullptr;
}

/// In an abort operations have no effect at all.
inline bool is_aborting() noexcept {
    return current_fiber != nullptr && (current_fiber->special & special::aborting) != 0;
}

inline operation operation_on(fiber& me, operation_kind kind, access how, object_identity& object,
                              source_location const& where) {
    execution& mine = *me.owner;
    return {kind, how, 0, mine.sites.intern({}, where), mine.object_number(object)};
}

/// Stands in the queue of an object until chosen; not enabled before `is_ready`, or somebody enables it.
inline void stand_in_queue(fiber& me, wait_queue& queue, bool is_ready, operation const& next) {
    enqueue(queue, me);
    if (is_ready) {
        me.owner->give_way(me, next);
    } else {
        me.owner->give_way_disabled(me, next);
    }
    leave_queue(me);
}

inline void enable_all(wait_queue& queue) noexcept {
    for (fiber* each = queue.first; each != nullptr; each = each->after) {
        each->owner->enable(*each);
    }
}

inline void disable_all(wait_queue& queue) noexcept {
    for (fiber* each = queue.first; each != nullptr; each = each->after) {
        each->owner->disable(*each);
    }
}

/// A primitive is used against its rules: the execution fails with the place.
[[noreturn]] void throw_misuse(std::string const& what, source_location const& where);
/// The same from a destructor, which does not throw.
void record_misuse(std::string const& what);

} // namespace fermata::detail
