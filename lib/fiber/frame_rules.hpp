// fermata - https://www.boost.org/LICENSE_1_0.txt
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace fermata::detail {

/// Where a function goes on, with its stack pointer and what it keeps for its caller: rbx, rbp, r12 to r15.
struct frame_state {
    static constexpr std::size_t kept = 6;

    std::uintptr_t place = 0;
    std::uintptr_t stack_pointer = 0;
    std::array<std::uintptr_t, kept> registers{};
};

/// How a function's caller is found from a place in it, as compilers write it down for exceptions (DWARF 5, sec. 6.4).
/// A general unwinder, which reads that again for each frame, takes a microsecond for five; most of what a loop costs
/// that waits. Remembered by place; only what compilers make of ordinary functions is understood.
class frame_rules {
public:
    static constexpr std::size_t slots = 256;
    static std::size_t slot_of(std::uintptr_t place) noexcept { return place * 0x9e37'79b9'7f4a'7c15 >> 56; }

    /// The state in its caller. False where that is not understood.
    bool leave(frame_state& at, bool is_return_address);

private:
    struct rule {
        std::uintptr_t place = 0;
        bool is_understood = false;
        bool is_from_rbp = false;                               ///< otherwise from the stack pointer
        std::int32_t frame_offset = 0;                          ///< of the caller's stack pointer from that
        std::array<std::int32_t, frame_state::kept> saved_at{}; ///< from the caller's stack pointer; 0: not saved
    };
    friend class frame_program;
    static rule make(std::uintptr_t place, bool is_return_address);

    std::array<rule, slots> known_{}; ///< the last one of those that have that slot
};

} // namespace fermata::detail
