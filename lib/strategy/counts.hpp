// fermata - https://www.boost.org/LICENSE_1_0.txt
#pragma once

#include <cstdint>
#include <cstring>

namespace fermata::detail {

/// How many actions each fiber has performed, by fiber: as what happens before an action (a clock, Mattern 1989), or as
/// the set of the first so many actions of each fiber. Their number is a multiple of four. Four are read and written
/// at once, always: reading at once what was written one by one would wait for the memory.
using counts = std::uint32_t*;
using const_counts = std::uint32_t const*;

namespace counting {

using four = std::uint32_t __attribute__((vector_size(16)));

inline four load(const_counts from) noexcept {
    four made;
    std::memcpy(&made, from, sizeof(made));
    return made;
}
inline void store(counts to, four what) noexcept { std::memcpy(to, &what, sizeof(what)); }

inline void copy(counts to, const_counts from, std::uint32_t width) noexcept {
    for (std::uint32_t i = 0; i < width; i += 4) {
        store(to + i, load(from + i));
    }
}
/// A copy in which one of them is another one.
inline void copy_but(counts to, const_counts from, std::uint32_t width, std::uint32_t which,
                     std::uint32_t number) noexcept {
    for (std::uint32_t i = 0; i < width; i += 4) {
        four const lanes = {i, i + 1, i + 2, i + 3};
        auto const is_it = reinterpret_cast<four>(lanes == which);
        store(to + i, (load(from + i) & ~is_it) | (is_it & number));
    }
}
/// One more of that fiber.
inline void increment(counts set, std::uint32_t fiber) noexcept {
    std::uint32_t const begin = fiber & ~3U;
    four const lanes = {begin, begin + 1, begin + 2, begin + 3};
    store(set + begin, load(set + begin) - reinterpret_cast<four>(lanes == fiber));
}
/// Whether a set has all that the other has.
inline bool contains(const_counts set, const_counts other, std::uint32_t width) noexcept {
    four less = {};
    for (std::uint32_t i = 0; i < width; i += 4) {
        less |= reinterpret_cast<four>(load(set + i) < load(other + i));
    }
    return (less[0] | less[1] | less[2] | less[3]) == 0;
}
/// Adds all that the other has.
inline void add(counts set, const_counts other, std::uint32_t width) noexcept {
    for (std::uint32_t i = 0; i < width; i += 4) {
        four const mine = load(set + i);
        four const its = load(other + i);
        auto const is_less = reinterpret_cast<four>(mine < its);
        store(set + i, (mine & ~is_less) | (its & is_less));
    }
}

/// How many they are together.
inline std::uint32_t sum(const_counts of, std::uint32_t width) noexcept {
    four all = {};
    for (std::uint32_t i = 0; i < width; i += 4) {
        all += load(of + i);
    }
    return all[0] + all[1] + all[2] + all[3];
}

} // namespace counting

} // namespace fermata::detail
