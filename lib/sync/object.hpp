// fermata - https://www.boost.org/LICENSE_1_0.txt
#pragma once

#include "core/looking.hpp"

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

/// `detail` says what it depends on; see operation_detail. Whatever is performed on an object of this folder
/// tells with did() what it found and how it accessed it, as soon as it has been chosen.
inline operation operation_on(fiber& me, operation_kind kind, access how, object_identity& object,
                              source_location const& where, std::uint16_t detail = 0) {
    execution& mine = *me.owner;
    return {kind, how, detail, mine.sites.intern({}, where), mine.object_number(object)};
}

inline void did(fiber* me, std::uint64_t before, access how) {
    if (me != nullptr) {
        me->owner->did(before, how);
        if (how == access::write) {
            has_changed(*me->owner, me->owner->pending(me->number).object);
        }
    }
}
/// The same of another object that it has accessed, too.
inline void did_further(fiber& me, object_identity& object, access how, std::uint64_t before = 0) {
    std::uint32_t const number = me.owner->object_number(object);
    me.owner->did_further(number, how, before);
    if (how == access::write) {
        has_changed(*me.owner, number);
    }
}

/// What an operation of the running fiber does for the order of accesses to var<T>; called when it is performed.
namespace order {

// `part` 1 is of another object: the end of a barrier's phase, in which those who arrive in the next one have no part.
inline void acquire(object_identity& from, std::uint32_t part = 0) {
    if (fiber* const me = ordinary_fiber(); me != nullptr && me->owner->records.order.is_on) [[unlikely]] {
        me->owner->records.order.acquire(me->number, me->owner->object_number(from) + part);
    }
}
inline void release(object_identity& into, std::uint32_t part = 0) {
    if (fiber* const me = ordinary_fiber(); me != nullptr && me->owner->records.order.is_on) [[unlikely]] {
        me->owner->records.order.release(me->number, me->owner->object_number(into) + part);
    }
}
inline void acquire_release(object_identity& with) {
    acquire(with);
    release(with);
}
} // namespace order

/// Condition 0 of the waiters of an atomic and of a condition variable: there are some.
inline constexpr std::uint32_t somebody_waits = 0;

/// The states of a mutex.
namespace mutex_condition {
inline constexpr std::uint32_t free = 0;
inline constexpr std::uint64_t is_free = 1;
} // namespace mutex_condition

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

/// Those who wait there are due: they go on, whatever becomes of the object.
inline void dismiss_all(wait_queue& queue) noexcept {
    while (queue.first != nullptr) {
        fiber& due = *queue.first;
        leave_queue(due);
        due.owner->enable(due);
    }
}

/// The scheduling point before an operation; none outside of a fiber. False in an abort, in which the
/// operation has no effect.
inline bool reach(fiber* me, operation_kind kind, access how, object_identity& object, source_location const& where,
                  std::uint16_t detail = 0) {
    if (me != nullptr) {
        me->owner->give_way(*me, operation_on(*me, kind, how, object, where, detail));
    }
    return !is_aborting();
}

/// What an operation that may have changed nothing has to remember meanwhile. False in an abort.
struct look {
    bool is_reached = false;
    std::uint32_t performed = 0;
    void const* frame = nullptr;

    explicit operator bool() const noexcept { return is_reached; }
};

/// reach() for an operation that a loop may wait with. To be called by a function that is called by the one that the
/// loop calls; neither of the two is to be inlined.
[[gnu::always_inline]] inline look reach_to_look_here(fiber* me, operation_kind kind, access how,
                                                      object_identity& object, source_location const& where,
                                                      std::uint16_t detail = 0) {
    if (me == nullptr) {
        return {!is_aborting(), 0, nullptr};
    }
    execution& mine = *me->owner;
    operation const next = operation_on(*me, kind, how, object, where, detail);
    std::uint32_t const performed = arrive_to_look(mine, *me, next);
    mine.give_way(*me, next);
    return {!is_aborting(), performed, __builtin_frame_address(0)};
}
/// The same. To be called by the function that the loop calls, which is not to be inlined.
[[gnu::noinline]] look reach_to_look(fiber* me, operation_kind kind, access how, object_identity& object,
                                     source_location const& where, std::uint16_t detail = 0);

/// did() of such an operation.
inline void did(fiber* me, look const& from, std::uint64_t before, access how) {
    did(me, before, how);
    if (me != nullptr && how == access::read) {
        has_looked(*me->owner, *me, from.performed, from.frame);
    }
}

/// A primitive is used against its rules: the execution fails with the place.
[[noreturn]] void throw_misuse(std::string const& what, source_location const& where);
/// The same of who holds a lock already, in that `way`.
[[noreturn, gnu::cold]] void reject_holder(operation_kind kind, object_identity& of, char const* way,
                                           source_location const& where);
/// The same from a destructor, which does not throw.
void record_misuse(std::string const& what, failure_cause cause = failure_cause::misuse);

/// In the standard an exception that leaves it ends the program: the execution has failed, and goes on. Outside of
/// explorations it passes.
void call_where_none_may_leave(char const* what, function_ref<void()> function);

/// To be called by the destructor of whatever complains of those who still use it.
inline void note_destruction(object_identity const& of) {
    if (fiber* const me = ordinary_fiber(); me != nullptr) {
        me->owner->destroyed(of, *me);
    }
}
/// "mutex 2"; "a mutex" outside of a fiber.
std::string name_of(object_identity& object);
/// "alice held it (bank.cpp:12)".
std::string held_by(fiber const* holder, object_identity& object);
/// The object is being destroyed, and somebody stands in its queue: misuse, unless in an abort. They can
/// never go on.
void abandon(wait_queue& queue, object_identity& object);

} // namespace fermata::detail
