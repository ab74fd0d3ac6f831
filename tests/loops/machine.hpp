// fermata - https://www.boost.org/LICENSE_1_0.txt
//
// A small machine: each thread has four registers and a list of instructions, with jumps, so that loops of any form
// can be made. What is run of it are operations of the library; what is known of it are its states. Beside atomics,
// mutexes and permits there is one of each object that a loop can look at.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace loops {

inline constexpr std::size_t registers = 4;
inline constexpr std::size_t atomics = 3;
inline constexpr std::size_t mutexes = 2;
inline constexpr std::size_t capacity_max = 3;
inline constexpr std::size_t threads_max = 4;

enum class code : std::uint8_t {
    load,             ///< into the register
    store,            ///< `value`
    store_register,   ///< what is in the register
    add,              ///< 1; the register gets the value before
    exchange,         ///< `value`; the same
    compare_exchange, ///< expects `value`, stores `to`; the register says whether it did
    set,              ///< the register to `value`
    count,            ///< the register, modulo `value`
    jump_if,          ///< to `to`, if the register has that value
    jump_unless,
    jump_below, ///< if it is less
    jump,
    yield,
    lock,
    unlock,
    try_lock, ///< the register says whether it did
    acquire,
    release,
    try_acquire, ///< the same
    choose,      ///< 0 or 1 into the register
    wait,        ///< while the atomic has that value
    notify,      ///< all who wait for the atomic
    send,        ///< `value`, never 0; waits for room. Not after close
    receive,     ///< waits; the register gets the value, or 0 from a closed channel
    try_receive, ///< the register gets the value, or 0
    size,        ///< of the channel
    is_closed,
    close,
    count_down, ///< the latch by 1, not below 0
    try_wait,   ///< the register says whether it is open
    await_latch,
    lock_exclusive, ///< the shared mutex; not by who holds it, either way, as the next three
    try_lock_exclusive,
    lock_shared,
    try_lock_shared,
    unlock_exclusive,
    unlock_shared,
    request_stop,   ///< by the thread's own source; the register says whether it was the first
    drop_source,    ///< the thread's own; it must be there
    stop_requested, ///< by the token that all have
    stop_possible,
    end
};

struct instruction {
    loops::code code;
    std::uint8_t reg = 0;
    std::uint8_t object = 0;
    std::uint8_t value = 0;
    std::uint8_t to = 0;
};

/// Where operations say that they are: loops are known by their places.
enum class places : std::uint8_t { of_the_interpreter, none, few };

struct program {
    std::vector<std::vector<instruction>> threads;
    loops::places places = places::of_the_interpreter;
    bool main_takes_part = false;         ///< the first thread is main, whose stack has what they share
    std::uint8_t capacity = capacity_max; ///< of the channel
    std::uint8_t latch = 0;               ///< what it is at in the beginning
};

/// Whether that thread has a source of the stop: who uses one has.
bool has_source(program const& what, std::size_t thread);

/// What a program has come to.
struct end_state {
    std::array<int, atomics> values{};
    std::size_t in_channel = 0;
    bool is_closed = false;
    std::vector<std::optional<std::array<int, registers>>> threads; ///< of those that have ended
};
std::string to_string(end_state const& what);

/// Always the same one for a seed.
program make_program(std::uint64_t seed);
std::string to_string(program const& what);

/// The body of an exploration: runs the program, and leaves what it came to in `final_state`.
void run(program const& what, std::string& final_state);

/// "completed" or "stuck", with the final state, of every end that the program can come to; stuck are those who wait,
/// also in a loop, for what does not come any more. Nothing where it is not known: of programs with more than
/// `states_max` states, those that use the machine wrongly, and those that can go on for ever without waiting.
std::optional<std::set<std::string>> ends_of(program const& what, std::size_t states_max);

} // namespace loops
