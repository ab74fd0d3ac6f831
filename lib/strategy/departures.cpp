// fermata - https://www.boost.org/LICENSE_1_0.txt
#include "strategy/departures.hpp"

#include "strategy/kinds.hpp"

#include <algorithm>
#include <utility>

namespace fermata::detail {

bool departures::find(execution_graph const& graph, idle_looks const& looks, default_course& course) {
    graph_ = &graph;
    course_ = &course;
    order_.clear();
    delays_.clear();
    last_ = -1;
    course.begin(graph, looks);
    graph.take_values(course.done(), order_);
    std::uint32_t running = none;
    while (true) {
        std::uint32_t const next = course.next(running);
        if (course.asked() != none) {
            return false;
        }
        if (next == none) {
            break;
        }
        set_.assign(course.done(), course.done() + graph.width());
        counting::increment(set_.data(), graph[next].what.fiber);
        if (next < graph.performed() && graph.contains(set_.data(), graph.past(next))) {
            perform(next);
            running = graph[next].what.fiber;
        } else {
            running = delay_of(next);
            if (running == none) {
                return false;
            }
        }
    }
    for (std::uint32_t i = 0; i < place(); ++i) {
        if (graph[order_[i]].what.is_value && graph[order_[i]].what.object != 0) {
            last_ = std::max(last_, std::int64_t{i});
        }
    }
    return true;
}

bool departures::is_in_order() const noexcept {
    for (std::uint32_t i = 0; i < place(); ++i) {
        if (order_[i] != i) {
            return false;
        }
    }
    return place() == graph_->performed();
}

/// With the values that are chosen then.
void departures::perform(std::uint32_t which) {
    order_.push_back(which);
    counting::increment(course_->done(), (*graph_)[which].what.fiber);
    graph_->take_values(course_->done(), order_);
}

/// Others go on until what is about to be performed can be, or cannot be any more. Who has performed the last of it?
std::uint32_t departures::delay_of(std::uint32_t which) {
    execution_graph const& graph = *graph_;
    delay made;
    made.begin = place();
    made.delayed = graph[which].what.fiber;
    std::optional<std::uint32_t> const blocker = first_to_block(which);
    some_.clear();
    if (course_->asked() != none || (which >= graph.performed() && !blocker.has_value())) {
        return none; // nothing tells why it was not performed
    }
    const_counts const past = graph.past(blocker.value_or(which));
    for (std::uint32_t i = 0; i < graph.performed(); ++i) {
        bool const is_done = graph.contains(course_->done(), i);
        if (i != which && !is_done && graph.contains(past, i) && !graph[i].what.is_value) {
            some_.push_back(i);
        }
    }
    std::uint32_t const last = blocker.has_value() ? *blocker : last_of(some_);
    std::erase(some_, last);
    set_.assign(course_->done(), course_->done() + graph.width());
    for (std::uint32_t const each : some_) {
        graph.add(set_.data(), graph.past(each));
    }
    auto const delayed = graph.after(set_.data(), which);
    label const& what = graph[last].what;
    made.takes_reads = delayed.has_value() && delayed->how == access::read && what.how == access::write &&
                       what.object == delayed->object && is_of_one_object(graph[which].operation.kind) &&
                       is_of_one_object(graph[last].operation.kind);
    std::uint32_t const read = made.takes_reads ? last_read_before(last) : none;
    if (read != none) {
        std::erase(some_, read);
    }
    sort(graph, some_);
    for (std::uint32_t const each : some_) {
        perform(each);
    }
    last_ = place();
    if (read != none) {
        perform(read);
    }
    made.last = place();
    perform(last);
    if (!blocker.has_value()) {
        made.first = place();
        perform(which);
    }
    delays_.push_back(made);
    return blocker.has_value() ? what.fiber : made.delayed;
}

/// The first that leaves the object in a state in which the action would not be enabled, or its loop would go on
/// waiting.
std::optional<std::uint32_t> departures::first_to_block(std::uint32_t which) {
    execution_graph const& graph = *graph_;
    some_.clear();
    std::vector<sight> sights; // after each of those
    std::uint64_t after = 0;
    if (which < graph.performed() && !graph.links_of(which).empty()) {
        after = graph.links_of(which).front().before;
    }
    for (auto const* each = graph.link_before(which, graph[which].operation.object);
         each != nullptr && !execution_graph::contains(course_->done(), *each); each = graph.link_at(each->previous)) {
        if (some_.empty() || some_.back() != each->action) { // within an action nobody else is asked
            some_.push_back(each->action);
            sights.push_back({after, graph.writer_after(each)});
        }
        after = each->before;
    }
    while (!some_.empty()) {
        std::uint32_t const first = some_.back();
        bool const is_last = some_.size() == 1;
        if (is_last && which >= graph.performed()) {
            return first;
        }
        if (is_last) {
            break;
        }
        if (!course_->can_perform(which, sights.back())) {
            if (course_->asked() != none) {
                graph.add(course_->done(), graph.past(first));
            }
            return first;
        }
        some_.pop_back();
        sights.pop_back();
    }
    return std::nullopt;
}

/// Of those that no other one comes after, the one of the fiber with the greatest number.
std::uint32_t departures::last_of(std::vector<std::uint32_t> const& some) const {
    std::uint32_t found = none;
    for (std::uint32_t const each : some) {
        bool const is_last = std::none_of(some.begin(), some.end(), [&](std::uint32_t other) {
            return other != each && graph_->contains(graph_->past(other), each);
        });
        if (is_last && (found == none || (*graph_)[each].what.fiber > (*graph_)[found].what.fiber)) {
            found = each;
        }
    }
    return found;
}

/// Of the reads that come before a delayed one only because of the write, the last one in the same sense.
std::uint32_t departures::last_read_before(std::uint32_t write) const {
    execution_graph const& graph = *graph_;
    std::vector<std::uint32_t> reads;
    auto const* each = graph.link_at(graph.links_of(write).front().previous);
    for (; each != nullptr && each->how == access::read; each = graph.link_at(each->previous)) {
        if (!graph.contains(course_->done(), *each) && !execution_graph::contains(graph.before(write), *each)) {
            reads.push_back(each->action);
        }
    }
    return last_of(reads);
}

void departures::sort(execution_graph const& graph, std::vector<std::uint32_t>& which) {
    // What happens before another has fewer before it.
    auto const key = [&](std::uint32_t each) {
        return std::uint64_t{counting::sum(graph.past(each), graph.width())} << 32 | graph[each].what.fiber;
    };
    if (which.size() > 32) {
        std::vector<std::pair<std::uint64_t, std::uint32_t>> keys;
        for (std::uint32_t const each : which) {
            keys.emplace_back(key(each), each);
        }
        std::sort(keys.begin(), keys.end());
        std::transform(keys.begin(), keys.end(), which.begin(), [](auto const& each) { return each.second; });
        return;
    }
    std::uint64_t previous = 0; // few are out of place
    for (std::size_t i = 0; i < which.size(); ++i) {
        std::uint32_t const each = which[i];
        std::uint64_t const its = key(each);
        std::size_t to = i;
        if (its < previous) {
            for (; to != 0 && its < key(which[to - 1]); --to) {
                which[to] = which[to - 1];
            }
            which[to] = each;
        } else {
            previous = its;
        }
    }
}

} // namespace fermata::detail
