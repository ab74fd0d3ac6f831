// fermata - https://www.boost.org/LICENSE_1_0.txt
#pragma once

#include <fermata/core/function_ref.hpp>
#include <fermata/model/report.hpp>
#include <fermata/model/source_location.hpp>
#include <fermata/strategy/strategies.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string_view>

namespace fermata {

/// What options::on_progress is given, about every tenth of a second.
struct progress {
    std::uint64_t executions = 0;
    std::uint64_t steps = 0;
    std::chrono::nanoseconds elapsed{};
};

struct options {
    strategy_value strategy{};                     ///< default: every behaviour
    std::optional<std::uint64_t> executions_max{}; ///< at least 1; default: no limit, 10,000 where a strategy samples
    std::size_t steps_max = 1'000'000;             ///< of one execution; a longer one is a step_limit
    std::chrono::nanoseconds time_max = std::chrono::nanoseconds::max(); ///< of all executions; one that has begun is
                                                                         ///< not ended by it, see steps_max
    std::optional<int> preemptions_max{}; ///< only executions with at most so many preemptions
    std::uint64_t seed = 0;               ///< for the strategies that sample
    bool stop_at_first_failure = true;    ///< otherwise all executions are made, and counted by outcome
    bool check_determinism = true;        ///< repeat the first execution, and compare step by step
    bool park_spin_loops = true;          ///< a loop that only reads atomics goes on when one of them is written
    std::size_t stack_size = 256 * 1024;  ///< of each fiber, in bytes
    std::function<void(progress const&)> on_progress{};
};

namespace detail {
report explore(function_ref<void()> body, options const& with, source_location where);
report replay(std::string_view token, function_ref<void()> body, options const& with, source_location where);
} // namespace detail

/// Runs the body again and again, each time in another order, as the fiber "main". The environment
/// variables FERMATA_STRATEGY, FERMATA_SEED, FERMATA_EXECUTIONS_MAX, FERMATA_TIME_MAX (seconds),
/// FERMATA_REPLAY and FERMATA_VERBOSE overrule the options.
/// Throws usage_error for options that make no sense, and for a body that starts nothing.
template <class Body>
[[nodiscard]] report explore(Body&& body, options with = {}, source_location where = source_location::current()) {
    return detail::explore([&] { static_cast<void>(body()); }, with, where);
}

/// The same execution again, step by step. A token that does not fit the program gives a report with
/// outcome::diverged that names the first step that differs. Throws usage_error for a malformed token.
template <class Body>
report replay(std::string_view token, Body&& body, options with = {},
              source_location where = source_location::current()) {
    return detail::replay(
        token, [&] { static_cast<void>(body()); }, with, where);
}

} // namespace fermata
