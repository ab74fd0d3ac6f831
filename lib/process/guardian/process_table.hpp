// fermata - https://www.boost.org/LICENSE_1_0.txt
#pragma once

#include <sys/types.h>

#include <optional>
#include <string>
#include <vector>

namespace fermata::process::guardian {

/// As what the guardian appears in lists of processes.
inline constexpr char const* guardian_name = "fermata-guard";

/// What /proc says of one process.
struct process_entry {
    pid_t id = 0;
    pid_t parent = 0;
    pid_t group = 0;
    unsigned long long start_time = 0; ///< tells it from a later process of the same id
    char state = ' ';
    bool is_guardian = false;                         ///< of somebody among those; it is about to end when they do
    mutable std::optional<std::string> environment{}; ///< that it began with, once somebody has asked

    bool is_dead() const { return state == 'Z' || state == 'X' || state == 'x'; }
};

/// All descendants of the guardian, parents before their children, as they were when they were looked up for
/// the first time since forget_descendants(): many look in one round, and a look takes a millisecond.
std::vector<process_entry> const& descendants();
void forget_descendants();

/// Whether the environment that the process began with holds exactly that entry ("NAME=value").
bool has_environment_entry(process_entry const& which, std::string const& entry);

} // namespace fermata::process::guardian
