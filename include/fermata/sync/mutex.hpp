// fermata - https://www.boost.org/LICENSE_1_0.txt
#pragma once

#include <fermata/core/object_access.hpp>
#include <fermata/core/wait_queue.hpp>
#include <fermata/model/operation.hpp>
#include <fermata/model/source_location.hpp>

#include <cstdint>

namespace fermata {

/// std::mutex under test. A fiber that waits for it is not enabled; which of several waiters gets it is
/// a choice. Outside an execution it is a plain single-threaded flag. No operation is noexcept, because
/// an execution that is given up is unwound through it.
class mutex {
public:
    mutex() = default;
    /// Not a scheduling point. Misuse if somebody holds it, or waits for it.
    ~mutex();
    mutex(mutex const&) = delete;
    mutex& operator=(mutex const&) = delete;

    /// Scheduling point, before it takes the mutex. Locking it twice is a deadlock.
    void lock(source_location where = source_location::current());
    /// Scheduling point, before it looks. Misuse by who holds it.
    bool try_lock(source_location where = source_location::current());
    /// Scheduling point, before it gives the mutex up. Misuse by who does not hold it fails the execution.
    void unlock(source_location where = source_location::current());

private:
    friend class condition_variable;
    friend class recursive_mutex;
    friend class timed_mutex;
    friend struct detail::object_access;

    [[gnu::noinline]] bool try_lock_as(operation_kind kind, source_location const& where);
    void release() noexcept;
    void release_in_abort() noexcept;
    detail::object_identity& identity() noexcept { return identity_; }
    std::uint64_t state() const noexcept { return locked_ ? 0 : 1; }

    detail::wait_queue waiting_;
    detail::object_identity identity_{detail::object_kind::mutex};
    detail::fiber* owner_ = nullptr;
    bool locked_ = false;
};

} // namespace fermata
