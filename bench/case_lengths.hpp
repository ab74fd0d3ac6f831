// fermata - https://www.boost.org/LICENSE_1_0.txt
#pragma once

#include <cstdint>

namespace bench {

inline constexpr int case_count = 1000;

/// How long a test case of cases.cpp takes: from 0 to 99 ms, the same in every run.
constexpr int milliseconds_of_case(int index) {
    auto x = static_cast<std::uint64_t>(index) + 0x9e3779b97f4a7c15;
    x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9;
    x = (x ^ (x >> 27)) * 0x94d049bb133111eb;
    return static_cast<int>((x ^ (x >> 31)) % 100);
}

} // namespace bench
