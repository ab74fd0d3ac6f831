// fermata - https://www.boost.org/LICENSE_1_0.txt
#pragma once

#include "sync/object.hpp"

namespace fermata::detail {

/// Stands on the stack of who waits for a condition, and is gone with it however the wait ends.
class standing_waiter : public condition_waiter {
public:
    standing_waiter(fiber& me, condition_queue& to, std::uint32_t number) {
        who = &me;
        condition = number;
        outer = me.waits_on;
        me.waits_on = this;
        enqueue(to, *this);
    }
    standing_waiter(standing_waiter const&) = delete;
    standing_waiter& operator=(standing_waiter const&) = delete;
    ~standing_waiter() {
        leave_queue(*this);
        who->waits_on = outer;
    }
};

} // namespace fermata::detail
