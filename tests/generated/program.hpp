// fermata - https://www.boost.org/LICENSE_1_0.txt
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace generated {

enum class kind : std::uint8_t {
    checkpoint,
    locked,   ///< lock, change the data, unlock
    lock,     ///< alone: it may never be unlocked
    unlock,   ///< if it is held
    try_lock, ///< and unlock later, if it was got
    wait,     ///< lock, wait to be notified, unlock
    notify_one,
    notify_all,
    send,
    receive,
    close,
    choose,
    start, ///< another fiber, from a fiber
    assume,
    fail,
};

struct step {
    generated::kind kind;
    std::uint8_t object = 0;
    std::uint8_t value = 0;
};

/// A small concurrent program: what each fiber does, one after the other.
struct program {
    std::vector<std::vector<step>> fibers;
    std::vector<step> nested; ///< what a fiber does that is started by a fiber
    bool uses_starters = false;
};

/// Always the same one for a seed.
program make_program(std::uint64_t seed);
std::string to_string(program const& what);

/// The body of an exploration: runs the program, and leaves what it came to in `final_state`.
void run(program const& what, std::string& final_state);

} // namespace generated
