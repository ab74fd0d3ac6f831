// fermata - https://www.boost.org/LICENSE_1_0.txt
#include <fermata/sync/condition_base.hpp>

#include "sync/object.hpp"

namespace fermata {

void allow_spurious_wakeups(std::uint32_t per_fiber) {
    if (detail::fiber* const me = detail::ordinary_fiber()) {
        me->owner->allow_spurious_wakeups(per_fiber);
    }
}

namespace detail {

namespace {

/// Who is notified by a mutex's condition variable stands before a lock of the mutex like anybody else. That it
/// was notified cannot be otherwise then, unless it may go on without. With any other lock it may still be giving
/// up that lock, which does not wait for the notification: only what comes then does.
void wake(fiber* by, condition_waiter& waiting) {
    leave_queue(waiting);
    waiting.was_notified = true;
    if (by != nullptr && !waiting.may_end_early) {
        recorder& records = by->owner->records;
        if (waiting.locks != nullptr || waiting.can_be_enabled) {
            records.add_wake_up(by->number, waiting.who->number);
        } else {
            waiting.notified_by = by;
            waiting.steps = records.step;
            waiting.choices = records.next_choice;
        }
    }
    fiber& who = *waiting.who;
    if (waiting.locks == nullptr) {
        if (waiting.can_be_enabled) {
            who.owner->enable(who);
        }
    } else if (who.queue == nullptr) {
        enqueue(*waiting.locks, who);
        if (!*waiting.is_locked) {
            who.owner->enable(who);
        }
    }
}

} // namespace

condition_view::condition_view(condition_base& of) {
    if (of.seen_ == nullptr) {
        of.seen_ = std::make_shared<condition_base const*>(&of);
    }
    where_ = of.seen_;
}

std::uint64_t condition_view::state() const noexcept { return *where_ != nullptr ? (*where_)->state() : 0; }

standing_waiter::standing_waiter(fiber& me, condition_base& of, bool is_timed) : is_timed_(is_timed) {
    who = &me;
    condition = me.owner->object_number(of.identity_);
    may_end_early = is_timed || me.woken_early < me.owner->spurious_wakeups_max;
    outer = me.waits_on;
    me.waits_on = this;
    enqueue(of.waiting_, *this);
}

void standing_waiter::leave() noexcept {
    if (who != nullptr) {
        leave_queue(*this);
        who->waits_on = outer;
        who = nullptr;
    }
}

operation standing_waiter::next(operation_kind kind, access how, source_location const& where) const {
    return {kind, how, 0, who->owner->sites.intern({}, where), condition};
}

// Who may end early does so in an operation of its own, whether it was notified or not, and whoever holds the lock
// meanwhile: what a notification before or after it would do depends on this one.
bool standing_waiter::ends_early(source_location const& where) {
    fiber* const me = fiber_at_operation();
    if (me == nullptr) {
        return true;
    }
    execution& mine = *me->owner;
    operation const end = may_end_early ? next(operation_kind::wake_early, access::write, where)
                                        : next(operation_kind::wake, access::none, where);
    can_be_enabled = true;
    if (notified_by != nullptr) {
        mine.records.add_past_wake_up(notified_by->number, me->number, steps, choices);
    }
    may_end_early || was_notified ? mine.give_way(*me, end) : mine.give_way_disabled(*me, end);
    if (is_aborting()) {
        return true;
    }
    did(me, view->state(), end.access);
    leave();
    me->woken_early += was_notified || is_timed_ ? 0 : 1;
    return !was_notified;
}

condition_base::~condition_base() {
    note_destruction(identity_);
    if (seen_ != nullptr) {
        *seen_ = nullptr;
    }
    if (waiting_.first == nullptr) {
        return;
    }
    if (!is_aborting()) {
        fiber const& who = *waiting_.first->who;
        record_misuse(name_of(identity_) + " was destroyed while " + who.owner->describe_wait(who));
    }
    while (waiting_.first != nullptr) { // they can never go on
        condition_waiter& stuck = *waiting_.first;
        leave_queue(stuck);
        if (stuck.locks != nullptr || stuck.can_be_enabled) {
            stuck.who->owner->disable(*stuck.who);
            leave_queue(*stuck.who);
        }
    }
}

void condition_base::notify_one(source_location where) { notify(operation_kind::notify_one, where); }

void condition_base::notify_all(source_location where) { notify(operation_kind::notify_all, where); }

void condition_base::notify(operation_kind kind, source_location const& where) {
    fiber* const me = fiber_at_operation();
    if (!reach(me, kind, access::write, identity_, where, operation_detail::writes_where(somebody_waits))) {
        return;
    }
    did(me, state(), waiting_.first != nullptr ? access::write : access::read);
    if (kind == operation_kind::notify_all) {
        while (waiting_.first != nullptr) {
            wake(me, *waiting_.first);
        }
        return;
    }
    std::uint32_t count = 0;
    for (condition_waiter* each = waiting_.first; each != nullptr; each = each->after) {
        ++count;
    }
    condition_waiter* chosen = waiting_.first;
    if (me != nullptr && count > 1 && me->owner->can_choose_values) {
        for (std::uint32_t skip = me->owner->choose_value(*me, count); skip != 0; --skip) {
            chosen = chosen->after;
        }
    }
    if (chosen != nullptr && !is_aborting()) {
        wake(me, *chosen);
    }
}

} // namespace detail
} // namespace fermata
