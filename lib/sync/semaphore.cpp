// fermata - https://www.boost.org/LICENSE_1_0.txt
#include <fermata/sync/semaphore.hpp>

#include "sync/object.hpp"

namespace fermata::detail {

namespace {
constexpr std::uint32_t is_available = 0;
}

semaphore_base::semaphore_base(std::ptrdiff_t desired, std::ptrdiff_t max, source_location const& where)
    : counter_(desired), max_(max) {
    if ((desired < 0 || desired > max) && !is_aborting()) {
        throw_misuse("a semaphore of at most " + std::to_string(max) + " cannot begin with " + std::to_string(desired),
                     where);
    }
}

semaphore_base::~semaphore_base() {
    note_destruction(identity_);
    if (waiting_.first != nullptr) {
        abandon(waiting_, identity_);
    }
}

void semaphore_base::take() {
    order::acquire(identity_);
    if (--counter_ == 0) {
        disable_all(waiting_);
    }
}

void semaphore_base::acquire(source_location where) {
    fiber* const me = fiber_at_operation();
    if (me != nullptr) {
        stand_in_queue(*me, waiting_, counter_ != 0,
                       operation_on(*me, operation_kind::acquire, access::write, identity_, where,
                                    operation_detail::enabled_where(is_available)));
    }
    if (is_aborting()) {
        return;
    }
    if (counter_ == 0) {
        throw_misuse("acquire() of a semaphore at 0 outside a fiber would wait for ever", where);
    }
    did(me, state(), access::write);
    take();
}

bool semaphore_base::try_acquire(source_location where) { return try_acquire_as(operation_kind::try_acquire, where); }

bool semaphore_base::try_acquire_as(operation_kind kind, source_location const& where) {
    fiber* const me = fiber_at_operation();
    look const here =
        reach_to_look(me, kind, access::write, identity_, where, operation_detail::writes_where(is_available));
    if (!here) {
        return false;
    }
    bool const succeeds = counter_ != 0;
    did(me, here, state(), succeeds ? access::write : access::read);
    if (succeeds) {
        take();
    }
    return succeeds;
}

void semaphore_base::release(std::ptrdiff_t update, source_location where) {
    fiber* const me = fiber_at_operation();
    if (!reach(me, operation_kind::release, access::write, identity_, where)) {
        return;
    }
    did(me, state(), access::write);
    if (update < 0 || update > max_ - counter_) {
        throw_misuse("release(" + std::to_string(update) + ") of " + name_of(identity_) + ", which is at " +
                         std::to_string(counter_) + " of at most " + std::to_string(max_),
                     where);
    }
    order::release(identity_);
    counter_ += update;
    if (counter_ != 0) {
        enable_all(waiting_);
    }
}

} // namespace fermata::detail
