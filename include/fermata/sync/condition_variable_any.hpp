// fermata - https://www.boost.org/LICENSE_1_0.txt
#pragma once

#include <fermata/sync/condition_base.hpp>
#include <fermata/sync/condition_variable.hpp>
#include <fermata/sync/stop_token.hpp>

#include <chrono>
#include <optional>
#include <utility>

namespace fermata {

namespace detail {

/// One wait of a condition_variable_any. The fiber waits from its construction on, and so before the lock is
/// given up: who notifies in between has notified who was about to wait, and no notification is lost.
class any_wait {
public:
    /// Scheduling point, before it stands among those who wait.
    any_wait(condition_base& of, object_identity& condition, bool is_timed, source_location const& where);
    any_wait(any_wait const&) = delete;
    any_wait& operator=(any_wait const&) = delete;
    /// Scheduling point, if it did not end.
    ~any_wait() noexcept(false);

    /// See standing_waiter.
    bool ends_early(source_location const& where) { return !waiter_.has_value() || waiter_->ends_early(where); }

private:
    std::optional<standing_waiter> waiter_;
    source_location where_;
};

} // namespace detail

/// std::condition_variable_any under test, with any lock. A wait has four scheduling points: before it stands
/// among those who wait, the lock's unlock(), before it goes on when it was notified, the lock's lock(). Misuse of a
/// lock that is not held, where it can tell.
class condition_variable_any : public detail::condition_base {
public:
    condition_variable_any() = default;

    template <class Lock>
    void wait(Lock& lock, source_location where = source_location::current()) {
        wait_once(lock, false, where);
    }
    template <class Lock, class Predicate>
    void wait(Lock& lock, Predicate holds, source_location where = source_location::current()) {
        while (!holds()) {
            wait_once(lock, false, where);
        }
    }

    /// For time see condition_variable.
    template <class Lock, class Rep, class Period>
    cv_status wait_for(Lock& lock, std::chrono::duration<Rep, Period> const&,
                       source_location where = source_location::current()) {
        return wait_once(lock, true, where) ? cv_status::timeout : cv_status::no_timeout;
    }
    template <class Lock, class Clock, class Duration>
    cv_status wait_until(Lock& lock, std::chrono::time_point<Clock, Duration> const&,
                         source_location where = source_location::current()) {
        return wait_once(lock, true, where) ? cv_status::timeout : cv_status::no_timeout;
    }
    template <class Lock, class Rep, class Period, class Predicate>
    bool wait_for(Lock& lock, std::chrono::duration<Rep, Period> const&, Predicate holds,
                  source_location where = source_location::current()) {
        return wait_timed(lock, holds, where);
    }
    template <class Lock, class Clock, class Duration, class Predicate>
    bool wait_until(Lock& lock, std::chrono::time_point<Clock, Duration> const&, Predicate holds,
                    source_location where = source_location::current()) {
        return wait_timed(lock, holds, where);
    }

    /// The same until a stop is requested, which wakes it. Whether the predicate holds at the end.
    template <class Lock, class Predicate>
    bool wait(Lock& lock, stop_token token, Predicate holds, source_location where = source_location::current()) {
        return wait_stoppable(lock, std::move(token), holds, false, where);
    }
    template <class Lock, class Rep, class Period, class Predicate>
    bool wait_for(Lock& lock, stop_token token, std::chrono::duration<Rep, Period> const&, Predicate holds,
                  source_location where = source_location::current()) {
        return wait_stoppable(lock, std::move(token), holds, true, where);
    }
    template <class Lock, class Clock, class Duration, class Predicate>
    bool wait_until(Lock& lock, stop_token token, std::chrono::time_point<Clock, Duration> const&, Predicate holds,
                    source_location where = source_location::current()) {
        return wait_stoppable(lock, std::move(token), holds, true, where);
    }

private:
    /// True if it ended before it was notified.
    template <class Lock>
    bool wait_once(Lock& lock, bool is_timed, source_location const& where) {
        bool early = false;
        expect_held(lock, where);
        {
            detail::any_wait waiting(*this, identity_, is_timed, where);
            unlock(lock, where);
            early = waiting.ends_early(where);
        }
        relock(lock, where);
        return early && is_timed;
    }
    template <class Lock, class Predicate>
    bool wait_timed(Lock& lock, Predicate& holds, source_location const& where) {
        while (!holds()) {
            if (wait_once(lock, true, where)) {
                return holds();
            }
        }
        return true;
    }
    // Whether a stop was requested is looked at after it stands among those who wait, so that the stop's
    // notification cannot come in between.
    template <class Lock, class Predicate>
    bool wait_stoppable(Lock& lock, stop_token token, Predicate& holds, bool is_timed, source_location const& where) {
        expect_held(lock, where);
        stop_callback on_stop(
            token, [this, where] { notify_all(where); }, where);
        while (!token.stop_requested(where)) {
            if (holds()) {
                return true;
            }
            bool early = false;
            {
                detail::any_wait waiting(*this, identity_, is_timed, where);
                if (token.stop_requested(where)) {
                    break;
                }
                unlock(lock, where);
                early = waiting.ends_early(where);
            }
            relock(lock, where);
            if (early && is_timed) {
                break;
            }
        }
        return holds();
    }

    template <class Lock>
    void expect_held(Lock const& lock, source_location const& where) {
        if constexpr (requires { static_cast<bool>(lock.owns_lock()); }) {
            if (!lock.owns_lock()) {
                reject_lock(where);
            }
        }
    }
    void reject_lock(source_location const& where);
    template <class Lock>
    static void unlock(Lock& lock, source_location const& where) {
        if constexpr (requires { lock.unlock(where); }) {
            lock.unlock(where);
        } else {
            lock.unlock();
        }
    }
    template <class Lock>
    static void relock(Lock& lock, source_location const& where) {
        if constexpr (requires { lock.lock(where); }) {
            lock.lock(where);
        } else {
            lock.lock();
        }
    }
};

} // namespace fermata
