// fermata - https://www.boost.org/LICENSE_1_0.txt
#pragma once

#include <fermata/core/wait_queue.hpp>
#include <fermata/model/source_location.hpp>
#include <fermata/sync/mutex.hpp>

#include <mutex>

namespace fermata {

/// std::condition_variable under test, with fermata::mutex. A waiter is not enabled until it has been
/// notified and the mutex is free; which waiter notify_one() wakes is a choice. No spurious wake-ups.
class condition_variable {
public:
    condition_variable() = default;
    condition_variable(condition_variable const&) = delete;
    condition_variable& operator=(condition_variable const&) = delete;

    /// Scheduling points: before it gives the mutex up and waits, and before it takes it again.
    void wait(std::unique_lock<mutex>& lock, source_location where = source_location::current());

    template <class Predicate>
    void wait(std::unique_lock<mutex>& lock, Predicate holds, source_location where = source_location::current()) {
        while (!holds()) {
            wait(lock, where);
        }
    }

    /// Scheduling point, before it wakes one (all) of those who wait.
    void notify_one(source_location where = source_location::current());
    void notify_all(source_location where = source_location::current());

private:
    detail::wait_queue waiting_;
    detail::object_identity identity_{detail::object_kind::condition};
};

} // namespace fermata
