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
    waiter_.notification = &notification_;
    waiter_.outer = me->waits_on;
    me->waits_on = &waiter_;
    enqueue(to, waiter_);
}

any_wait::~any_wait() {
    fiber* const who = waiter_.who;
    if (who == nullptr) {
        return;
    }
    // Where it gave up waiting, the step that is under way has accessed this, too.
    if (!has_ended_ && who->special == 0) {
        if (waiter_.was_notified) {
            who->owner->did_further(notification_, access::read, notification_state::has_come);
        } else {
            who->owner->did_further(condition_, access::write, 1);
        }
    }
    leave_queue(waiter_);
    who->waits_on = waiter_.outer;
}

bool any_wait::ends_early(source_location const& where) {
    fiber* const me = fiber_at_operation();
    if (me == nullptr || waiter_.who == nullptr) {
        return true;
    }
    execution& mine = *me->owner;
    std::uint16_t const detail =
        can_end_early_ ? operation_detail::writes_where(1) : operation_detail::enabled_where(0);
    operation const next = operation_on(*me, can_end_early_ ? operation_kind::wake_early : operation_kind::wake,
                                        can_end_early_ ? access::write : access::read, notification_, where, detail);
    waiter_.can_be_enabled = true;
    can_end_early_ || waiter_.was_notified ? mine.give_way(*me, next) : mine.give_way_disabled(*me, next);
    if (is_aborting()) {
        return true;
    }
    has_ended_ = true;
    if (waiter_.was_notified) {
        did(me, notification_state::has_come, access::read);
        return false;
    }
    did(me, notification_state::has_not_come, access::write);
    mine.did_further(condition_, access::write, 1);
    leave_queue(waiter_);
    me->woken_early += is_timed_ ? 0 : 1;
    return true;
}

} // namespace fermata::detail
