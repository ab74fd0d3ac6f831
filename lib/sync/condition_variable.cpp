// fermata - https://www.boost.org/LICENSE_1_0.txt
#include <fermata/sync/condition_variable.hpp>

#include "sync/condition_wait.hpp"

#include <optional>

namespace fermata {

using namespace detail;

void condition_variable::wait(std::unique_lock<mutex>& lock, source_location where) { wait_once(lock, false, where); }

// The wait gives the mutex up and waits in one operation. Its end takes the mutex again. Who may time out
// stands in the mutex's queue at once, and is enabled whenever the mutex is free: where it goes on before it
// was notified, that is the time-out. A spurious wake-up is the same under another name.
condition_variable::ending condition_variable::wait_once(std::unique_lock<mutex>& lock, bool is_timed,
                                                         source_location const& where) {
    fiber* const me = fiber_at_operation();
    if (is_aborting()) {
        return ending::early;
    }
    if (!lock.owns_lock() || lock.mutex()->owner_ != me) {
        throw_misuse("a wait for " + name_of(identity_) + " needs a lock that the calling fiber holds", where);
    }
    if (me == nullptr) {
        if (!is_timed) {
            throw_misuse("wait() outside a fiber would wait for ever", where);
        }
        return ending::early;
    }
    mutex& guard = *lock.mutex();
    execution& mine = *me->owner;
    if (!reach(me, operation_kind::condition_wait, access::write, identity_, where)) {
        return ending::early;
    }
    did(me, state(), access::write);
    if (waiting_.first != nullptr && guard_ != &guard) {
        throw_misuse("those who wait for " + name_of(identity_) + " at one time must hold the same mutex", where);
    }
    guard_ = &guard;
    did_further(*me, guard.identity_, access::write);
    order::release(guard.identity_);
    guard.locked_ = false;
    guard.owner_ = nullptr;
    guard.waiting_.holder = nullptr;
    enable_all(guard.waiting_);

    bool const can_end_early = is_timed || me->woken_early < mine.spurious_wakeups_max;
    object_identity condition = identity_; // who was notified goes on even where the condition is gone
    std::optional<condition_view> view;
    standing_waiter waiting(*me, waiting_, mine.object_number(condition));
    waiting.locks = &guard.waiting_;
    waiting.is_locked = &guard.locked_;
    if (can_end_early) {
        waiting.may_end_early = true;
        view.emplace(*this);
        enqueue(guard.waiting_, *me);
    }
    operation const next =
        operation_on(*me, can_end_early ? operation_kind::relock_early : operation_kind::relock, access::write,
                     guard.identity_, where, operation_detail::enabled_where(mutex_condition::free));
    can_end_early ? mine.give_way(*me, next) : mine.give_way_disabled(*me, next);
    leave_queue(*me);
    disable_all(guard.waiting_);
    if (is_aborting()) {
        return ending::early;
    }
    did(me, mutex_condition::is_free, access::write);
    order::acquire(guard.identity_);
    guard.locked_ = true;
    guard.owner_ = me;
    guard.waiting_.holder = me;
    if (!can_end_early) {
        return ending::notified;
    }
    // Whichever way it ends: what a notification before or after it would do depends on this one.
    mine.did_further(condition, access::write, view->state());
    if (waiting.was_notified) {
        return ending::notified;
    }
    me->woken_early += is_timed ? 0 : 1;
    return ending::early;
}

} // namespace fermata
