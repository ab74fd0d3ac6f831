// fermata - https://www.boost.org/LICENSE_1_0.txt
#pragma once

#include <fermata/core/current.hpp>
#include <fermata/model/source_location.hpp>
#include <fermata/sync/thread.hpp>

#include <chrono>
#include <thread>

namespace fermata::this_thread {

/// Of a thread, a starter or main, each of which has another one. Not a scheduling point.
thread::id get_id() noexcept;

/// A scheduling point that conflicts with nothing. Outside a fiber what std::this_thread does.
void yield(source_location where = source_location::current());

namespace detail {
/// False outside a fiber.
bool pass_sleep(source_location const& where);
} // namespace detail

/// A scheduling point that conflicts with nothing: no time passes for a fiber, and everybody else may be faster
/// or slower than it. Outside a fiber what std::this_thread does.
template <class Rep, class Period>
void sleep_for(std::chrono::duration<Rep, Period> const& duration, source_location where = source_location::current()) {
    if (!detail::pass_sleep(where)) {
        std::this_thread::sleep_for(duration);
    }
}

template <class Clock, class Duration>
void sleep_until(std::chrono::time_point<Clock, Duration> const& time,
                 source_location where = source_location::current()) {
    if (!detail::pass_sleep(where)) {
        std::this_thread::sleep_until(time);
    }
}

} // namespace fermata::this_thread
