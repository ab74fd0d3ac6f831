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
/// allow_spurious_wakeups() asks for them. No time passes: a timed wait may time out whenever the mutex is
/// free and it has not been notified.
class condition_variable : public detail::condition_base {
public:
    condition_variable() = default;

    /// Scheduling points: before it gives the mutex up and waits, and before it takes it again.
    void wait(std::unique_lock<mutex>& lock, source_location where = source_location::current());

    template <class Predicate>
    void wait(std::unique_lock<mutex>& lock, Predicate holds, source_location where = source_location::current()) {
        while (!holds()) {
            wait(lock, where);
        }
    }

    /// The same scheduling points. A loop around a timed wait can time out for ever, and is cut off at steps_max.
    template <class Rep, class Period>
    cv_status wait_for(std::unique_lock<mutex>& lock, std::chrono::duration<Rep, Period> const&,
                       source_location where = source_location::current()) {
        return wait_timed(lock, where);
    }
    template <class Clock, class Duration>
    cv_status wait_until(std::unique_lock<mutex>& lock, std::chrono::time_point<Clock, Duration> const&,
                         source_location where = source_location::current()) {
        return wait_timed(lock, where);
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
    enum class ending { notified, early };
    /// `is_timed`: it may end before it is notified.
    ending wait_once(std::unique_lock<mutex>& lock, bool is_timed, source_location const& where);

    cv_status wait_timed(std::unique_lock<mutex>& lock, source_location const& where) {
        return wait_once(lock, true, where) == ending::early ? cv_status::timeout : cv_status::no_timeout;
    }
    template <class Predicate>
    bool wait_timed(std::unique_lock<mutex>& lock, Predicate& holds, source_location const& where) {
        while (!holds()) {
            if (wait_timed(lock, where) == cv_status::timeout) {
                return holds();
            }
        }
        return true;
    }

    mutex const* guard_ = nullptr; ///< of those who wait
};

} // namespace fermata
