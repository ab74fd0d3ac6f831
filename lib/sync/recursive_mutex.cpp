// fermata - https://www.boost.org/LICENSE_1_0.txt
#include <fermata/sync/recursive_mutex.hpp>

#include "sync/object.hpp"

namespace fermata {

using namespace detail;

bool recursive_mutex::is_held_here() const noexcept { return mutex_.locked_ && mutex_.owner_ == ordinary_fiber(); }

bool recursive_mutex::pass_as_holder(operation_kind kind, source_location const& where) {
    fiber* const me = fiber_at_operation();
    if (!reach(me, kind, access::none, mutex_.identity_, where)) {
        return false;
    }
    did(me, 0, access::none);
    return true;
}

void recursive_mutex::lock(source_location where) {
    if (is_held_here()) {
        depth_ += pass_as_holder(operation_kind::lock, where) ? 1 : 0;
        return;
    }
    mutex_.lock(where);
    if (!is_aborting()) {
        depth_ = 1;
    }
}

bool recursive_mutex::try_lock(source_location where) { return try_lock_as(operation_kind::try_lock, where); }

bool recursive_mutex::try_lock_as(operation_kind kind, source_location const& where) {
    if (is_held_here()) {
        bool const locked = pass_as_holder(kind, where);
        depth_ += locked ? 1 : 0;
        return locked;
    }
    bool const locked = mutex_.try_lock_as(kind, where);
    if (locked) {
        depth_ = 1;
    }
    return locked;
}

void recursive_mutex::unlock(source_location where) {
    if (is_held_here() && depth_ > 1) {
        depth_ -= pass_as_holder(operation_kind::unlock, where) ? 1 : 0;
        return;
    }
    if (!mutex_.locked_ && !is_aborting()) {
        throw_misuse("unlock() of a recursive mutex more often than it was locked, " + name_of(mutex_.identity_),
                     where);
    }
    mutex_.unlock(where);
    if (!is_aborting()) {
        depth_ = 0;
    }
}

} // namespace fermata
