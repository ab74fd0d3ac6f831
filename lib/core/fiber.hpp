// fermata - https://www.boost.org/LICENSE_1_0.txt
#pragma once

#include "fiber/context.hpp"

#include <fermata/core/callable.hpp>
#include <fermata/core/current.hpp>
#include <fermata/core/function_ref.hpp>
#include <fermata/core/wait.hpp>
#include <fermata/core/wait_queue.hpp>

#include <cstdint>
#include <exception>
#include <memory>
#include <string>

namespace fermata::detail {

class execution;

enum class fiber_state : std::uint8_t {
    unstarted,   ///< a starter or thread whose body has not begun
    begun,       ///< somewhere in its body
    ended,       ///< its body has ended, or never began
    left_behind, ///< it could not be ended
};

/// Why an operation of a fiber is not an ordinary one.
namespace special {
inline constexpr std::uint8_t aborting = 1;     ///< it has the order to end
inline constexpr std::uint8_t in_predicate = 2; ///< its stack evaluates the predicate of a wait_until()
inline constexpr std::uint8_t remote = 4;       ///< no fiber here: this process is one of another program's runner
} // namespace special

/// The fibers of one runner, or of one exploration's body outside of runners.
struct fiber_group {
    std::uint32_t live = 0;        ///< how many have not ended
    std::uint32_t pruned = 0;      ///< how many ended by a false assume()
    fiber* waiter = nullptr;       ///< goes on at once when all have ended
    fiber* first_failed = nullptr; ///< the first whose exception escaped
    fiber* last_ended = nullptr;
};

/// What every use of a fiber begins with anew.
struct fiber_life {
    // A step needs these: the rest of the first cache line.
    fiber_state state = fiber_state::ended;
    std::uint8_t special = 0;
    bool abort_thrown = false;
    bool pruned = false;
    bool failure_recorded = false;
    bool ends_specially = false;     ///< a thread, one that is waited for, has failed or was pruned
    bool is_watched = false;         ///< as spin_loops has been told since before the first of the idle operations
    std::uint32_t idle = 0;          ///< how many reads of atomics and yields it has performed in a row
    std::uint32_t thread_number = 0; ///< from 1; 0 for a starter

    std::uint32_t operations_in_abort = 0;
    std::uint32_t children = 0;                      ///< how many fibers it has made
    std::uint32_t objects = 0;                       ///< how many objects under test it has made
    std::uint32_t woken_early = 0;                   ///< how many spurious wake-ups it had
    wait_queue* queue = nullptr;                     ///< in which object's queue it stands
    condition_waiter* waits_on = nullptr;            ///< its innermost wait for a condition
    fiber* joiner = nullptr;                         ///< who waits for its end
    function_ref<bool()> const* predicate = nullptr; ///< of its wait_until()
    fiber_group* group = nullptr;                    ///< gone when its fibers have ended, which does not change this
    std::uint64_t identity = 0;                      ///< differs for every use of this object; see thread::id
    std::uint32_t arrival = 0;                       ///< how many fibers were made before it in this execution
    std::uint64_t idle_step = 0;                     ///< of the last idle operation
    std::uint64_t idle_clock = 0;                    ///< likewise; see spin_loops
    void const* idle_frame = nullptr;                ///< likewise: of the function that performed it
    std::uint64_t told_value = 0;                    ///< what its last compare-exchange that failed has found
    std::uint32_t told_object = 0;                   ///< of that
    std::uint32_t told_site = 0;
    fiber* before = nullptr; ///< in the queue
    fiber* after = nullptr;
    outside_wait* outside = nullptr; ///< while it waits for the outside

    // Assigning a fresh value makes gcc clear the memory with a string instruction, which costs more than
    // all the rest of starting a fiber. What is set wherever it is used is left out.
    void begin_anew(fiber_state as) noexcept {
        state = as;
        special = 0;
        abort_thrown = false;
        pruned = false;
        failure_recorded = false;
        ends_specially = false;
        is_watched = false;
        idle = 0;
        told_object = 0;
        thread_number = 0;
        operations_in_abort = 0;
        children = 0;
        objects = 0;
        woken_early = 0;
        queue = nullptr;
        waits_on = nullptr;
        joiner = nullptr;
        predicate = nullptr;
    }
};

/// What a switch needs.
struct fiber_place : resume_point {
    execution* owner = nullptr;
    fiber* visible = nullptr; ///< what current_fiber is while it runs: null for the host
    std::uint32_t number = 0;
};

/// A running instance of a starter or a thread. Kept for the next execution when it has ended. A step
/// touches its first cache line only, which matters when there are thousands.
struct alignas(64) fiber : fiber_place, fiber_life {
    fiber() { visible = this; }

    std::unique_ptr<context> where; ///< null for the host, and for main before it is first used
    callable_reference body;
    boxed_value value;
    std::exception_ptr failure;
    floating_point_environment floating_point;
    void* listener_slot = nullptr;

    bool is_host() const noexcept { return number == 0xffff'ffff; }
    bool is_live() const noexcept { return state == fiber_state::unstarted || state == fiber_state::begun; }
    /// What it has returned or thrown, and whatever it still owns.
    void forget_results() {
        body.give_up();
        if (value.get() != nullptr) [[unlikely]] {
            value.reset();
        }
        if (failure != nullptr) [[unlikely]] {
            failure = nullptr;
        }
    }
};

/// The fiber that runs; null outside, also in a process that is a starter of another program.
inline fiber* enclosing_fiber() noexcept {
    return current_fiber != nullptr && (current_fiber->special & special::remote) == 0 ? current_fiber : nullptr;
}

/// A fiber that runs and can give way; null outside, in an abort, and in a predicate.
inline fiber* ordinary_fiber() noexcept {
    return current_fiber != nullptr && current_fiber->special == 0 ? current_fiber : nullptr;
}

inline void enqueue(wait_queue& queue, fiber& arrived) noexcept {
    arrived.queue = &queue;
    arrived.before = queue.last;
    arrived.after = nullptr;
    (queue.last != nullptr ? queue.last->after : queue.first) = &arrived;
    queue.last = &arrived;
}

inline void enqueue(condition_queue& queue, condition_waiter& arrived) noexcept {
    arrived.queue = &queue;
    arrived.before = queue.last;
    arrived.after = nullptr;
    (queue.last != nullptr ? queue.last->after : queue.first) = &arrived;
    queue.last = &arrived;
}

inline void leave_queue(condition_waiter& leaving) noexcept {
    if (leaving.queue == nullptr) {
        return;
    }
    (leaving.before != nullptr ? leaving.before->after : leaving.queue->first) = leaving.after;
    (leaving.after != nullptr ? leaving.after->before : leaving.queue->last) = leaving.before;
    leaving.queue = nullptr;
}

inline void leave_queue(fiber& leaving) noexcept {
    if (leaving.queue == nullptr) {
        return;
    }
    (leaving.before != nullptr ? leaving.before->after : leaving.queue->first) = leaving.after;
    (leaving.after != nullptr ? leaving.after->before : leaving.queue->last) = leaving.before;
    leaving.queue = nullptr;
}

} // namespace fermata::detail
