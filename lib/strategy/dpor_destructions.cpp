// fermata - https://www.boost.org/LICENSE_1_0.txt
//
// Destructors are no scheduling points and no events, but what they meet depends on the order all the same: an object
// that others use, and not only before, is destroyed between two of their operations in some interleavings.
#include "strategy/dpor.hpp"

#include <algorithm>

namespace fermata::detail {

/// Those after so many steps, and the edges that have been added.
void dpor::look_at_destructions(execution_record const& whole, std::uint64_t steps) {
    for (; next_destruction_ < whole.destruction_count && whole.destructions[next_destruction_].steps <= steps &&
           whole.destructions[next_destruction_].edges <= next_edge_;
         ++next_destruction_) {
        destruction const& end = whole.destructions[next_destruction_];
        is_used_when_destroyed_ = is_used_when_destroyed_ || is_used_after(whole, end) ||
                                  (end.steps == steps && order_.is_used_besides(end.object, end.fiber));
    }
}

bool dpor::is_used_after(execution_record const& whole, destruction const& end) const {
    auto const is_of = [&](pending_operation const& each) {
        return each.operation.object == end.object && each.fiber != end.fiber;
    };
    return std::any_of(whole.events + end.steps, whole.events + whole.event_count, is_of) ||
           std::any_of(whole.blocked, whole.blocked + whole.blocked_count, is_of) ||
           std::any_of(whole.further, whole.further + whole.further_count, [&](further_access const& each) {
               return each.step >= end.steps && each.object == end.object && whole.events[each.step].fiber != end.fiber;
           });
}

} // namespace fermata::detail
