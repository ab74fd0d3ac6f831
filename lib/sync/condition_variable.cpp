// fermata - https://www.boost.org/LICENSE_1_0.txt
#include <fermata/sync/condition_variable.hpp>

#include "sync/object.hpp"

namespace fermata {

using namespace detail;

namespace {

/// Condition 0: somebody waits.
constexpr std::uint32_t somebody_waits = 0;
std::uint64_t condition_state(wait_queue const& waiting) noexcept { return waiting.first != nullptr ? 1 : 0; }

} // namespace

// The wait gives the mutex up and waits in one operation. Who is notified stands before a lock of the
// mutex like anybody else; its pending operation tells that to those who read it.
void condition_variable::wait(std::unique_lock<mutex>& lock, source_location where) {
    fiber* const me = fiber_at_operation();
    if (is_aborting()) {
        return;
    }
    if (me == nullptr) {
        throw_misuse("wait() outside a fiber would wait for ever", where);
    }
    if (!lock.owns_lock() || lock.mutex()->owner_ != me) {
        throw_misuse("wait() needs a lock that the calling fiber holds", where);
    }
    mutex& guard = *lock.mutex();
    execution& mine = *me->owner;
    mine.give_way(*me, operation_on(*me, operation_kind::condition_wait, access::write, identity_, where));
    if (is_aborting()) {
        return;
    }
    did(me, condition_state(waiting_), access::write);
    mine.did_further(guard.identity_, access::write);
    order::release(guard.identity_);
    guard.locked_ = false;
    guard.owner_ = nullptr;
    guard.waiting_.holder = nullptr;
    enable_all(guard.waiting_);

    enqueue(waiting_, *me);
    me->condition_wait = {&guard.waiting_, &guard.locked_};
    mine.give_way_disabled(*me, operation_on(*me, operation_kind::relock, access::write, guard.identity_, where,
                                             operation_detail::enabled_where(mutex_condition::free)));
    leave_queue(*me);
    me->condition_wait = {};
    disable_all(guard.waiting_);
    if (!is_aborting()) {
        did(me, mutex_condition::is_free, access::write);
        order::acquire(guard.identity_);
        guard.locked_ = true;
        guard.owner_ = me;
        guard.waiting_.holder = me;
    }
}

namespace {

/// From the condition's queue to the mutex's. It is the mutex that orders what the two do, not the notification.
void wake(fiber const* by, fiber& waiting) {
    if (by != nullptr) {
        waiting.owner->records.add_wake_up(by->number, waiting.number);
    }
    mutex_wait const to = waiting.condition_wait;
    waiting.condition_wait = {};
    leave_queue(waiting);
    enqueue(*to.queue, waiting);
    if (!*to.is_locked) {
        waiting.owner->enable(waiting);
    }
}

} // namespace

void condition_variable::notify_one(source_location where) {
    fiber* const me = fiber_at_operation();
    if (me != nullptr) {
        me->owner->give_way(*me, operation_on(*me, operation_kind::notify_one, access::write, identity_, where,
                                              operation_detail::writes_where(somebody_waits)));
    }
    if (is_aborting()) {
        return;
    }
    did(me, condition_state(waiting_), waiting_.first != nullptr ? access::write : access::read);
    if (waiting_.first == nullptr) {
        return;
    }
    std::uint32_t count = 0;
    for (fiber* each = waiting_.first; each != nullptr; each = each->after) {
        ++count;
    }
    fiber* chosen = waiting_.first;
    if (me != nullptr && count > 1 && me->owner->can_choose_values) {
        for (std::uint32_t skip = me->owner->choose_value(*me, count); skip != 0; --skip) {
            chosen = chosen->after;
        }
    }
    if (!is_aborting()) {
        wake(me, *chosen);
    }
}

void condition_variable::notify_all(source_location where) {
    fiber* const me = fiber_at_operation();
    if (me != nullptr) {
        me->owner->give_way(*me, operation_on(*me, operation_kind::notify_all, access::write, identity_, where,
                                              operation_detail::writes_where(somebody_waits)));
    }
    if (!is_aborting()) {
        did(me, condition_state(waiting_), waiting_.first != nullptr ? access::write : access::read);
    }
    while (!is_aborting() && waiting_.first != nullptr) {
        wake(me, *waiting_.first);
    }
}

} // namespace fermata
