// fermata - https://www.boost.org/LICENSE_1_0.txt
#pragma once

#include "machine.hpp"

#include <vector>

namespace loops {

/// Programs in which a loop of compare-exchanges goes on waiting at the end.
std::vector<program> const& exchanges_at_end();

} // namespace loops
