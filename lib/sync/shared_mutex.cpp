// fermata - https://www.boost.org/LICENSE_1_0.txt
#include <fermata/sync/shared_mutex.hpp>

#include "sync/object.hpp"

#include <algorithm>

namespace fermata {

using namespace detail;

namespace {
constexpr std::uint32_t free_for_exclusive = 0;
constexpr std::uint32_t free_for_shared = 1;
} // namespace

std::uint64_t shared_mutex::state() const noexcept {
    return std::uint64_t{is_free()} << free_for_exclusive | std::uint64_t{!locked_} << free_for_shared;
}

bool shared_mutex::is_held_shared_here() const noexcept {
    return std::find(holders_.begin(), holders_.end(), ordinary_fiber()) != holders_.end();
}

/// Outside of a fiber it is a plain flag.
void shared_mutex::expect_not_held(fiber const* me, operation_kind kind, source_location const& where) {
    bool const is_shared = me != nullptr && is_held_shared_here();
    if (is_shared || (me != nullptr && locked_ && owner_ == me)) {
        reject_holder(kind, identity_, is_shared ? " shared" : "", where);
    }
}

shared_mutex::~shared_mutex() {
    note_destruction(identity_);
    if (!is_free() && ordinary_fiber() != nullptr) {
        record_misuse(name_of(identity_) + " was destroyed while " +
                      held_by(locked_ ? owner_ : holders_.front(), identity_));
    }
    for (wait_queue* queue : {&exclusive_, &shared_}) {
        if (queue->first != nullptr) {
            abandon(*queue, identity_);
        }
    }
}

void shared_mutex::changed() noexcept {
    exclusive_.holder = shared_.holder = owner_;
    exclusive_.holders = shared_.holders = locked_ ? nullptr : &holders_;
    is_free() ? enable_all(exclusive_) : disable_all(exclusive_);
    locked_ ? disable_all(shared_) : enable_all(shared_);
}

void shared_mutex::take(fiber* me) {
    order::acquire(identity_);
    order::acquire(readers_);
    locked_ = true;
    owner_ = me;
    changed();
}

void shared_mutex::take_shared(fiber* me) {
    order::acquire(identity_);
    holders_.push_back(me);
    changed();
}

void shared_mutex::lock(source_location where) {
    fiber* const me = fiber_at_operation();
    if (me != nullptr) {
        stand_in_queue(*me, exclusive_, is_free(),
                       operation_on(*me, operation_kind::lock, access::write, identity_, where,
                                    operation_detail::enabled_where(free_for_exclusive)));
    }
    if (is_aborting()) {
        return;
    }
    if (!is_free()) {
        throw_misuse("lock() of a locked shared mutex outside a fiber would wait for ever", where);
    }
    did(me, state(), access::write);
    take(me);
}

void shared_mutex::lock_shared(source_location where) {
    fiber* const me = fiber_at_operation();
    if (!is_aborting() && is_held_shared_here()) {
        reject_holder(operation_kind::lock_shared, identity_, " shared", where);
    }
    if (me != nullptr) {
        stand_in_queue(*me, shared_, !locked_,
                       operation_on(*me, operation_kind::lock_shared, access::write, identity_, where,
                                    operation_detail::enabled_where(free_for_shared)));
    }
    if (is_aborting()) {
        return;
    }
    if (locked_) {
        throw_misuse("lock_shared() of a locked shared mutex outside a fiber would wait for ever", where);
    }
    did(me, state(), access::write);
    take_shared(me);
}

bool shared_mutex::try_lock(source_location where) { return try_lock_as(operation_kind::try_lock, where); }

bool shared_mutex::try_lock_shared(source_location where) {
    return try_lock_shared_as(operation_kind::try_lock_shared, where);
}

bool shared_mutex::try_lock_as(operation_kind kind, source_location const& where) {
    fiber* const me = fiber_at_operation();
    expect_not_held(me, kind, where);
    look const here =
        reach_to_look(me, kind, access::write, identity_, where, operation_detail::writes_where(free_for_exclusive));
    if (!here) {
        return false;
    }
    bool const succeeds = is_free();
    did(me, here, state(), succeeds ? access::write : access::read);
    if (succeeds) {
        take(me);
    }
    return succeeds;
}

bool shared_mutex::try_lock_shared_as(operation_kind kind, source_location const& where) {
    fiber* const me = fiber_at_operation();
    expect_not_held(me, kind, where);
    look const here =
        reach_to_look(me, kind, access::write, identity_, where, operation_detail::writes_where(free_for_shared));
    if (!here) {
        return false;
    }
    bool const succeeds = !locked_;
    did(me, here, state(), succeeds ? access::write : access::read);
    if (succeeds) {
        take_shared(me);
    }
    return succeeds;
}

// As of a mutex: it may outlive those who held it.
void shared_mutex::release_in_abort() noexcept {
    if (locked_ && owner_ == current_fiber) {
        locked_ = false;
        owner_ = nullptr;
    } else if (std::erase(holders_, current_fiber) == 0) {
        return;
    }
    changed();
}

void shared_mutex::unlock(source_location where) {
    fiber* const me = fiber_at_operation();
    if (is_aborting()) {
        release_in_abort();
        return;
    }
    if (!locked_ || owner_ != me) {
        throw_misuse("unlock() of " + name_of(identity_) +
                         (locked_            ? ", which another fiber holds: " + held_by(owner_, identity_)
                          : holders_.empty() ? ", which is not locked"
                                             : ", which is locked shared: unlock_shared() would be right for a holder"),
                     where);
    }
    if (!reach(me, operation_kind::unlock, access::write, identity_, where)) {
        release_in_abort();
        return;
    }
    did(me, state(), access::write);
    order::release(identity_);
    locked_ = false;
    owner_ = nullptr;
    changed();
}

void shared_mutex::unlock_shared(source_location where) {
    fiber* const me = fiber_at_operation();
    if (is_aborting()) {
        release_in_abort();
        return;
    }
    if (!is_held_shared_here()) {
        throw_misuse("unlock_shared() of " + name_of(identity_) + ", which the calling fiber does not hold shared",
                     where);
    }
    if (!reach(me, operation_kind::unlock_shared, access::write, identity_, where)) {
        release_in_abort();
        return;
    }
    did(me, state(), access::write);
    order::release(readers_);
    holders_.erase(std::find(holders_.begin(), holders_.end(), me));
    changed();
}

} // namespace fermata
