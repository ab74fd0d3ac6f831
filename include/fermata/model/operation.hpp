// fermata - https://www.boost.org/LICENSE_1_0.txt
#pragma once

#include <cstdint>
#include <string_view>

namespace fermata {

/// What a fiber is about to do at a scheduling point.
enum class operation_kind : std::uint8_t {
    none,           ///< no scheduling point yet
    start,          ///< the first step of a starter
    checkpoint,     ///< checkpoint(name)
    function_entry, ///< starter::before(function), in an instrumented function
    function_exit,  ///< starter::after(function)
    wait_until,     ///< until its predicate holds
    progress,       ///< wait_for_progress()
    outside,        ///< wait_readable(), wait_writable()
    runner_wait,    ///< a runner's call that waits for the runner's fibers
    join,           ///< thread::join()
    lock,           ///< mutex::lock()
    try_lock,       ///< mutex::try_lock()
    unlock,         ///< mutex::unlock()
    condition_wait, ///< condition_variable::wait(): gives up the mutex and waits
    relock,         ///< the end of a condition_variable::wait(): takes the mutex again
    notify_one,     ///< condition_variable::notify_one()
    notify_all,     ///< condition_variable::notify_all()
    send,           ///< channel::send()
    receive,        ///< channel::receive()
    close,          ///< channel::close()

    load,                ///< atomic::load(), atomic_flag::test()
    store,               ///< atomic::store(), atomic_flag::clear()
    exchange,            ///< atomic::exchange(), atomic_flag::test_and_set()
    fetch_add,           ///< atomic::fetch_add(), += and ++
    fetch_sub,           ///< atomic::fetch_sub(), -= and --
    fetch_and,           ///< atomic::fetch_and(), &=
    fetch_or,            ///< atomic::fetch_or(), |=
    fetch_xor,           ///< atomic::fetch_xor(), ^=
    compare_exchange,    ///< atomic::compare_exchange_weak() and _strong()
    atomic_wait,         ///< atomic::wait(): looks, and waits to be notified if the value is the old one
    yield,               ///< this_thread::yield()
    sleep,               ///< this_thread::sleep_for(), sleep_until()
    try_lock_for,        ///< timed_mutex::try_lock_for(), try_lock_until(): times out where it cannot lock
    lock_shared,         ///< shared_mutex::lock_shared()
    try_lock_shared,     ///< shared_mutex::try_lock_shared()
    try_lock_shared_for, ///< shared_timed_mutex::try_lock_shared_for(), try_lock_shared_until()
    unlock_shared,       ///< shared_mutex::unlock_shared()
    wake,                ///< the end of a condition_variable_any::wait(), before it locks again
    wake_early,          ///< the same of a wait that may end before it is notified, for either class
    acquire,             ///< counting_semaphore::acquire()
    try_acquire,         ///< counting_semaphore::try_acquire()
    try_acquire_for,     ///< counting_semaphore::try_acquire_for(), try_acquire_until()
    release,             ///< counting_semaphore::release()
    count_down,          ///< latch::count_down()
    wait,                ///< latch::wait(), barrier::wait()
    try_wait,            ///< latch::try_wait()
    arrive,              ///< barrier::arrive()
    call_once,           ///< call_once()
    once_called,         ///< the end of its call, if the call was more than a step
    end_phase,           ///< the end of a barrier's phase, likewise
    request_stop,        ///< stop_source::request_stop()
    stop_requested,      ///< stop_requested(), stop_possible() of a source or a token
    add_callback,        ///< the constructor of a stop_callback
    remove_callback,     ///< its destructor
    callback_ended,      ///< what it called has returned
    callback_wait,       ///< its destructor waits for that
    drop_source,         ///< the destructor of a stop_source
    give_up_wait,  ///< a condition_variable_any::wait() ends before it waits: a stop was requested, unlock() threw
    try_receive,   ///< channel::try_receive()
    size,          ///< channel::size()
    is_closed,     ///< channel::is_closed()
    next_callback, ///< stop_source::request_stop() looks for another callback to call
};

/// Operations on one object conflict unless both only read.
enum class access : std::uint8_t { none, read, write };

/// What is about to happen: a plain value of 12 bytes. `site` and `object` are numbers that are stable
/// within one execution; 0 means none.
struct operation {
    operation_kind kind = operation_kind::none;
    fermata::access access = fermata::access::none;
    std::uint16_t detail = 0;
    std::uint32_t site = 0;
    std::uint32_t object = 0;

    friend bool operator==(operation const&, operation const&) = default;
};

/// "checkpoint", "lock", ...
std::string_view to_string(operation_kind value) noexcept;

} // namespace fermata
