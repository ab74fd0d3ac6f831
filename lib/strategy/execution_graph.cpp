// fermata - https://www.boost.org/LICENSE_1_0.txt
//
// What can be asked of it.
#include "strategy/execution_graph.hpp"

#include <algorithm>

namespace fermata::detail {

execution_graph::link const* execution_graph::link_before(std::size_t which, std::uint32_t object) const noexcept {
    for (link const& each : links_of(which)) {
        if (each.object == object) {
            return link_at(each.previous);
        }
    }
    link const* last = last_link(object);
    while (last != nullptr && last->action >= which) {
        last = link_at(last->previous);
    }
    return last;
}

void execution_graph::performed_before(std::uint32_t which, std::vector<std::uint32_t>& to) const {
    to.resize(width_);
    if (keeps_performed()) {
        counting::copy(to.data(), performed_before_.data() + std::size_t{which} * width_, width_);
        return;
    }
    std::fill(to.begin(), to.end(), 0);
    for (std::uint32_t fiber = 0; fiber < fibers_; ++fiber) {
        to[fiber] = performed_before(which, fiber);
    }
}

void execution_graph::add_values(counts set) const noexcept {
    for (std::uint32_t const each : values_) {
        if (is_next_value(set, each)) {
            ++set[actions_[each].what.fiber];
        }
    }
}

void execution_graph::take_values(counts set, std::vector<std::uint32_t>& taken) const {
    for (std::uint32_t const each : values_) {
        if (is_next_value(set, each)) {
            ++set[actions_[each].what.fiber];
            taken.push_back(each);
        }
    }
}

std::optional<std::uint64_t> execution_graph::state_after(const_counts set, std::uint32_t object) const noexcept {
    std::optional<std::uint64_t> state;
    for (link const* each = last_link(object); each != nullptr; each = link_at(each->previous)) {
        if (!contains(set, *each)) {
            state = each->before;
        } else if (each->how == access::write) {
            break; // and so it contains all before it
        }
    }
    return state;
}

bool execution_graph::is_repeated_by(execution_record const& other, std::uint32_t actions) const noexcept {
    std::size_t step = 0;
    for (std::uint32_t i = 0; i < actions; ++i) {
        action const& here = actions_[i];
        if (here.what.is_value) {
            continue;
        }
        while (step < other.event_count && other.is_idle(step)) {
            ++step;
        }
        if (step == other.event_count) {
            return true; // that it has not come so far is told elsewhere
        }
        effect const& did = other.effects[step++];
        auto const links = links_of(i);
        if (here.operation.object == 0 || links.empty()) {
            continue;
        }
        if (did.before != links.front().before || did.expected != here.expected ||
            (did.operand != here.operand && !sleeps(i))) {
            return false;
        }
    }
    return true;
}

class_identity execution_graph::writer_after(const_counts set, std::uint32_t object) const noexcept {
    link const* last = last_link(object);
    while (last != nullptr && !contains(set, *last)) {
        last = link_at(last->previous);
    }
    return writer_after(last);
}

std::optional<label> execution_graph::after(const_counts set, std::size_t which) const noexcept {
    action const& here = actions_[which];
    label what = here.what;
    if (!operation_detail::depends_on_state(here.operation.detail)) {
        return what;
    }
    auto const state = state_after(set, here.operation.object);
    if (!state.has_value()) { // it was blocked at the end, and is after all that others have done
        return std::nullopt;
    }
    return in_state(which, *state);
}

std::optional<label> execution_graph::in_state(std::size_t which, std::uint64_t state) const noexcept {
    action const& here = actions_[which];
    label what = here.what;
    if (!operation_detail::depends_on_state(here.operation.detail)) {
        return what;
    }
    if (!operation_detail::is_enabled(here.operation.detail, state)) {
        return std::nullopt;
    }
    what.how = effect::predicted(here.operation, state, here.expected);
    if (sleeps(which)) {
        what.more = state == here.expected ? static_cast<std::uint32_t>(here.operand) : 0;
    }
    return what;
}

} // namespace fermata::detail
