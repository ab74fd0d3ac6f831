// fermata - https://www.boost.org/LICENSE_1_0.txt
#pragma once

#include <fermata/core/current.hpp>

#include <cstdint>
#include <string_view>
#include <type_traits>

namespace fermata::detail {

struct fiber;

/// The fibers that stand before, or wait in, operations of one object, in the order of their arrival.
struct wait_queue {
    fiber* first = nullptr;
    fiber* last = nullptr;
    fiber const* holder = nullptr; ///< who has to do something before they can go on, if one fiber has
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

    constexpr explicit object_identity(object_kind what) noexcept : kind(what) {
        if (!std::is_constant_evaluated() && current_fiber != nullptr) {
            identify(*this);
        }
    }
};

} // namespace fermata::detail
