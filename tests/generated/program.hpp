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
    load,
    store,
    add,
    compare_exchange, ///< from `value` to the next one
    acquire,          ///< of a semaphore
    try_acquire,
    release,
    wait_for,    ///< lock, wait to be notified or time out, unlock
    lock_shared, ///< look at the data, unlock_shared
    count_down,  ///< of a latch, once for each fiber at most
    wait_latch,
    spin,          ///< until an atomic has at least that value
    spin_lock,     ///< by compare-exchange, and unlock
    spin_exchange, ///< the same by exchange
    wait_until,    ///< an atomic has at least that value
    progress,      ///< of another fiber
    spin_both,     ///< until one or the other atomic has that value
    spin_try_lock, ///< until it is got, change the data, unlock
    spin_try_acquire,
    spin_try_shared, ///< until it is got, look at the data, unlock_shared
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
    bool waits_with_any_lock = false; ///< with condition_variable_any; from no seed
};

/// Always the same one for a seed.
program make_program(std::uint64_t seed);
std::string to_string(program const& what);

/// The body of an exploration: runs the program, and leaves what it came to in `final_state`.
void run(program const& what, std::string& final_state);

} // namespace generated
