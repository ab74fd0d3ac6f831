// fermata - https://www.boost.org/LICENSE_1_0.txt
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace fermata {

/// How an execution ended.
enum class outcome : std::uint8_t {
    completed,  ///< every fiber ran to its end, nothing failed
    failed,     ///< false expectation, escaped exception, misuse, data race, thread never joined: see failure_cause
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

/// What an execution failed by, which says more than its outcome.
enum class failure_cause : std::uint8_t {
    expectation,  ///< was false
    exception,    ///< escaped from a fiber
    misuse,       ///< of a primitive
    data_race,    ///< on a var<T>
    never_joined, ///< a thread whose object is gone
    deadlock,
    lost_wakeup, ///< a deadlock in which all that is missing is a notification
    livelock,
    step_limit,
    not_repeated ///< the program did something else than before
};

/// "expectation", "data race", ...
std::string_view to_string(failure_cause value) noexcept;

} // namespace fermata
