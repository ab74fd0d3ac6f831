// fermata - https://www.boost.org/LICENSE_1_0.txt
#pragma once

#include "table.hpp"

#include <functional>
#include <string_view>
#include <vector>

namespace bench {

/// How much is measured: `smoke` only shows that everything runs and counts right.
enum class extent { smoke, usual, thorough };

struct row_group {
    std::string_view name;
    std::function<void(table&, extent)> measure;
};

/// In the order in which they are measured. The last one makes OS threads, and after that a process is
/// not what it was: the allocator and the reference counts of the standard library then lock.
std::vector<row_group> all_row_groups();

} // namespace bench
