// fermata - https://www.boost.org/LICENSE_1_0.txt
#pragma once

#include <cstdint>

namespace bench {

/// The other yardstick: two contexts that switch back and forth. Returns the number of switches.
std::uint64_t raw_switch(std::uint64_t switches);

/// The same, where one of the two has done an inexact operation and the other has not: their words of
/// floating-point state differ in a sticky flag at every switch.
std::uint64_t raw_switch_with_flags(std::uint64_t switches);

} // namespace bench
