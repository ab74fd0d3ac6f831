// fermata - https://www.boost.org/LICENSE_1_0.txt
#pragma once

#include <fermata/sync/mutex.hpp>

#include <chrono>

namespace fermata {

/// std::timed_mutex under test. No time passes: a timed lock is an operation that is always enabled, and
/// times out where it is performed while somebody else holds the mutex. Destroying it is no scheduling point, and
/// misuse if somebody holds it, or waits for it.
class timed_mutex {
public:
    timed_mutex() = default;
    timed_mutex(timed_mutex const&) = delete;
    timed_mutex& operator=(timed_mutex const&) = delete;

    /// Scheduling point, before it takes the mutex; not enabled while somebody holds it.
    void lock(source_location where = source_location::current()) { mutex_.lock(where); }
    /// Scheduling points, before they look. Misuse by who holds it.
    bool try_lock(source_location where = source_location::current()) { return mutex_.try_lock(where); }
    template <class Rep, class Period>
    bool try_lock_for(std::chrono::duration<Rep, Period> const&, source_location where = source_location::current()) {
        return mutex_.try_lock_as(operation_kind::try_lock_for, where);
    }
    template <class Clock, class Duration>
    bool try_lock_until(std::chrono::time_point<Clock, Duration> const&,
                        source_location where = source_location::current()) {
        return mutex_.try_lock_as(operation_kind::try_lock_for, where);
    }
    /// Scheduling point, before it gives the mutex up. Misuse by who does not hold it fails the execution.
    void unlock(source_location where = source_location::current()) { mutex_.unlock(where); }

private:
    friend struct detail::object_access;

    detail::object_identity& identity() noexcept { return mutex_.identity(); }
    std::uint64_t state() const noexcept { return mutex_.state(); }

    mutex mutex_;
};

} // namespace fermata
