// fermata - https://www.boost.org/LICENSE_1_0.txt
//
// Destructors are no scheduling points and no events, but what they meet depends on the order all the same: an object
// that others use, and not only before, is destroyed between two of their operations in some interleavings.
#include "strategy/execution_graph.hpp"

#include <algorithm>

namespace fermata::detail {

namespace {

/// By what is from that step on.
bool is_used_after(execution_record const& whole, destruction const& end, std::uint64_t step) {
    auto const is_of = [&](pending_operation const& each) {
        return each.operation.object == end.object && each.fiber != end.fiber;
    };
    return std::any_of(whole.events + step, whole.events + whole.event_count, is_of) ||
           std::any_of(whole.blocked, whole.blocked + whole.blocked_count, is_of) ||
           std::any_of(whole.further, whole.further + whole.further_count, [&](further_access const& each) {
               return each.step >= step && each.object == end.object && whole.events[each.step].fiber != end.fiber;
           });
}

} // namespace

/// Those after so many steps, and the edges that have been added.
void execution_graph::look_at_destructions(execution_record const& whole, std::uint64_t steps, cursor& at) {
    for (; at.destruction < whole.destruction_count && whole.destructions[at.destruction].steps <= steps &&
           whole.destructions[at.destruction].edges <= at.edge;
         ++at.destruction) {
        destruction const& end = whole.destructions[at.destruction];
        is_used_when_destroyed_ = is_used_when_destroyed_ ||
                                  is_used_after(whole, end, std::max(end.steps, at.first_step)) ||
                                  (end.steps == steps && is_used_besides(end.object, end.fiber));
    }
}

/// Whether somebody else has accessed an object, and that does not happen before whatever the fiber does next.
bool execution_graph::is_used_besides(std::uint32_t object, std::uint32_t fiber) const noexcept {
    const_counts const seen = row(last_row_[fiber]);
    for (link const* each = last_link(object); each != nullptr; each = link_at(each->previous)) {
        if (!contains(seen, *each)) {
            return true;
        }
        if (each->how == access::write) {
            return false; // what is before a write happens before it
        }
    }
    return false;
}

} // namespace fermata::detail
