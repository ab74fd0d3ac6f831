// fermata - https://www.boost.org/LICENSE_1_0.txt
//
// Programs of which it is known how many classes of executions they have, from other people's tools, from papers or by
// a closed form; and programs with a known bug.
//
// Counted are complete executions under sequential consistency. Two are of one class if every read reads from the same
// write and the writes of each location (the locks of each mutex) come in the same order. A failed compare-exchange is
// a read, a lock attempt that is blocked is no event, and an execution in which an assume() is false is not counted.
//
// Notation of the comments: W x v store, R x load, L m and U m lock and unlock, || between threads, all variables 0 at
// first.
#pragma once

#include <fermata/fermata.hpp>
#include <fermata/sync/atomic.hpp>
#include <fermata/sync/mutex.hpp>
#include <fermata/sync/thread.hpp>
#include <fermata/sync/var.hpp>

#include <cstdint>
#include <functional>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace programs {

/// What the threads of an execution have read, and what is left at its end.
using state = std::vector<int>;

/// How many classes there are.
struct classes {
    std::uint64_t complete = 0; ///< in which all threads end, failing ones among them
    std::uint64_t deadlocked = 0;
    std::uint64_t failing = 0; ///< of the complete ones
    std::uint64_t livelocked = 0;
    std::uint64_t looks = 0; ///< executions that only show that a loop goes on waiting
};

/// How many executions until the bug is found, by random, pct of depth 3, pos and surw.
struct sample_means {
    double random = 0;
    double pct = 0;
    double pos = 0;
    double surw = 0;
    char const* published = "- / - / - / -"; ///< random / PCT-3 / POS / SURW, of others
};

struct program {
    std::string name;
    std::function<state()> body;
    std::optional<programs::classes> expected{};
    std::optional<int> preemptions{};      ///< with fewer the bug does not show
    std::optional<sample_means> samples{}; ///< of a bug
    bool is_found_by_dpor = true;          ///< false: there is too much to explore before it
    bool is_slow_to_sample = false;        ///< its means are only taken where FERMATA_LONG_TESTS is defined
    fermata::outcome fails_by = fermata::outcome::failed;
    char const* says = "";             ///< part of the failure's message
    std::size_t steps_max = 1'000'000; ///< where executions do not end by themselves
    char const* bug = "";              ///< what is wrong, for docs/bugs.md
    char const* remark = "";           ///< why more than twice the published figure
};

/// Of an exploration or replay of that program.
fermata::options options_of(program const& what, fermata::strategy_value strategy = {});

/// Puts programs into one of the two lists below.
struct correct_programs {
    correct_programs(std::initializer_list<program> these);
};
struct wrong_programs {
    wrong_programs(std::initializer_list<program> these);
};

/// In the order of their names.
std::vector<program> all_correct();
std::vector<program> all_wrong();

/// One of them by its name.
program const& wrong(std::string_view name);

/// Starts a thread for each, in their order, and waits for them.
void run_together(std::vector<std::function<void()>> const& threads);

/// n copies of one thread, which is given its number from 0.
std::vector<std::function<void()>> copies(int n, std::function<void(int)> const& thread);

/// Until the predicate holds of the variable: a spin loop, whose looks that fail are no events.
template <class T, class Predicate>
void await(fermata::atomic<T> const& from, Predicate predicate) {
    while (!predicate(from.load())) {
    }
}

inline std::uint64_t factorial(int n) { return n < 2 ? 1 : static_cast<std::uint64_t>(n) * factorial(n - 1); }
inline std::uint64_t two_to_the(int n) { return std::uint64_t{1} << n; }

} // namespace programs
