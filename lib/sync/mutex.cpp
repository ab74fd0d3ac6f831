// fermata - https://www.boost.org/LICENSE_1_0.txt
#include <fermata/sync/mutex.hpp>

#include "sync/object.hpp"

namespace fermata {

using namespace detail;

mutex::~mutex() {
    note_destruction(identity_);
    if (locked_ && ordinary_fiber() != nullptr) {
        record_misuse(name_of(identity_) + " was destroyed while " + held_by(owner_, identity_));
    }
    if (waiting_.first != nullptr) [[unlikely]] {
        abandon(waiting_, identity_);
    }
}

void mutex::lock(source_location where) {
    fiber* const me = fiber_at_operation();
    if (me == nullptr) {
        if (is_aborting()) {
            return;
        }
        if (locked_) {
            throw_misuse("lock() of a locked mutex outside a fiber would wait for ever", where);
        }
    } else {
        stand_in_queue(*me, waiting_, !locked_,
                       operation_on(*me, operation_kind::lock, access::write, identity_, where,
                                    operation_detail::enabled_where(mutex_condition::free)));
        disable_all(waiting_);
        if (is_aborting()) {
            return;
        }
        did(me, mutex_condition::is_free, access::write);
        order::acquire(identity_);
    }
    locked_ = true;
    owner_ = me;
    waiting_.holder = me;
}

bool mutex::try_lock(source_location where) { return try_lock_as(operation_kind::try_lock, where); }

bool mutex::try_lock_as(operation_kind kind, source_location const& where) {
    fiber* const me = fiber_at_operation();
    if (me != nullptr && locked_ && owner_ == me) {
        reject_holder(kind, identity_, "", where);
    }
    look const here =
        reach_to_look(me, kind, access::write, identity_, where, operation_detail::writes_where(mutex_condition::free));
    if (!here) {
        return false;
    }
    did(me, here, locked_ ? 0 : mutex_condition::is_free, locked_ ? access::read : access::write);
    if (locked_) {
        return false;
    }
    order::acquire(identity_);
    locked_ = true;
    owner_ = me;
    waiting_.holder = me;
    disable_all(waiting_);
    return true;
}

void mutex::unlock(source_location where) {
    fiber* const me = fiber_at_operation();
    if (is_aborting()) {
        release_in_abort();
        return;
    }
    if (!locked_ || owner_ != me) {
        throw_misuse(locked_ ? "unlock() of a mutex that another fiber holds, " + name_of(identity_) + ": " +
                                   held_by(owner_, identity_)
                             : "unlock() of a mutex that is not locked, " + name_of(identity_),
                     where);
    }
    if (me != nullptr) {
        me->owner->give_way(*me, operation_on(*me, operation_kind::unlock, access::write, identity_, where));
        if (is_aborting()) {
            release_in_abort();
            return;
        }
        did(me, 0, access::write);
        order::release(identity_);
    }
    release();
}

void mutex::release() noexcept {
    locked_ = false;
    owner_ = nullptr;
    waiting_.holder = nullptr;
    enable_all(waiting_);
}

// The one operation that has an effect in an abort: a mutex may outlive the runner whose starter held it.
void mutex::release_in_abort() noexcept {
    if (locked_ && owner_ == current_fiber) {
        release();
    }
}

} // namespace fermata
