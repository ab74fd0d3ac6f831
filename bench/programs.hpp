// fermata - https://www.boost.org/LICENSE_1_0.txt
#pragma once

#include <fermata/runner/explore.hpp>

#include <cstdint>
#include <vector>

/// The programs that are measured, each checked: what was not run right throws check_failed, so that no
/// figure stands for work that was not done.
namespace bench {

struct check_failed {
    char const* what;
};

void check(bool condition, char const* what);

/// How many interleavings `fibers` fibers of `steps` steps have: the multinomial coefficient.
std::uint64_t interleavings(unsigned fibers, unsigned steps);

/// A runner of 1 to 4 starters with so many steps each, made and run.
void run_starters(unsigned starters, std::uint64_t steps);

/// All orderings of 2 to 4 starters; starters and runner are made anew in every execution, and the
/// determinism check is on. Returns the number of executions.
std::uint64_t explore_all(unsigned starters, unsigned steps);

/// What each step of a starter is, after its start.
enum class sampled_step {
    checkpoint,
    fetch_add, ///< of one atomic, by all
    mutex,     ///< one is locked and unlocked by turns, by all
};

/// As many samples of a program of that size. Returns the number of steps.
std::uint64_t explore_sampled(unsigned starters, unsigned steps, std::uint64_t executions,
                              fermata::strategy_value const& strategy, sampled_step of = sampled_step::checkpoint);

/// Who goes on at a checkpoint where both fibers of two are enabled.
enum class goes_on { same, other };

/// Executions of `starters` (1 or 2) starters of `steps` steps, every decision by that rule.
/// Returns the number of steps.
std::uint64_t explore_fixed(unsigned starters, std::uint64_t steps, std::uint64_t executions, goes_on who);

/// Nanoseconds per step while `fibers` fibers stand at checkpoints, without what it takes to start and
/// to end them: measured inside the execution.
double step_among(std::uint32_t fibers, std::uint64_t steps, fermata::strategy_value strategy);

/// A runner with a declared order of 8 points (2 starters, 4 points each, in turn) is made, asked for each
/// point, finished and destroyed. Returns the number of runners.
std::uint64_t declared_order(std::uint64_t runners, bool starters_anew);

/// Resident memory, in KiB, in the middle of a random exploration and at its end.
struct resident {
    std::uint64_t early = 0;
    std::uint64_t late = 0;
};
resident memory_of(std::uint64_t executions_early, std::uint64_t executions);

/// Two fibers that give way to each other at every checkpoint; one of them has a sticky floating-point flag set
/// that the other has not. Returns the number of steps.
std::uint64_t explore_with_flags(std::uint64_t steps, std::uint64_t executions);

} // namespace bench
