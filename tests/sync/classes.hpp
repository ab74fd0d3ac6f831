// fermata - https://www.boost.org/LICENSE_1_0.txt
#pragma once

#include <fermata/strategy.hpp>

#include <string>

namespace sync_tests {

/// A text that is the same for executions that differ only in the order of operations which do not conflict: of
/// each fiber its operations, and which operations of others happen before each.
std::string class_of(fermata::execution_record const& whole);

} // namespace sync_tests
