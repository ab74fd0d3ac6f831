// fermata - https://www.boost.org/LICENSE_1_0.txt
#pragma once

#include <fermata/core/object_access.hpp>
#include <fermata/core/wait_queue.hpp>
#include <fermata/model/operation.hpp>
#include <fermata/model/source_location.hpp>

#include <chrono>
#include <cstdint>
#include <vector>

namespace fermata {

/// std::shared_mutex under test. Who waits for it, exclusively or shared, is not enabled; which of several
/// waiters gets it is a choice, and nobody is preferred. All its operations conflict with each other.
class shared_mutex {
public:
    shared_mutex() = default;
    /// Not a scheduling point. Misuse if somebody holds it, either way, or waits for it.
    ~shared_mutex();
    shared_mutex(shared_mutex const&) = delete;
    shared_mutex& operator=(shared_mutex const&) = delete;

    /// Scheduling point; not enabled while anybody holds it. Who holds it already waits for ever.
    void lock(source_location where = source_location::current());
    /// Scheduling point, before it looks. Misuse by who holds it already, either way.
    bool try_lock(source_location where = source_location::current());
    /// Scheduling point. Misuse by who does not hold it exclusively fails the execution.
    void unlock(source_location where = source_location::current());

    /// Scheduling point; not enabled while somebody holds it exclusively. Misuse by who holds it shared already.
    void lock_shared(source_location where = source_location::current());
    /// Scheduling point, before it looks. Misuse by who holds it already, either way.
    bool try_lock_shared(source_location where = source_location::current());
    /// Scheduling point. Misuse by who does not hold it shared fails the execution.
    void unlock_shared(source_location where = source_location::current());

protected:
    friend struct detail::object_access;

    [[gnu::noinline]] bool try_lock_as(operation_kind kind, source_location const& where);
    [[gnu::noinline]] bool try_lock_shared_as(operation_kind kind, source_location const& where);
    bool is_free() const noexcept { return !locked_ && holders_.empty(); }
    detail::object_identity& identity() noexcept { return identity_; }
    std::uint64_t state() const noexcept;
    bool is_held_shared_here() const noexcept;
    void expect_not_held(detail::fiber const* me, operation_kind kind, source_location const& where);
    void take(detail::fiber* me);
    void take_shared(detail::fiber* me);
    void changed() noexcept;

    detail::wait_queue exclusive_;
    detail::wait_queue shared_;
    detail::object_identity identity_{detail::object_kind::shared_mutex};
    detail::object_identity readers_{detail::object_kind::shared_holders};
    void release_in_abort() noexcept;

    detail::fiber* owner_ = nullptr;
    bool locked_ = false;
    std::vector<detail::fiber const*> holders_; ///< shared; null for the outside
};

/// std::shared_timed_mutex under test; for time see timed_mutex. Its destruction is that of shared_mutex.
class shared_timed_mutex : private shared_mutex {
public:
    shared_timed_mutex() = default;

    using shared_mutex::lock;
    using shared_mutex::lock_shared;
    using shared_mutex::try_lock;
    using shared_mutex::try_lock_shared;
    using shared_mutex::unlock;
    using shared_mutex::unlock_shared;

    /// Scheduling points, before they look; where they cannot lock then, they time out.
    template <class Rep, class Period>
    bool try_lock_for(std::chrono::duration<Rep, Period> const&, source_location where = source_location::current()) {
        return try_lock_as(operation_kind::try_lock_for, where);
    }
    template <class Clock, class Duration>
    bool try_lock_until(std::chrono::time_point<Clock, Duration> const&,
                        source_location where = source_location::current()) {
        return try_lock_as(operation_kind::try_lock_for, where);
    }
    template <class Rep, class Period>
    bool try_lock_shared_for(std::chrono::duration<Rep, Period> const&,
                             source_location where = source_location::current()) {
        return try_lock_shared_as(operation_kind::try_lock_shared_for, where);
    }
    template <class Clock, class Duration>
    bool try_lock_shared_until(std::chrono::time_point<Clock, Duration> const&,
                               source_location where = source_location::current()) {
        return try_lock_shared_as(operation_kind::try_lock_shared_for, where);
    }

private:
    friend struct detail::object_access;
};

} // namespace fermata
