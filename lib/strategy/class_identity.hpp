// fermata - https://www.boost.org/LICENSE_1_0.txt
#pragma once

#include <cstdint>

namespace fermata::detail {

/// 128 bits that stand for a class of equivalent beginnings of executions, so that what is said of them is as certain
/// as that no two of some billions get the same ones.
struct class_identity {
    std::uint64_t low = 0;
    std::uint64_t high = 0;

    class_identity& operator+=(class_identity const& other) noexcept {
        low += other.low;
        high += other.high;
        return *this;
    }
    class_identity& operator-=(class_identity const& other) noexcept {
        low -= other.low;
        high -= other.high;
        return *this;
    }
    friend bool operator==(class_identity const&, class_identity const&) = default;
};

inline std::uint64_t scramble(std::uint64_t value) noexcept {
    value = (value ^ value >> 32) * 0xd6e8feb86659fd93;
    value = (value ^ value >> 32) * 0xd6e8feb86659fd93;
    return value ^ value >> 32;
}

inline class_identity mix(class_identity const& one, std::uint64_t low, std::uint64_t high) noexcept {
    return {scramble(one.low * 0x9e3779b97f4a7c15 + low), scramble(one.high * 0xbf58476d1ce4e5b9 + high)};
}

inline class_identity mix(class_identity const& one, std::uint64_t number) noexcept {
    return mix(one, number, ~number);
}

inline class_identity mix(class_identity const& one, class_identity const& other) noexcept {
    return mix(one, other.low, other.high);
}

} // namespace fermata::detail
