// fermata - https://www.boost.org/LICENSE_1_0.txt
#pragma once

#include <fermata/model/report.hpp>

#include <cstddef>
#include <string>
#include <vector>

namespace fermata::detail {

/// The steps of the failing execution as lines of text, at most `lines_max` (which is at least 8) of them:
/// a column per fiber, or one list where there are too many fibers for columns. Empty without a trace.
std::vector<std::string> step_table(failure const& failed, std::size_t lines_max);

} // namespace fermata::detail
