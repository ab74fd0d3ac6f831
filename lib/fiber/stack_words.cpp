// fermata - https://www.boost.org/LICENSE_1_0.txt
#include "fiber/stack_words.hpp"

#include "fiber/sanitizer.hpp"

#if __has_include(<valgrind/memcheck.h>)
#include <valgrind/memcheck.h>
#else
#define VALGRIND_MAKE_MEM_DEFINED(begin, size) static_cast<void>(begin)
#define RUNNING_ON_VALGRIND false
#endif

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>

namespace fermata::detail {

namespace {

#if defined(FERMATA_ADDRESS_SANITIZER)
// Volatile, so that no function of the C library comes of it, which would be checked.
std::uintptr_t volatile const* words_at(std::uintptr_t address) {
    return reinterpret_cast<std::uintptr_t const volatile*>(address);
}
[[gnu::noinline, gnu::no_sanitize_address]] void copy(std::uintptr_t from, std::uintptr_t to, std::uintptr_t* into) {
    for (; from < to; from += sizeof(std::uintptr_t)) {
        *into++ = *words_at(from);
    }
}
[[gnu::noinline, gnu::no_sanitize_address]] bool are_same(std::uintptr_t from, std::uintptr_t to,
                                                          std::uintptr_t const* others) {
    for (; from < to; from += sizeof(std::uintptr_t)) {
        if (*words_at(from) != *others++) {
            return false;
        }
    }
    return true;
}
#else
void copy(std::uintptr_t from, std::uintptr_t to, std::uintptr_t* into) {
    std::memcpy(into, reinterpret_cast<void const*>(from), to - from);
}
bool are_same(std::uintptr_t from, std::uintptr_t to, std::uintptr_t const* others) {
    return std::memcmp(reinterpret_cast<void const*>(from), others, to - from) == 0;
}
#endif

} // namespace

void append_words(apart_vector<std::uintptr_t>& words, std::uintptr_t from, std::uintptr_t to) {
    std::size_t const before = words.size();
    words.resize(before + (to - from) / sizeof(std::uintptr_t));
    copy(from, to, words.data() + before);
    VALGRIND_MAKE_MEM_DEFINED(words.data() + before, to - from); // values or none: they are compared
}

bool are_same_words(std::uintptr_t from, std::uintptr_t to, std::uintptr_t const* others) {
    if (RUNNING_ON_VALGRIND) { // which tells that what has no value is compared, unless it is a copy
        apart_vector<std::uintptr_t> words;
        append_words(words, from, to);
        return std::equal(words.begin(), words.end(), others);
    }
    return are_same(from, to, others);
}

bool are_same_but_unused(std::uintptr_t const* now, std::uintptr_t const* before, std::size_t count) noexcept {
    static_assert(sizeof(std::uintptr_t) == 8);
    using halves [[gnu::vector_size(16)]] = std::uint32_t;
    halves const unused = std::bit_cast<halves>(std::array{unused_mark, unused_mark});
    auto const changed_in = [&](std::size_t first) {
        halves one{};
        halves other{};
        std::memcpy(&one, now + first, sizeof(one));
        std::memcpy(&other, before + first, sizeof(other));
        return (one ^ other) & std::bit_cast<halves>(other != unused);
    };
    auto const are_same_in = [&](std::size_t first) {
        auto const changed = std::bit_cast<std::array<std::uint64_t, 2>>(changed_in(first) | changed_in(first + 2) |
                                                                         changed_in(first + 4) | changed_in(first + 6));
        return (changed[0] | changed[1]) == 0;
    };
    constexpr std::size_t at_once = 8;
    if (count < at_once) {
        std::array<std::uintptr_t, at_once> one{};
        std::array<std::uintptr_t, at_once> other{};
        std::copy_n(now, count, one.begin());
        std::copy_n(before, count, other.begin());
        return are_same_but_unused(one.data(), other.data(), at_once);
    }
    for (std::size_t i = 0; i + at_once < count; i += at_once) {
        if (!are_same_in(i)) {
            return false;
        }
    }
    return are_same_in(count - at_once);
}

} // namespace fermata::detail
