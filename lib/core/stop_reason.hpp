// fermata - https://www.boost.org/LICENSE_1_0.txt
#pragma once

#include <fermata/model/outcome.hpp>

#include <cstdint>
#include <exception>
#include <string>
#include <vector>

namespace fermata::detail {

/// What keeps a choice from being made on the short path.
namespace attention {
inline constexpr std::uint32_t preludes = 1;   ///< threads whose code up to their first operation is due
inline constexpr std::uint32_t at_once = 2;    ///< fibers that go on without a choice
inline constexpr std::uint32_t stepping = 4;   ///< a runner performs one step at a time
inline constexpr std::uint32_t predicates = 8; ///< somebody stands in wait_until()
inline constexpr std::uint32_t progress = 16;  ///< somebody stands in wait_for_progress()
inline constexpr std::uint32_t outside = 32;   ///< somebody waits for a file descriptor
inline constexpr std::uint32_t cut = 64;       ///< the strategy wants to see no more of this execution
} // namespace attention

/// Thrown by a strategy that replays, when it cannot go on; it knows why.
struct gives_up {};

/// Why an execution was stopped before its fibers had ended.
struct stop_reason {
    outcome how = outcome::completed; ///< completed: it was not stopped
    std::string message;
    std::vector<std::string> details;
    std::exception_ptr usage; ///< the caller misuses the library: to be thrown at him
};

} // namespace fermata::detail
