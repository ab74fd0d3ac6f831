// fermata - https://www.boost.org/LICENSE_1_0.txt
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

// What the encoder and the parser of replay tokens share. The format is described in token.cpp.
namespace fermata::detail::token_format {

inline constexpr std::string_view prefix = "fm1:";
inline constexpr std::size_t identity_digits = 8;
inline constexpr std::size_t checksum_digits = 5;

/// The digits 0 to 63. None of them means anything to a shell, in a URL or in a C++ string.
inline constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
static_assert(alphabet.size() == 64);

/// The value of a digit, or -1 if it is none.
constexpr int digit_value(char digit) noexcept {
    if (digit >= 'A' && digit <= 'Z') {
        return digit - 'A';
    }
    if (digit >= 'a' && digit <= 'z') {
        return digit - 'a' + 26;
    }
    if (digit >= '0' && digit <= '9') {
        return digit - '0' + 52;
    }
    return digit == '-' ? 62 : digit == '_' ? 63 : -1;
}

// First digits of a choice: fibers 0 to 47, then values 0 to 13, then the two escapes.
inline constexpr std::uint32_t short_fibers = 48;
inline constexpr std::uint32_t short_values = 14;
inline constexpr std::uint32_t long_fiber = 62;
inline constexpr std::uint32_t long_value = 63;
static_assert(short_fibers + short_values == long_fiber);

/// CRC-30/CDMA, character by character. Texts that differ in one character, or within a run of three, never
/// have the same sum; any other two have it once in 2^30.
inline constexpr std::uint32_t sum_begin = 0x3fff'ffff;

constexpr std::uint32_t sum_next(std::uint32_t sum, char character) noexcept {
    sum ^= static_cast<std::uint32_t>(static_cast<unsigned char>(character)) << 22;
    for (int bit = 0; bit < 8; ++bit) {
        sum = ((sum << 1) ^ ((sum & 0x2000'0000) != 0 ? 0x2030'b9c7U : 0)) & 0x3fff'ffff;
    }
    return sum;
}

constexpr std::uint32_t sum_end(std::uint32_t sum) noexcept { return sum ^ 0x3fff'ffff; }

/// The digit at a place of a checksum, the most significant first.
constexpr char sum_digit(std::uint32_t sum, std::size_t place) noexcept {
    return alphabet[(sum >> (6 * (checksum_digits - 1 - place))) % 64];
}

} // namespace fermata::detail::token_format
