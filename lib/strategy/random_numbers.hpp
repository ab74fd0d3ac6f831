// fermata - https://www.boost.org/LICENSE_1_0.txt
#pragma once

#include <cstdint>

namespace fermata::detail {

/// SplitMix64 (Steele, Lea, Flood: Fast Splittable Pseudorandom Number Generators, OOPSLA 2014, fig. 17):
/// every seed is a good one, and execution i of a seed can be begun without the ones before.
class random_numbers {
public:
    void begin(std::uint64_t seed, std::uint64_t execution) noexcept {
        state_ = seed;
        state_ = next() ^ (execution * 0xd1342543de82ef95);
    }
    std::uint64_t next() noexcept {
        std::uint64_t z = state_ += 0x9e3779b97f4a7c15;
        z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9;
        z = (z ^ z >> 27) * 0x94d049bb133111eb;
        return z ^ z >> 31;
    }
    /// Uniform in [0, n), up to a bias of n / 2^32.
    std::uint32_t below(std::uint32_t n) noexcept { return static_cast<std::uint32_t>((next() >> 32) * n >> 32); }

private:
    std::uint64_t state_ = 0;
};

} // namespace fermata::detail
