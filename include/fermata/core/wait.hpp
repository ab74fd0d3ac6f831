// fermata - https://www.boost.org/LICENSE_1_0.txt
#pragma once

#include <fermata/core/function_ref.hpp>
#include <fermata/model/source_location.hpp>

#include <chrono>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <type_traits>

namespace fermata {

namespace detail {
void wait_until(function_ref<bool()> predicate, source_location where);

struct awaited_descriptor {
    int number = -1;
    bool for_writing = false;
    bool is_ready = false;
};

/// One wait for something that is no fiber.
struct outside_wait {
    using clock = std::chrono::steady_clock;

    awaited_descriptor* descriptors = nullptr; ///< the first that is ready ends it
    std::size_t count = 0;
    clock::time_point until = clock::time_point::max(); ///< or this
    function_ref<bool()> const* is_blocked = nullptr;   ///< the blocked probe, if there is one
    function_ref<bool()> const* is_finished = nullptr;  ///< asked when a descriptor is ready: whether that is enough
    char const* what = nullptr;                         ///< "waits for " whom
    bool goes_on_at_once = false;                       ///< when it is over: without a choice, and this is no step
    bool to_the_end = false;                            ///< throws nothing when the fiber is given up
    bool is_over = false;
    std::uint64_t watch = 0; ///< not 0 while there is a descriptor_watch for it
};

/// Parks this fiber. False where that is impossible, or the fiber was given up meanwhile: then the caller blocks.
bool park_outside(outside_wait& what, source_location where);
/// wait_readable() and wait_writable().
void wait_for_descriptor(int descriptor, bool for_writing, function_ref<bool()> const* is_blocked,
                         source_location where, function_ref<bool()> const* is_finished = nullptr);
} // namespace detail

/// A scheduling point: this fiber is not enabled until the predicate holds. The predicate is called
/// between the steps of others and must not change anything; plain data that it reads must be written
/// behind checkpoints. An exception from it escapes here. Outside a fiber the predicate must hold
/// already, or usage_error is thrown.
template <class Predicate>
void wait_until(Predicate&& predicate, source_location where = source_location::current()) {
    auto const holds = [&] { return static_cast<bool>(predicate()); };
    detail::wait_until(holds, where);
}

/// A scheduling point: this fiber is not enabled until another fiber has made a step that does not end
/// in wait_for_progress() again. For a retry after "busy". If nobody can make one it is a deadlock.
/// Outside a fiber it is a usage_error.
void wait_for_progress(source_location where = source_location::current());

/// A scheduling point: parks this fiber until the file descriptor can be read (written) without
/// blocking; the others go on. Outside a fiber it blocks the caller. While somebody waits like this there
/// is no deadlock: the scheduler waits too, up to runner_options::outside_wait_max. Whether the descriptor
/// is ready is looked up before each choice, so the order depends on the outside, and the verdict says so. What an
/// exploration repeats of an execution is not looked up again: there the wait ends where it ended before.
void wait_readable(int descriptor, source_location where = source_location::current());
void wait_writable(int descriptor, source_location where = source_location::current());

/// The same with a blocked probe, which tells whether the outside says "this one waits for somebody else" (for
/// a lock in a database, say). Before each choice the scheduler waits until the descriptor is ready, or the probe is
/// true. So who is enabled does not depend on how quick the outside is. The probe may block, and must not be a
/// scheduling point; an exception from it escapes here.
template <std::invocable Probe>
void wait_readable(int descriptor, Probe&& is_blocked, source_location where = source_location::current()) {
    auto const asks = [&] { return static_cast<bool>(is_blocked()); };
    detail::function_ref<bool()> const probe(asks);
    detail::wait_for_descriptor(descriptor, false, &probe, where);
}
template <std::invocable Probe>
void wait_writable(int descriptor, Probe&& is_blocked, source_location where = source_location::current()) {
    auto const asks = [&] { return static_cast<bool>(is_blocked()); };
    detail::function_ref<bool()> const probe(asks);
    detail::wait_for_descriptor(descriptor, true, &probe, where);
}

/// The same for an answer that comes in pieces: whenever the descriptor is readable, `is_finished` takes what is there,
/// and tells whether it was all. All pieces are one wait, so their number does not depend on how they were sent.
template <std::invocable Finished, std::invocable Probe>
void wait_readable(int descriptor, Finished&& is_finished, Probe&& is_blocked,
                   source_location where = source_location::current()) {
    auto const takes = [&] { return static_cast<bool>(is_finished()); };
    auto const asks = [&] { return static_cast<bool>(is_blocked()); };
    detail::function_ref<bool()> const finished(takes);
    detail::function_ref<bool()> const probe(asks);
    detail::wait_for_descriptor(descriptor, false, &probe, where, &finished);
}

/// A scheduling point: parks this fiber for that long, in real time. Outside a fiber it blocks the caller.
void sleep_for(std::chrono::nanoseconds duration, source_location where = source_location::current());

} // namespace fermata
