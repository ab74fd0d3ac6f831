// fermata - https://www.boost.org/LICENSE_1_0.txt
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace fermata {

/// How an execution ended.
enum class outcome : std::uint8_t {
    completed,  ///< every fiber ran to its end, nothing failed
    failed,     ///< an expectation was false, or an exception escaped from a fiber
    deadlocked, ///< nobody can go on
    livelocked, ///< everybody who can go on only repeats itself
    step_limit, ///< cut off at options::steps_max
    crashed,    ///< the process died in it
    diverged,   ///< it did not repeat the prefix that it had to repeat
    pruned,     ///< an assume() was false: not an execution of the program under test
};

inline constexpr std::size_t outcome_count = 8;

/// "completed", "failed", ...
std::string_view to_string(outcome value) noexcept;

} // namespace fermata
