// fermata - https://www.boost.org/LICENSE_1_0.txt
#include <fermata/sync/latch.hpp>

#include "sync/object.hpp"

namespace fermata {

using namespace detail;

namespace {
constexpr std::uint32_t is_open = 0;
}

latch::latch(std::ptrdiff_t expected, source_location where) : counter_(expected) {
    if (expected < 0 && !is_aborting()) {
        throw_misuse("a latch cannot expect " + std::to_string(expected), where);
    }
}

latch::~latch() {
    note_destruction(identity_);
    if (waiting_.first != nullptr) {
        abandon(waiting_, identity_);
    }
}

void latch::count_down(std::ptrdiff_t update, source_location where) {
    fiber* const me = fiber_at_operation();
    if (!reach(me, operation_kind::count_down, access::write, identity_, where)) {
        return;
    }
    did(me, state(), access::write);
    if (update < 0 || update > counter_) {
        throw_misuse("count_down(" + std::to_string(update) + ") of " + name_of(identity_) + ", which is at " +
                         std::to_string(counter_),
                     where);
    }
    order::release(identity_);
    counter_ -= update;
    if (counter_ == 0) {
        dismiss_all(waiting_); // it stays open
    }
}

bool latch::try_wait(source_location where) const {
    fiber* const me = fiber_at_operation();
    look const here = reach_to_look(me, operation_kind::try_wait, access::read, identity_, where);
    if (!here) {
        return false;
    }
    did(me, here, state(), access::read);
    if (counter_ == 0) {
        order::acquire(identity_);
    }
    return counter_ == 0;
}

void latch::wait(source_location where) const {
    fiber* const me = fiber_at_operation();
    if (me != nullptr) {
        operation const next = operation_on(*me, operation_kind::wait, access::read, identity_, where,
                                            operation_detail::enabled_where(is_open));
        if (counter_ == 0) {
            me->owner->give_way(*me, next);
        } else {
            stand_in_queue(*me, waiting_, false, next);
        }
        did(me, state(), access::read);
        order::acquire(identity_);
    } else if (counter_ != 0 && !is_aborting()) {
        throw_misuse("wait() for a latch outside a fiber would wait for ever", where);
    }
}

} // namespace fermata
