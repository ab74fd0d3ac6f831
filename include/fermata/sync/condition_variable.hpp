// fermata - https://www.boost.org/LICENSE_1_0.txt
#pragma once

#include <fermata/sync/condition_base.hpp>
#include <fermata/sync/mutex.hpp>

#include <chrono>
#include <condition_variable>
#include <mutex>

namespace fermata {

using std::cv_status;

/// std::condition_variable under test, with fermata::mutex. A waiter is not enabled until it has been
/// notified and the mutex is free; which waiter notify_one() wakes is a choice. Spurious wake-ups only where
/// allow_spurious_wakeups() asks for them. No time passes: a timed wait may time out until it is notified, also while
/// another fiber holds the mutex, and waits for the mutex then like anybody. Misuse: a wait without the lock, or with
/// another mutex than those who wait already; a condition that is destroyed while somebody waits who was not notified.
class condition_variable : public detail::condition_base {
public:
    condition_variable() = default;

    /// Scheduling points: before it gives the mutex up and waits, and before it takes it again; between the two one
    /// more, before it ends the wait, where that may end without a notification. Misuse if the lock does not own its
    /// mutex, or another fiber holds that. A usage_error outside of an execution, where it would wait for ever.
    void wait(std::unique_lock<mutex>& lock, source_location where = source_location::current());

    template <class Predicate>
    void wait(std::unique_lock<mutex>& lock, Predicate holds, source_location where = source_location::current()) {
        while (!holds()) {
            wait(lock, where);
        }
    }

    /// The same with a time-out: always three scheduling points. Outside of an execution time is up at once. A loop
    /// around a timed wait can time out for ever, and is cut off at steps_max.
    template <class Rep, class Period>
    cv_status wait_for(std::unique_lock<mutex>& lock, std::chrono::duration<Rep, Period> const&,
                       source_location where = source_location::current()) {
        return wait_once(lock, true, where);
    }
    template <class Clock, class Duration>
    cv_status wait_until(std::unique_lock<mutex>& lock, std::chrono::time_point<Clock, Duration> const&,
                         source_location where = source_location::current()) {
        return wait_once(lock, true, where);
    }

    /// Whether the predicate holds at the end; it is asked again after a notification, and after a time-out.
    template <class Rep, class Period, class Predicate>
    bool wait_for(std::unique_lock<mutex>& lock, std::chrono::duration<Rep, Period> const&, Predicate holds,
                  source_location where = source_location::current()) {
        return wait_timed(lock, holds, where);
    }
    template <class Clock, class Duration, class Predicate>
    bool wait_until(std::unique_lock<mutex>& lock, std::chrono::time_point<Clock, Duration> const&, Predicate holds,
                    source_location where = source_location::current()) {
        return wait_timed(lock, holds, where);
    }

private:
    /// `is_timed`: it may end before it is notified, which is a time-out.
    cv_status wait_once(std::unique_lock<mutex>& lock, bool is_timed, source_location const& where);

    template <class Predicate>
    bool wait_timed(std::unique_lock<mutex>& lock, Predicate& holds, source_location const& where) {
        while (!holds()) {
            if (wait_once(lock, true, where) == cv_status::timeout) {
                return holds();
            }
        }
        return true;
    }

    mutex const* guard_ = nullptr; ///< of those who wait
};

} // namespace fermata
