// fermata - https://www.boost.org/LICENSE_1_0.txt
#pragma once

#include <fermata/model/outcome.hpp>

#include <cstddef>
#include <cstdint>
#include <exception>
#include <string>
#include <vector>

namespace fermata::detail {

struct fiber;
struct fiber_group;

/// What keeps a choice from being made on the short path.
namespace attention {
inline constexpr std::uint32_t preludes = 1;   ///< threads whose code up to their first operation is due
inline constexpr std::uint32_t at_once = 2;    ///< fibers that go on without a choice
inline constexpr std::uint32_t stepping = 4;   ///< a runner performs one step at a time
inline constexpr std::uint32_t predicates = 8; ///< somebody stands in wait_until()
inline constexpr std::uint32_t progress = 16;  ///< somebody stands in wait_for_progress()
inline constexpr std::uint32_t outside = 32;   ///< somebody waits for it, and is looked at before each choice
inline constexpr std::uint32_t cut = 64;       ///< the strategy wants to see no more of this execution
inline constexpr std::uint32_t marks = 128;    ///< what is not used of the stack is marked; see spin_loops
} // namespace attention

/// Which fibers are being ended.
struct ending_state {
    bool active = false;
    fiber_group* group = nullptr; ///< only those of this group, if not null
    fiber* caller = nullptr;      ///< who goes on when all have ended
    std::uint32_t cursor = 0;     ///< the next one has a smaller number
};

/// Thrown by a strategy that replays, when it cannot go on; it knows why.
struct gives_up {};

/// Why an execution was stopped before its fibers had ended.
struct stop_reason {
    outcome how = outcome::completed; ///< completed: it was not stopped
    std::string message;
    std::vector<std::string> details;
    std::exception_ptr usage; ///< the caller misuses the library: to be thrown at him
    bool is_lost_wakeup = false;
};

/// A failed expect(), an exception that escaped, a data race.
struct recorded_failure {
    failure_cause cause = failure_cause::expectation;
    std::string message;
    std::string fiber;
    std::string file;
    std::size_t line = 0;
    std::size_t step = 0;
};

} // namespace fermata::detail
