// fermata - https://www.boost.org/LICENSE_1_0.txt
#pragma once

#include <fermata/sync/mutex.hpp>

#include <chrono>
#include <cstddef>

namespace fermata {

/// std::recursive_mutex under test. What its holder does with it before the last unlock() is a scheduling
/// point that conflicts with nothing, because nobody can tell the difference. Destroying it is no scheduling point,
/// and misuse if somebody holds it, or waits for it.
class recursive_mutex {
public:
    recursive_mutex() = default;
    recursive_mutex(recursive_mutex const&) = delete;
    recursive_mutex& operator=(recursive_mutex const&) = delete;

    /// Scheduling point, before it takes the mutex; not enabled while another fiber holds it.
    void lock(source_location where = source_location::current());
    /// Scheduling point, before it looks.
    bool try_lock(source_location where = source_location::current());
    /// Scheduling point. Misuse by who does not hold it (so often) fails the execution.
    void unlock(source_location where = source_location::current());

protected:
    friend struct detail::object_access;

    [[gnu::noinline]] bool try_lock_as(operation_kind kind, source_location const& where);
    /// An operation of who holds it. False in an abort.
    bool pass_as_holder(operation_kind kind, source_location const& where);
    bool is_held_here() const noexcept;
    detail::object_identity& identity() noexcept { return mutex_.identity(); }
    std::uint64_t state() const noexcept { return mutex_.state(); }

    mutex mutex_;
    std::size_t depth_ = 0; ///< how often its holder has locked it
};

/// std::recursive_timed_mutex under test; for time see timed_mutex. Its destruction is that of recursive_mutex.
class recursive_timed_mutex : private recursive_mutex {
public:
    recursive_timed_mutex() = default;

    using recursive_mutex::lock;
    using recursive_mutex::try_lock;
    using recursive_mutex::unlock;

    /// Scheduling points, before they look; where another fiber holds the mutex then, they time out.
    template <class Rep, class Period>
    bool try_lock_for(std::chrono::duration<Rep, Period> const&, source_location where = source_location::current()) {
        return try_lock_as(operation_kind::try_lock_for, where);
    }
    template <class Clock, class Duration>
    bool try_lock_until(std::chrono::time_point<Clock, Duration> const&,
                        source_location where = source_location::current()) {
        return try_lock_as(operation_kind::try_lock_for, where);
    }

private:
    friend struct detail::object_access;
};

} // namespace fermata
