// fermata - https://www.boost.org/LICENSE_1_0.txt
#pragma once

#include "core/execution.hpp"

#include <algorithm>

// How a starter gets its fiber: inline, because every execution does it for each of them.

namespace fermata::detail {

[[gnu::always_inline]] inline fiber& execution::take_slot() {
    std::uint32_t number = count_;
    if (is_exploration) {
        fiber& maker = current_fiber != nullptr ? *current_fiber : main();
        number = identities.child(maker.number, maker.children++);
    }
    if (number >= fibers_.size() || fibers_[number]->where == nullptr || number >= 64) [[unlikely]] {
        prepare_slot(number);
    }
    fiber& taken = *fibers_[number];
    count_ = std::max(count_, number + 1);
    ++live_;
    taken.begin_anew(fiber_state::unstarted);
    taken.identity = ++fiber_serial_;
    taken.arrival = arrivals_++;
    return taken;
}

[[gnu::always_inline]] inline fiber& execution::spawn(callable_handle const& body, fiber_group& group,
                                                      floating_point_environment const& inherited) {
    fiber& made = take_slot();
    ++group.live;
    made.group = &group;
    made.body.share(body);
    made.floating_point = inherited;
    set_floating_point(made, inherited);
    pending_[made.number].operation = {operation_kind::start, access::write, 0, 0, 0};
    enabled_.add(made.number);
    if (records.wants_edges() && is_exploration) {
        records.add_edge(current_fiber != nullptr ? current_fiber->number : 0, made.number);
    }
    return made;
}

} // namespace fermata::detail
