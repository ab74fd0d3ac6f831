// fermata - https://www.boost.org/LICENSE_1_0.txt
#pragma once

#include <cstdint>

namespace bench {

inline constexpr unsigned bare_fibers_max = 8;
inline constexpr unsigned bare_steps_max = 32;

/// The yardstick of `enumerate`: every interleaving of `fibers` fibers of `steps` steps each, depth
/// first, on raw contexts and with nothing else. Returns the number of executions.
std::uint64_t bare_enumerate(unsigned fibers, unsigned steps);

/// The yardstick of `random`: as many executions, each decision uniform over the unfinished fibers.
/// Returns the number of steps.
std::uint64_t bare_random(unsigned fibers, unsigned steps, std::uint64_t executions, std::uint64_t seed);

} // namespace bench
