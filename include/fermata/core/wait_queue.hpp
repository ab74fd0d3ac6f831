// fermata - https://www.boost.org/LICENSE_1_0.txt
#pragma once

#include <fermata/core/current.hpp>

#include <cstdint>
#include <string_view>
#include <type_traits>
#include <vector>

namespace fermata::detail {

struct fiber;

/// The fibers that stand before, or wait in, operations of one object, in the order of their arrival.
struct wait_queue {
    fiber* first = nullptr;
    fiber* last = nullptr;
    fiber const* holder = nullptr; ///< who has to do something before they can go on, if one fiber has
    std::vector<fiber const*> const* holders = nullptr; ///< the same, if several have
};

/// What an object under test is, for those who read its name.
enum class object_kind : std::uint8_t {
    unknown,
    mutex,
    condition,
    channel,
    atomic,
    semaphore,
    latch,
    barrier,
    once_flag,
    variable,
    atomic_waiters, ///< those who wait for an atomic to be notified: number + 1 of the atomic itself
    shared_mutex,
    shared_holders, ///< what those who held it shared have done, for the race check
    stop_state,     ///< what a stop_source and its tokens share
    stop_callback,  ///< whether its call has ended
    resource,       ///< something outside of the library that checkpoints touch
};

std::string_view to_string(object_kind value) noexcept;

struct object_identity;
void identify(object_identity& made) noexcept;

/// What every object under test has: a number that does not depend on the interleaving, because it is told by
/// the fiber that made the object and how many it had made before. What is made outside of an execution gets
/// its number when it is first used, for the whole exploration.
struct object_identity {
    std::uint64_t made_in = 0; ///< the execution or the exploration for which the number holds
    std::uint32_t number = 0;
    object_kind kind = object_kind::unknown;
    bool was_waited_for = false; ///< of an atomic

    constexpr explicit object_identity(object_kind what) noexcept : kind(what) {
        if (!std::is_constant_evaluated() && current_fiber != nullptr) {
            identify(*this);
        }
    }
};

struct condition_waiter;

/// Those who wait for a condition and have not been notified, in the order of their arrival.
struct condition_queue {
    condition_waiter* first = nullptr;
    condition_waiter* last = nullptr;
};

/// One wait for a condition, on the stack of who waits.
struct condition_waiter {
    fiber* who = nullptr;
    condition_queue* queue = nullptr; ///< in which it stands; null when it is due, or given up
    condition_waiter* before = nullptr;
    condition_waiter* after = nullptr;
    condition_waiter* outer = nullptr; ///< of the same fiber: a lock that is used in a wait may wait itself
    wait_queue* locks = nullptr;       ///< of the mutex that it takes again; null: another lock
    bool const* is_locked = nullptr;   ///< whether somebody holds that mutex
    std::uint32_t condition = 0;       ///< its number
    bool may_end_early = false;        ///< it can go on without a notification
    bool was_notified = false;
    bool can_be_enabled = false;  ///< it stands before the operation that the notification is for
    fiber* notified_by = nullptr; ///< if it did not yet
    std::uint64_t steps = 0;      ///< how many had been performed when it was notified
    std::uint64_t choices = 0;    ///< how many had been made
};

} // namespace fermata::detail
