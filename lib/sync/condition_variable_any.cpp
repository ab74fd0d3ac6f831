// fermata - https://www.boost.org/LICENSE_1_0.txt
#include <fermata/sync/condition_variable_any.hpp>

#include "sync/condition_wait.hpp"

namespace fermata {

void condition_variable_any::reject_lock(source_location const& where) {
    if (!detail::is_aborting()) {
        detail::throw_misuse("a wait for " + detail::name_of(identity_) + " needs a lock that is held", where);
    }
}

namespace detail {

any_wait::any_wait(condition_base& of, condition_queue& to, object_identity& condition, bool is_timed,
                   source_location const& where)
    : condition_(condition), where_(where), is_timed_(is_timed), can_end_early_(is_timed) {
    fiber* const me = fiber_at_operation();
    if (me == nullptr && !is_timed && !is_aborting()) {
        throw_misuse("wait() outside a fiber would wait for ever", where);
    }
    if (!reach(me, operation_kind::condition_wait, access::write, condition, where) || me == nullptr) {
        return;
    }
    execution& mine = *me->owner;
    did(me, object_access::state(of), access::write);
    can_end_early_ = is_timed || me->woken_early < mine.spurious_wakeups_max;
    waiter_.who = me;
    waiter_.condition = mine.object_number(condition);
    waiter_.may_end_early = can_end_early_;
    view_.emplace(of);
    waiter_.outer = me->waits_on;
    me->waits_on = &waiter_;
    enqueue(to, waiter_);
}

any_wait::~any_wait() noexcept(false) {
    /// It is gone from there however this ends.
    struct leaving {
        ~leaving() {
            leave_queue(waiter);
            waiter.who->waits_on = waiter.outer;
        }
        condition_waiter& waiter;
    };
    if (waiter_.who == nullptr) {
        return;
    }
    leaving const at_end{waiter_};
    if (fiber* const me = has_ended_ ? nullptr : fiber_at_operation();
        me != nullptr && reach(me, operation_kind::give_up_wait, access::write, condition_, where_)) {
        did(me, view_->state(), access::write);
    }
}

bool any_wait::ends_early(source_location const& where) {
    fiber* const me = fiber_at_operation();
    if (me == nullptr || waiter_.who == nullptr) {
        return true;
    }
    execution& mine = *me->owner;
    // Whichever way it ends early: what a notification before or after it would do depends on this one.
    operation const next = can_end_early_
                               ? operation_on(*me, operation_kind::wake_early, access::write, condition_, where)
                               : operation_on(*me, operation_kind::wake, access::none, condition_, where);
    waiter_.can_be_enabled = true;
    if (waiter_.notified_by != nullptr) {
        mine.records.add_past_wake_up(waiter_.notified_by->number, me->number, waiter_.steps, waiter_.choices);
    }
    can_end_early_ || waiter_.was_notified ? mine.give_way(*me, next) : mine.give_way_disabled(*me, next);
    if (is_aborting()) {
        return true;
    }
    has_ended_ = true;
    if (!can_end_early_) {
        did(me, 0, access::none);
        return false;
    }
    did(me, view_->state(), access::write);
    if (waiter_.was_notified) {
        return false;
    }
    leave_queue(waiter_);
    me->woken_early += is_timed_ ? 0 : 1;
    return true;
}

} // namespace detail
} // namespace fermata
