// fermata - https://www.boost.org/LICENSE_1_0.txt
#include <fermata/sync/condition_variable_any.hpp>

#include "sync/object.hpp"

namespace fermata {

void condition_variable_any::reject_lock(source_location const& where) {
    if (!detail::is_aborting()) {
        detail::throw_misuse("a wait for " + detail::name_of(identity_) + " needs a lock that is held", where);
    }
}

namespace detail {

any_wait::any_wait(condition_base& of, object_identity& condition, bool is_timed, source_location const& where)
    : where_(where) {
    fiber* const me = fiber_at_operation();
    if (me == nullptr && !is_timed && !is_aborting()) {
        throw_misuse("wait() outside a fiber would wait for ever", where);
    }
    if (!reach(me, operation_kind::condition_wait, access::write, condition, where) || me == nullptr) {
        return;
    }
    did(me, object_access::state(of), access::write);
    waiter_.emplace(*me, of, is_timed);
    waiter_->view.emplace(of);
}

any_wait::~any_wait() noexcept(false) {
    if (!waiter_.has_value() || waiter_->has_ended()) {
        return;
    }
    if (fiber* const me = fiber_at_operation()) {
        me->owner->give_way(*me, waiter_->next(operation_kind::give_up_wait, access::write, where_));
        if (!is_aborting()) {
            did(me, waiter_->view->state(), access::write);
        }
    }
}

} // namespace detail
} // namespace fermata
