// fermata - https://www.boost.org/LICENSE_1_0.txt
#include "strategy/default_course.hpp"

#include <algorithm>

namespace fermata::detail {

default_course::answer default_course::follows(execution_graph const& graph, idle_looks const& looks, const_counts set,
                                               std::uint32_t first, std::uint32_t running) {
    graph_ = &graph;
    looks_ = &looks;
    asked_ = none;
    done_.assign(set, set + graph.width());
    for (std::uint32_t const each : graph.values()) {
        if (graph[each].what.object != 0 && !graph.contains(set, each)) {
            reach_ = each;
            return answer::differs;
        }
    }
    // Whatever comes first in the execution, of what is left, could be done: so it is, unless somebody else can go on
    // who would come before.
    reach_ = first;
    while (true) {
        while (first < graph.performed() && graph.contains(done_.data(), first)) {
            ++first;
        }
        if (first == graph.performed()) {
            return answer::same;
        }
        label const& due = graph[first].what;
        reach_ = std::max(reach_, first);
        bool const has_loops = looks.any();
        if ((due.fiber == running && !has_loops) || due.is_value) {
            counting::increment(done_.data(), due.fiber);
            continue;
        }
        std::uint32_t const earlier = has_loops ? next_by_turn(running, first) : next_below(running, due.fiber);
        if (asked_ != none) {
            return answer::unknown;
        }
        if (earlier == none) {
            running = due.fiber;
            counting::increment(done_.data(), running);
            continue;
        }
        running = graph[earlier].what.fiber;
        reach_ = std::max(reach_, earlier);
        if (earlier >= graph.performed()) {
            return answer::differs;
        }
        counting::increment(done_.data(), running);
        if (!graph.contains(done_.data(), graph.past(earlier))) {
            return answer::differs; // it was performed later there
        }
    }
}

void default_course::begin(execution_graph const& graph, idle_looks const& looks) {
    graph_ = &graph;
    looks_ = &looks;
    asked_ = none;
    done_.assign(graph.width(), 0);
}

/// Who goes on: the same, or the first one with a lower number than that.
std::uint32_t default_course::next_below(std::uint32_t running, std::uint32_t fibers) {
    std::uint32_t next = running != none ? next_of(running) : none;
    if (next != none && can_perform(next)) {
        return next;
    }
    next = none;
    for (std::uint32_t fiber = 0; fiber < fibers && next == none && asked_ == none; ++fiber) {
        std::uint32_t const its = fiber != running ? next_of(fiber) : none;
        next = its != none && can_perform(its) ? its : none;
    }
    return next;
}

/// Whose turn it is; `none`, too, if it is that of `due`, which can be performed.
std::uint32_t default_course::next_by_turn(std::uint32_t running, std::uint32_t due) {
    auto const turn = [&](std::uint32_t which) {
        return looks_->turn((*graph_)[which].operation, (*graph_)[which].what.fiber, running);
    };
    turns_.clear();
    for (std::uint32_t fiber = 0; fiber < graph_->fibers(); ++fiber) {
        std::uint32_t const its = next_of(fiber);
        if (its != none && (due == none || turn(its) < turn(due))) {
            turns_.emplace_back(turn(its), its);
        }
    }
    std::sort(turns_.begin(), turns_.end());
    for (auto const& [its_turn, which] : turns_) {
        if (can_perform(which)) {
            return which;
        }
        if (asked_ != none) {
            break;
        }
    }
    return none;
}

/// What a fiber is about to do, after the values that it has chosen.
std::uint32_t default_course::next_of(std::uint32_t fiber) {
    auto const mine = graph_->of_fiber(fiber);
    while (done_[fiber] < mine.size()) {
        std::uint32_t const next = mine[done_[fiber]];
        if (!graph_->contains(done_.data(), graph_->before(next))) {
            return none;
        }
        if (!(*graph_)[next].what.is_value) {
            return next;
        }
        counting::increment(done_.data(), fiber);
    }
    return none;
}

bool default_course::can_perform(std::uint32_t which) {
    execution_graph::action const& next = (*graph_)[which];
    auto const what = graph_->after(done_.data(), which);
    if (!what.has_value()) {
        return false;
    }
    if (!looks_->may_wait(next.operation, what->how)) [[likely]] {
        return true;
    }
    auto const state = graph_->state_after(done_.data(), next.operation.object);
    if (!state.has_value()) {
        return false; // it was blocked at the end, and all that it could see has been done
    }
    if (which < graph_->performed()) {
        counting::increment(done_.data(), next.what.fiber);
        bool const is_same = graph_->contains(done_.data(), graph_->past(which));
        --done_[next.what.fiber];
        if (is_same) {
            return true; // it looks at what it looked at in the execution
        }
    }
    return can_perform(which, {*state, graph_->writer_after(done_.data(), next.operation.object)});
}

bool default_course::can_perform(std::uint32_t which, sight const& seen) {
    auto const what = graph_->in_state(which, seen.value);
    if (!what.has_value() || !looks_->may_wait((*graph_)[which].operation, what->how)) {
        return what.has_value();
    }
    auto const is_idle = looks_->is_idle(graph_->state_at(which), seen);
    if (!is_idle.has_value()) {
        asked_ = which;
    }
    return is_idle.has_value() && !*is_idle;
}

} // namespace fermata::detail
