// fermata - https://www.boost.org/LICENSE_1_0.txt
#pragma once

#include <cstdint>

namespace bench {

/// Memory of this process that is in use now, exact to a page; 0 where it cannot be known.
std::uint64_t resident_kibibytes();

} // namespace bench
