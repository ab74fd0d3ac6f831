// fermata - https://www.boost.org/LICENSE_1_0.txt
#pragma once

#include "fiber/jump.hpp"
#include "fiber/sanitizer.hpp"
#include "fiber/stack.hpp"
#include "fiber/thread_state.hpp"

#include <memory>

namespace fermata::detail {

/// Something that can be switched to: a stack of its own, or the OS thread's (the host).
///
/// A context outlives its body: it runs `body(argument)`, which returns the context to go to next, and
/// when it is switched to again it runs the body that it has by then. So contexts and stacks are made
/// once and used by many fibers, one after the other.
struct alignas(64) context {
    void* handle = nullptr;
    exception_state exceptions;
    sanitizer_state sanitizer;
    context& (*body)(void*) = nullptr;
    void* argument = nullptr;
    fermata::detail::stack stack;
};

/// Goes from the context that runs now to another; returns when somebody goes back.
inline void switch_context(context& from, context& to) noexcept {
    from.exceptions = *thread_exceptions;
    *thread_exceptions = to.exceptions;
    from.sanitizer.leave_for(to.sanitizer);
    auto const arrival = jump(to.handle, &from);
    auto& previous = *static_cast<context*>(arrival.data);
    previous.handle = arrival.fctx;
    from.sanitizer.arrive_from(previous.sanitizer);
}

/// A context with a stack of at least that size, from this OS thread's pool if there is one.
/// Throws std::system_error if no stack can be had.
std::unique_ptr<context> take_context(std::size_t stack_size);

/// Makes the pool of this OS thread, so that thread_local objects made after it may give back to it when
/// the thread ends.
void make_pool();

/// Back to the pool. Its body must have ended.
void give_back(std::unique_ptr<context> parked) noexcept;

} // namespace fermata::detail
