// fermata - https://www.boost.org/LICENSE_1_0.txt
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace fermata::detail {

/// Where a function is, its registers and the live part of the stack, byte for byte: all that its next steps depend on,
/// besides what is neither on its stack nor on that of its callers.
class live_stack {
public:
    /// Of the function from which the one that calls this was called, with so many others in between; `top` is the
    /// end of that stack. False where it cannot be had: no unwinding tables, or more than 64 KiB.
    bool take(int functions_between, char const* top);

    /// Something that belongs to it, but lies elsewhere.
    void add(void const* begin, std::size_t bytes);

    /// Where that function goes on; 0 if nothing was taken.
    std::uintptr_t place() const noexcept { return words_.empty() ? 0 : words_.front(); }

    /// Whether nothing has changed since then but what had no value: what mark_unused_stack() had written was still
    /// there.
    bool is_what_follows(live_stack const& before) const noexcept;

    friend bool operator==(live_stack const&, live_stack const&) = default;

private:
    std::vector<std::uintptr_t> words_; ///< place, registers, stack, what lies elsewhere
};

/// Of what lies below the frame of whoever calls it: functions that are called from there on find the mark in variables
/// that have no value yet.
void mark_unused_stack() noexcept;

} // namespace fermata::detail
