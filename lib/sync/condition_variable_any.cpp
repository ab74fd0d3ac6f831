// fermata - https://www.boost.org/LICENSE_1_0.txt
#include <fermata/sync/condition_variable_any.hpp>

#include "sync/condition_wait.hpp"

namespace fermata::detail {

any_wait::any_wait(condition_base& of, condition_queue& to, object_identity& condition, bool is_timed,
                   source_location const& where)
    : condition_(condition), is_timed_(is_timed), can_end_early_(is_timed) {
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
    waiter_.notification = can_end_early_ ? nullptr : &notification_;
    view_.emplace(of);
    waiter_.outer = me->waits_on;
    me->waits_on = &waiter_;
    enqueue(to, waiter_);
}

any_wait::~any_wait() {
    fiber* const who = waiter_.who;
    if (who == nullptr) {
        return;
    }
    leave_queue(waiter_);
    // Where it gave up waiting, the step that is under way has accessed this, too.
    if (!has_ended_ && who->special == 0) {
        who->owner->did_further(condition_, access::write, view_->state());
    }
    who->waits_on = waiter_.outer;
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
                               : operation_on(*me, operation_kind::wake, access::read, notification_, where,
                                              operation_detail::enabled_where(0));
    waiter_.can_be_enabled = true;
    can_end_early_ || waiter_.was_notified ? mine.give_way(*me, next) : mine.give_way_disabled(*me, next);
    if (is_aborting()) {
        return true;
    }
    has_ended_ = true;
    if (!can_end_early_) {
        did(me, notification_has_come, access::read);
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

} // namespace fermata::detail
