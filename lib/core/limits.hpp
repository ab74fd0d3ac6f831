// fermata - https://www.boost.org/LICENSE_1_0.txt
#pragma once

#include "fiber/stack.hpp"

#include <fermata/model/error.hpp>

#include <cstddef>
#include <string>

namespace fermata::detail {

[[noreturn]] inline void throw_limits(std::size_t steps_max, std::size_t stack_size) {
    if (steps_max == 0) {
        throw usage_error("steps_max = 0 would allow no step; it must be at least 1");
    }
    if (stack_size > stack_size_max) {
        throw usage_error("stack_size = " + std::to_string(stack_size) + " is more than any machine has; at most " +
                          std::to_string(stack_size_max) + " bytes");
    }
    throw usage_error("stack_size = " + std::to_string(stack_size) + " is too small; it must be at least " +
                      std::to_string(stack_size_min) + " bytes");
}

/// Throws usage_error that names the option and what would be right.
inline void check_limits(std::size_t steps_max, std::size_t stack_size) {
    if (steps_max == 0 || stack_size > stack_size_max || stack_size < stack_size_min) [[unlikely]] {
        throw_limits(steps_max, stack_size);
    }
}

} // namespace fermata::detail
