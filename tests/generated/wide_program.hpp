// fermata - https://www.boost.org/LICENSE_1_0.txt
//
// The programs of program.hpp are made of operations that tell everything when they are announced. Those here are not:
// what they access may follow from what they find, and some of them are several operations, with others in between.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace generated::wide {

/// "encloses": the next statement is performed inside.
enum class kind : std::uint8_t {
    load,
    store,
    add,
    compare_exchange,
    wait_atomic,
    notify_atomic_one,
    notify_atomic_all,
    when,       ///< encloses: if an atomic has that value
    twice,      ///< encloses
    caught,     ///< encloses: catches what `raise` throws
    locked,     ///< encloses
    try_locked, ///< encloses: where it is got
    timed,      ///< encloses: a timed mutex, locked, tried or with a time
    recursive,  ///< encloses: locked twice
    exclusive,  ///< encloses: a shared mutex, locked, tried or with a time
    shared,     ///< encloses: the same
    wait,
    wait_ready, ///< with a predicate
    wait_for,
    signal, ///< makes it ready, and notifies, where it still holds the mutex or afterwards
    notify_one,
    notify_all,
    wait_any,
    wait_any_ready,
    wait_any_stop, ///< with a predicate, and a stop token
    wait_any_shared,
    wait_any_for,
    signal_any,
    notify_any_one,
    notify_any_all,
    send,
    receive,
    try_receive,
    look, ///< at a channel
    close,
    acquire,
    try_acquire, ///< with a time or without
    release,
    count_down,
    wait_latch,
    try_latch,
    arrive_latch,
    arrive,
    arrive_and_wait,
    arrive_and_drop,
    arrived, ///< encloses: arrives before it, and waits after it
    request_stop,
    stop_requested,
    stop_possible,
    callback, ///< encloses: a callback of the common source
    own_stop, ///< encloses: a callback of a source of its own, which is asked to stop afterwards
    once,     ///< encloses
    once_throws,
    start,
    start_stoppable,
    join, ///< what was started, if anything was
    choose,
    yield,
    spin,          ///< until an atomic has at least that value
    spin_exchange, ///< encloses
    spin_try_lock, ///< encloses
    spin_try_acquire,
    spin_latch,
    checkpoint,
    touch,        ///< a checkpoint that touches a resource
    touch_atomic, ///< and one that touches an atomic and a channel
    read_plain,
    write_plain,
    expect,
    assume,
    raise,       ///< if an atomic has that value
    own_atomic,  ///< encloses: shared with a thread that is joined afterwards
    own_channel, ///< the same
    own_mutex,   ///< encloses
    publish,     ///< make an object, if it is not made
    use_published,
    use_counted, ///< if it is still there
    drop_counted,
};

inline constexpr std::size_t kind_count = static_cast<std::size_t>(kind::drop_counted) + 1;

struct step {
    wide::kind kind;
    std::uint8_t object = 0; ///< 0 or 1
    std::uint8_t value = 0;  ///< 0 to 2
};

using steps = std::vector<step>;

struct program {
    std::vector<steps> fibers;
    steps main;                  ///< what main does before and between the joins
    std::array<steps, 2> nested; ///< what fibers start; the second one starts nobody
    bool wakes_spuriously = false;
};

/// Always the same one for a seed.
program make_program(std::uint64_t seed);
std::string to_string(program const& what);
std::string_view name_of(kind which);

/// Where the statement ends that begins there, with what it encloses.
std::size_t end_of(steps const& all, std::size_t at);

/// The body of an exploration: runs the program, and leaves what it came to in `final_state`.
void run(program const& what, std::string& final_state);

} // namespace generated::wide
