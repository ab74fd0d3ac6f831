// fermata - https://www.boost.org/LICENSE_1_0.txt
#pragma once

#include "core/execution.hpp"

#include <memory>

namespace fermata::detail {

/// Executions with their fibers and stacks, that no runner of this OS thread uses now.
std::unique_ptr<execution> take_execution();
void give_back(std::unique_ptr<execution> idle) noexcept;

} // namespace fermata::detail
