// fermata - https://www.boost.org/LICENSE_1_0.txt
#pragma once

#include <cstdint>

namespace fermata::detail {

/// What C++ keeps per OS thread about exceptions (Itanium C++ ABI, 2.2.2): the chain of those that are
/// handled now, and how many are in flight. A fiber that gives way inside a handler, or in a destructor
/// during unwinding, must find its own again.
struct exception_state {
    void* caught = nullptr;
    unsigned int in_flight = 0;

    bool is_clear() const noexcept { return (reinterpret_cast<std::uintptr_t>(caught) | in_flight) == 0; }
};

/// This OS thread's; refreshed by enter_thread().
[[gnu::tls_model("initial-exec")]] extern thread_local constinit exception_state* thread_exceptions;

/// To be called on an OS thread before the first switch on it.
void enter_thread() noexcept;

/// How floating-point arithmetic rounds, and which of its exceptions have been seen. Every fiber has its
/// own, as every thread has; a new one inherits that of who starts it.
struct floating_point_environment {
    std::uint32_t sse = 0;
    std::uint16_t x87 = 0;

    friend bool operator==(floating_point_environment const&, floating_point_environment const&) = default;

    static floating_point_environment current() noexcept {
        std::uint32_t sse = 0;
        std::uint16_t x87 = 0;
#if defined(__x86_64__)
        // Not into the members: a copy of both at once would have to wait until they have left the store buffer.
        asm volatile("stmxcsr %0\n\tfnstcw %1" : "=m"(sse), "=m"(x87));
#endif
        return {sse, x87};
    }
    /// Loading the words without a look at what they are: it is the reading of SSE's that takes long.
    void make_current() const noexcept {
#if defined(__x86_64__)
        asm volatile("ldmxcsr %0\n\tfldcw %1" : : "m"(sse), "m"(x87));
#endif
    }
    /// The current one, which is probably as it was before. x87's word is only looked at when that of SSE
    /// differs: fesetround() and feenableexcept() change both.
    static floating_point_environment current(floating_point_environment const& before) noexcept {
#if defined(__x86_64__)
        std::uint32_t now = 0;
        asm volatile("stmxcsr %0" : "=m"(now));
        if (now == before.sse) [[likely]] {
            return before;
        }
#endif
        return current();
    }
};

} // namespace fermata::detail
