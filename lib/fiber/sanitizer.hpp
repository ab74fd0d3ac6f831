// fermata - https://www.boost.org/LICENSE_1_0.txt
#pragma once

// The distributions' Boost.Context carries no annotation, so switches are announced here.

#include "memory/address_sanitizer.hpp"

#if defined(FERMATA_ADDRESS_SANITIZER)
#include <sanitizer/asan_interface.h>
#include <sanitizer/common_interface_defs.h>
#endif

#include <cstddef>

namespace fermata::detail {

/// Memory that is mapped anew may lie where the stack of a fiber was that was left behind in its frames:
/// what AddressSanitizer remembers of those must be forgotten.
inline void forget_frames([[maybe_unused]] void const* low, [[maybe_unused]] std::size_t bytes) noexcept {
#if defined(FERMATA_ADDRESS_SANITIZER)
    __asan_unpoison_memory_region(low, bytes);
#endif
}

/// What AddressSanitizer knows of a stack.
struct sanitizer_state {
#if defined(FERMATA_ADDRESS_SANITIZER)
    void* fake_stack = nullptr;
    void const* bottom = nullptr;
    std::size_t size = 0;

    void leave_for(sanitizer_state const& next) noexcept {
        __sanitizer_start_switch_fiber(&fake_stack, next.bottom, next.size);
    }
    /// `previous` learns its bounds: the host's stack is not ours, and they are not known otherwise.
    void arrive_from(sanitizer_state& previous) noexcept {
        __sanitizer_finish_switch_fiber(fake_stack, &previous.bottom, &previous.size);
    }
    void set_bounds(void const* low, std::size_t bytes) noexcept {
        bottom = low;
        size = bytes;
    }
#else
    void leave_for(sanitizer_state const&) noexcept {}
    void arrive_from(sanitizer_state&) noexcept {}
    void set_bounds(void const*, std::size_t) noexcept {}
#endif
};

} // namespace fermata::detail
