// fermata - https://www.boost.org/LICENSE_1_0.txt
#include <fermata/sync/condition_variable.hpp>

#include "sync/object.hpp"

namespace fermata {

using namespace detail;

void condition_variable::wait(std::unique_lock<mutex>& lock, source_location where) { wait_once(lock, false, where); }

// The wait gives the mutex up and waits in one operation, and its end takes the mutex again. Who may time out does so
// in an operation between the two, and stands in the mutex's queue only then: meanwhile the mutex's holder may notify
// nobody. A spurious wake-up is the same under another name.
cv_status condition_variable::wait_once(std::unique_lock<mutex>& lock, bool is_timed, source_location const& where) {
    fiber* const me = fiber_at_operation();
    if (is_aborting()) {
        return cv_status::timeout;
    }
    if (!lock.owns_lock() || lock.mutex()->owner_ != me) {
        throw_misuse("a wait for " + name_of(identity_) + " needs a lock that the calling fiber holds", where);
    }
    if (me == nullptr) {
        if (!is_timed) {
            throw_misuse("wait() outside a fiber would wait for ever", where);
        }
        return cv_status::timeout;
    }
    mutex& guard = *lock.mutex();
    if (!reach(me, operation_kind::condition_wait, access::write, identity_, where)) {
        return cv_status::timeout;
    }
    did(me, state(), access::write);
    if (waiting_.first != nullptr && guard_ != &guard) {
        throw_misuse("those who wait for " + name_of(identity_) + " at one time must hold the same mutex", where);
    }
    guard_ = &guard;
    did_further(*me, guard.identity_, access::write);
    order::release(guard.identity_);
    guard.release();

    operation const relock = operation_on(*me, operation_kind::relock, access::write, guard.identity_, where,
                                          operation_detail::enabled_where(mutex_condition::free));
    cv_status status = cv_status::no_timeout;
    standing_waiter waiting(*me, *this, is_timed);
    if (waiting.may_end_early) {
        waiting.view.emplace(*this);
        status = waiting.ends_early(where) ? cv_status::timeout : cv_status::no_timeout;
        if (is_aborting()) {
            return cv_status::timeout;
        }
        stand_in_queue(*me, guard.waiting_, !guard.locked_, relock);
    } else {
        waiting.locks = &guard.waiting_;
        waiting.is_locked = &guard.locked_;
        me->owner->give_way_disabled(*me, relock);
        leave_queue(*me);
    }
    disable_all(guard.waiting_);
    if (is_aborting()) {
        return cv_status::timeout;
    }
    did(me, mutex_condition::is_free, access::write);
    order::acquire(guard.identity_);
    guard.locked_ = true;
    guard.owner_ = me;
    guard.waiting_.holder = me;
    return status;
}

} // namespace fermata
