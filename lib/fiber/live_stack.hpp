// fermata - https://www.boost.org/LICENSE_1_0.txt
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace fermata::detail {

/// The registers and the live part of the stack of a function, byte for byte: all that its next steps depend on,
/// besides what is neither on its stack nor on that of its callers.
class live_stack {
public:
    /// Of the function from which the one that calls this was called, with so many others in between; `top` is the
    /// end of that stack. False where it cannot be had: no unwinding tables, or more than 64 KiB.
    bool take(int functions_between, char const* top);

    friend bool operator==(live_stack const&, live_stack const&) = default;

private:
    std::vector<std::uintptr_t> words_; ///< registers, stack, frames that AddressSanitizer keeps elsewhere
};

} // namespace fermata::detail
