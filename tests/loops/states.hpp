// fermata - https://www.boost.org/LICENSE_1_0.txt
//
// The states of the machine, and what an operation does to one.
#pragma once

#include "machine.hpp"

#include <array>
#include <cstddef>
#include <cstdint>

namespace loops {

struct thread_state {
    std::array<std::uint8_t, registers> values{};
    std::uint8_t at = 0;
    bool has_ended = false;
    bool sleeps = false;
    auto operator<=>(thread_state const&) const = default;
};

inline constexpr std::uint8_t nobody = 255;

/// What all see; how far they have got is seen by those who join.
struct common_state {
    std::array<std::uint8_t, atomics> values{};
    std::array<std::uint8_t, mutexes> holders{nobody, nobody};
    std::uint8_t permits = 0;
    std::array<std::uint8_t, capacity_max> sent{}; ///< the next one first; 0 where there is none
    bool is_closed = false;
    std::uint8_t latch = 0;
    std::uint8_t exclusive_holder = nobody;
    std::array<bool, threads_max> holds_shared{};
    std::array<bool, threads_max> has_source{};
    bool is_stop_requested = false;
    std::array<bool, threads_max> ended{};
    auto operator<=>(common_state const&) const = default;

    std::uint8_t in_channel() const;
    bool is_free() const; ///< the shared mutex, for all
};

struct state {
    common_state common;
    std::array<thread_state, threads_max> threads;
    auto operator<=>(state const&) const = default;
};

/// The program uses the machine wrongly, or may go on for ever.
struct not_known {};

inline void expect(bool holds) {
    if (!holds) {
        throw not_known();
    }
}

/// Performs the operation that the thread is at. False where it is blocked: the state is of no use then.
bool perform(program const& of, state& now, std::size_t thread);

} // namespace loops
