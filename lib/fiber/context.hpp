// fermata - https://www.boost.org/LICENSE_1_0.txt
#pragma once

#include "fiber/jump.hpp"
#include "fiber/sanitizer.hpp"
#include "fiber/stack.hpp"
#include "fiber/thread_state.hpp"

#include <memory>

namespace fermata::detail {

/// Where something that is suspended goes on, and what C++ keeps for it: a context, or the OS thread's own
/// stack (the host). It lies in what is suspended, so that a switch touches no more memory than it must.
struct resume_point {
    void* handle = nullptr;
    exception_state exceptions; ///< all zero while it runs
    [[no_unique_address]] sanitizer_state sanitizer;
};

/// A stack that outlives what runs on it: it runs its body, which ends with park(), and when it is switched to again
/// the body that it has by then. So contexts and stacks are made once and used by many fibers, one after the other.
struct context {
    resume_point* here = &parked;     ///< of whoever uses it
    void (*body)(context&) = nullptr; ///< returns when it is another's turn after park()
    void* argument = nullptr;
    fermata::detail::stack stack;
    void const* outermost =
        nullptr;         ///< the frame that calls what is not ours; nothing beyond it is of interest to that
    resume_point parked; ///< while nobody does
};

/// To be called while it is parked: from then on it is switched to by the resume point of whoever uses it.
inline void lend_context(context& parked, resume_point& to) noexcept {
    to = parked.parked;
    parked.here = &to;
}

/// Whether what is suspended can be given another floating-point environment: jump_fcontext keeps the two
/// words at the top of the stack that it leaves, in every version so far. Asked of this one by a trial.
bool can_set_floating_point() noexcept;

/// It goes on with these words, as if it had loaded them.
inline void set_floating_point([[maybe_unused]] resume_point const& suspended,
                               [[maybe_unused]] floating_point_environment const& words) noexcept {
#if defined(__x86_64__)
    // Not an assignment, because AddressSanitizer may take that part of the stack for out of bounds.
    asm volatile("movl %[sse], (%[at])\n\t"
                 "movw %[x87], 4(%[at])"
                 :
                 : [at] "r"(suspended.handle), [sse] "r"(words.sse), [x87] "r"(words.x87)
                 : "memory");
#endif
}

/// Leaves what runs now for another; returns, to the same stack, who left for it.
inline resume_point& leave_for(resume_point& from, resume_point& to) noexcept {
    if (!thread_exceptions->is_clear() || !to.exceptions.is_clear()) [[unlikely]] {
        from.exceptions = *thread_exceptions;
        *thread_exceptions = to.exceptions;
        to.exceptions = {};
    }
    from.sanitizer.leave_for(to.sanitizer);
    auto const arrival = jump(to.handle, &from);
    auto& previous = *static_cast<resume_point*>(arrival.data);
    previous.handle = arrival.fctx;
    return previous;
}

/// Goes from what runs now to another; returns when somebody goes back.
inline void switch_context(resume_point& from, resume_point& to) noexcept {
    resume_point& previous = leave_for(from, to);
    from.sanitizer.arrive_from(previous.sanitizer);
}

/// Ends what has run on a context, and goes on elsewhere; returns when somebody switches to what it is to run next.
inline void park(context& self, resume_point& next) noexcept {
    resume_point& previous = leave_for(*self.here, next);
    self.here->sanitizer.arrive_from(previous.sanitizer); // somebody else's by now, perhaps
}

/// A context with a stack of at least that size, from this OS thread's pool if there is one.
/// Throws std::system_error if no stack can be had.
std::unique_ptr<context> take_context(std::size_t stack_size);

/// Makes the pool of this OS thread, so that thread_local objects made after it may give back to it when
/// the thread ends.
void make_pool();

/// Back to the pool. Its body must have ended, or never have begun.
void give_back(std::unique_ptr<context> parked) noexcept;

} // namespace fermata::detail
