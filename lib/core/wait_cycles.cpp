// fermata - https://www.boost.org/LICENSE_1_0.txt
//
// Who waits for whom, when nobody can go on.
#include "core/execution.hpp"

#include <algorithm>
#include <iterator>

namespace fermata::detail {

/// Nobody can go on before *all* of these have done something, so one cycle among them is enough.
std::vector<fiber const*> execution::waited_for(fiber const& which) const {
    std::vector<fiber const*> found;
    if (!which.is_live() || which.state == fiber_state::unstarted || enabled_.contains(which.number) ||
        condition_waited_for(which) != 0) {
        return found;
    }
    operation const& next = pending(which.number);
    if (next.kind == operation_kind::join) {
        found.push_back(&at(next.object));
    } else if (next.kind == operation_kind::runner_wait) {
        for (std::uint32_t i = 0; i < count_; ++i) {
            fiber const& each = at(i);
            bool const is_of_its_runner = each.group != nullptr && each.group->waiter == &which;
            if (each.is_live() && &each != &which && (is_of_its_runner || waits_for_all_ == &which)) {
                found.push_back(&each);
            }
        }
    } else if (which.queue != nullptr && which.queue->holder != nullptr) {
        found.push_back(which.queue->holder);
    } else if (which.queue != nullptr && which.queue->holders != nullptr) {
        std::copy_if(which.queue->holders->begin(), which.queue->holders->end(), std::back_inserter(found),
                     [](fiber const* holder) { return holder != nullptr; });
    }
    return found;
}

/// The shortest one through the first fiber that is in any; empty if there is none.
std::vector<fiber const*> execution::find_cycle() const {
    std::vector<std::vector<fiber const*>> next(count_);
    for (std::uint32_t i = 0; i < count_; ++i) {
        next[i] = waited_for(at(i));
    }
    // Who waits for a notification waits for those who wait for what it holds: one of them may be who would come.
    for (std::uint32_t i = 0; i < count_; ++i) {
        operation_kind const kind = pending(i).kind;
        if (kind == operation_kind::join || kind == operation_kind::runner_wait) {
            continue; // for ends, as main waits for everybody's
        }
        for (fiber const* const holder : next[i]) {
            if (holder->is_live() && condition_waited_for(*holder) != 0) {
                next[holder->number].push_back(&at(i));
            }
        }
    }
    constexpr std::uint32_t unseen = 0xffff'ffff;
    for (std::uint32_t start = 0; start < count_; ++start) {
        std::vector<std::uint32_t> came_from(count_, unseen);
        std::vector<std::uint32_t> reached{start};
        for (std::size_t i = 0; i < reached.size(); ++i) {
            for (fiber const* each : next[reached[i]]) {
                if (each->number == start) {
                    std::vector<fiber const*> cycle{&at(reached[i])};
                    while (cycle.back()->number != start) {
                        cycle.push_back(&at(came_from[cycle.back()->number]));
                    }
                    std::reverse(cycle.begin(), cycle.end());
                    auto const sleeps = [&](fiber const* one) { return condition_waited_for(*one) != 0; };
                    std::rotate(cycle.begin(), std::find_if(cycle.begin(), cycle.end(), sleeps), cycle.end());
                    return cycle;
                }
                if (came_from[each->number] == unseen) {
                    came_from[each->number] = reached[i];
                    reached.push_back(each->number);
                }
            }
        }
    }
    return {};
}

} // namespace fermata::detail
