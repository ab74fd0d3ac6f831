// fermata - https://www.boost.org/LICENSE_1_0.txt
#pragma once

#include "memory/apart.hpp"

#include <cstddef>
#include <cstdint>

namespace fermata::detail {

inline constexpr std::uintptr_t unused_mark = 0x8f2b6e1d'5ca39471; ///< nobody's value, and no address

// Words of a stack, which may have no value, or be held to be out of bounds.

/// Adds those between two addresses.
void append_words(apart_vector<std::uintptr_t>& words, std::uintptr_t from, std::uintptr_t to);

/// Whether those between two addresses are the same as others.
bool are_same_words(std::uintptr_t from, std::uintptr_t to, std::uintptr_t const* others);

/// Whether all are as they were before but for those that held the mark then; by half words, since an int has no more.
bool are_same_but_unused(std::uintptr_t const* now, std::uintptr_t const* before, std::size_t count) noexcept;

} // namespace fermata::detail
