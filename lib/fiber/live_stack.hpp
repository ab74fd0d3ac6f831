// fermata - https://www.boost.org/LICENSE_1_0.txt
#pragma once

#include "memory/apart.hpp"

#include <cstddef>
#include <cstdint>
#include <span>

namespace fermata::detail {

/// Where a function is, its registers and the live part of the stack, byte for byte: all that its next steps depend on,
/// besides what is neither on its stack nor on that of its callers.
class live_stack {
public:
    /// Of the function from which the one that calls this was called, with so many others in between, up to the frame
    /// `outermost`. False where it cannot be had: no unwinding tables, or more than 64 KiB.
    bool take(int functions_between, void const* outermost);

    /// Something that belongs to it, but lies elsewhere.
    void add(void const* begin, std::size_t bytes);

    /// Where that function goes on; 0 if nothing was taken.
    std::uintptr_t place() const noexcept { return words_.empty() ? 0 : words_.front(); }

    /// What others have written there while the fiber did not run (an atomic that is on its stack, or what it has lent
    /// them) is as if it had been there from the beginning: the bytes of a word that were others before.
    void was_changed(std::uintptr_t address, std::uintptr_t from, std::uintptr_t to) noexcept;

    /// Where the stack's live part begins; 0 if nothing was taken.
    std::uintptr_t begin() const noexcept { return parts_.empty() ? 0 : parts_.front().address; }

    /// Whether it was called from where the other one was, and they were as they are: otherwise that is another call.
    bool is_same_call(live_stack const& other) const noexcept;

    /// Whether nothing has changed since then but what had no value: the mark was still there.
    bool is_what_follows(live_stack const& before) const noexcept;

    friend bool operator==(live_stack const& one, live_stack const& other) noexcept {
        return one.words_ == other.words_;
    }

    /// Where words come from.
    struct part {
        std::uintptr_t address = 0;
        std::size_t first = 0;
        std::size_t count = 0;

        std::uintptr_t end() const noexcept { return address + count * sizeof(std::uintptr_t); }
    };
    std::span<part const> parts() const noexcept { return parts_; }

private:
    void append(std::uintptr_t from, std::uintptr_t to);
    void append_fake_frames();

    apart_vector<std::uintptr_t> words_; ///< place, registers, stack, what lies elsewhere
    apart_vector<part> parts_;           ///< all but place and registers
    std::size_t callers_ = 0;            ///< the first word that is not the function's own
};

/// Of what lies below the frame of whoever calls it: functions that are called from there on find the mark in variables
/// that have no value yet.
void mark_unused_stack() noexcept;

} // namespace fermata::detail
