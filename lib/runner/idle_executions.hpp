// fermata - https://www.boost.org/LICENSE_1_0.txt
#pragma once

#include "core/execution.hpp"

#include <memory>

namespace fermata::detail {

/// Executions with their fibers and stacks, that no runner of this OS thread uses now.
std::unique_ptr<execution> take_execution();
void give_back(std::unique_ptr<execution> idle) noexcept;

/// The same for what runners are made of.
struct runner_state;
runner_state* take_state();
void give_back_state(runner_state* idle) noexcept;

} // namespace fermata::detail
