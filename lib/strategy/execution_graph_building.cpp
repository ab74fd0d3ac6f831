// fermata - https://www.boost.org/LICENSE_1_0.txt
//
// How it is built from the record of an execution.
#include "strategy/execution_graph.hpp"

#include "strategy/kinds.hpp"

#include <algorithm>
#include <bit>

namespace fermata::detail {

void execution_graph::make_room(execution_record const& whole) {
    auto const make = [](auto& in, std::size_t size) {
        if (in.size() < size) {
            in.resize(size + size / 2);
        }
    };
    if (whole.fiber_count > width_) {
        widen(std::bit_ceil(whole.fiber_count));
    }
    fibers_ = whole.fiber_count;
    std::size_t const actions = size_ + whole.event_count + whole.choice_count + whole.blocked_count;
    std::size_t const rows = row_count_ + whole.event_count + whole.choice_count + whole.edge_count;
    make(actions_, actions);
    make(links_, link_count_ + whole.event_count + whole.further_count);
    make(rows_, rows * width_);
    make(row_of_, rows);
    make(performed_before_, keeps_performed() ? actions * width_ : 0);
    if (has_identities_) {
        make(identities_, rows);
    }
    if (last_row_.size() < fibers_) {
        last_row_.resize(fibers_, 0);
        by_fiber_.resize(fibers_);
    }
    count_.resize(width_, 0);
    edge_row_.assign(fibers_, 0);
}

/// Everything of its first actions is passed over.
execution_graph::cursor execution_graph::find_cursor(execution_record const& whole, std::uint32_t begin) const {
    cursor at;
    if (begin == 0) {
        return at;
    }
    at.first_step = begin - values_.size();
    std::uint64_t const step = at.first_step;
    at.choice = static_cast<std::size_t>(std::partition_point(whole.choices, whole.choices + whole.choice_count,
                                                              [&](choice const& each) { return each.step < step; }) -
                                         whole.choices);
    at.further =
        static_cast<std::size_t>(std::partition_point(whole.further, whole.further + whole.further_count,
                                                      [&](further_access const& each) { return each.step < step; }) -
                                 whole.further);
    at.edge =
        static_cast<std::size_t>(std::partition_point(whole.edges, whole.edges + whole.edge_count,
                                                      [&](causal_edge const& each) { return each.steps < step; }) -
                                 whole.edges);
    for (std::uint32_t i = begin; i-- > 0 && actions_[i].what.is_value;) {
        ++at.choice;
    }
    while (actions_[begin - 1].what.is_value && at.edge < whole.edge_count && whole.edges[at.edge].steps == step &&
           whole.edges[at.edge].choices < at.choice) {
        ++at.edge;
    }
    return at;
}

void execution_graph::build(execution_record const& whole, std::uint32_t begin, what_is_learnt& learnt) {
    has_identities_ = learnt.looks.any();
    make_room(whole);
    is_used_when_destroyed_ = false;
    cursor at = find_cursor(whole, begin);
    add_values(whole, at.first_step, at);
    for (std::uint64_t step = at.first_step; step < whole.event_count; ++step) {
        if (at.choice < whole.choice_count && whole.choices[at.choice].step == step) {
            ++at.choice; // of the fiber
        }
        add_event(whole, step, at, learnt);
        if ((at.edge < whole.edge_count && whole.edges[at.edge].steps <= step + 1) ||
            (at.destruction < whole.destruction_count && whole.destructions[at.destruction].steps <= step + 1) ||
            (at.choice < whole.choice_count && whole.choices[at.choice].kind == choice::kind_type::value)) {
            add_values(whole, step + 1, at);
        }
    }
    performed_ = size_;
    for (std::size_t i = 0; i < whole.blocked_count; ++i) {
        add_blocked(whole, whole.blocked[i], learnt);
    }
}

std::uint32_t execution_graph::push_row(std::uint32_t fiber) {
    std::uint32_t const number = row_count_++;
    std::uint32_t const last = last_row_[fiber];
    counting::copy(row(number), row(last), width_);
    row_of_[number] = {fiber, last, row_of_[last].latest};
    last_row_[fiber] = number;
    if (has_identities_) {
        identities_[number] = mix(identities_[last], fiber);
    }
    return number;
}

/// Its past is that of its fiber until links are added.
execution_graph::action& execution_graph::add_action(std::uint32_t fiber, operation const& of) {
    std::uint32_t const which = size_++;
    if (keeps_performed()) {
        counting::copy(performed_before_.data() + std::size_t{which} * width_, count_.data(), width_);
    }
    std::uint32_t const number = count_[fiber] + 1;
    counting::copy_but(count_.data(), count_.data(), width_, fiber, number);
    std::uint32_t const before = last_row_[fiber];
    std::uint32_t const past = row_count_++;
    counting::copy_but(row(past), row(before), width_, fiber, number);
    row_of_[past] = {fiber, before, static_cast<std::int32_t>(which)};
    last_row_[fiber] = past;
    if (has_identities_) {
        identities_[past] = mix(identities_[before], fiber);
    }
    by_fiber_[fiber].push_back(which);
    // One by one: what is put together elsewhere is copied only when it has come to memory.
    action& made = actions_[which];
    made.what.fiber = fiber;
    made.what.object = of.object;
    made.what.more = 0;
    made.what.how = of.access;
    made.what.is_value = false;
    made.operation = of;
    made.number = number;
    made.expected = 0;
    made.operand = 0;
    made.first_link = link_count_;
    made.before = before;
    made.past = past;
    made.block = which;
    return made;
}

/// To the last action.
void execution_graph::add_link(std::uint32_t object, access how, std::uint64_t before) {
    if (how == access::none) {
        return;
    }
    if (object >= heads_.size()) {
        heads_.resize(object + std::size_t{16}, -1);
    }
    counts const past = row(actions_[size_ - 1].past);
    std::int32_t const head = heads_[object];
    std::int32_t write = -1;
    if (link const* const last = link_at(head); last != nullptr) {
        write = last->how == access::write ? head : last->previous_write;
        if (write >= 0) {
            add(past, row(actions_[links_[static_cast<std::size_t>(write)].action].past));
        }
        for (std::int32_t each = head; how == access::write && each != write;) {
            link const& read = links_[static_cast<std::size_t>(each)];
            add(past, row(actions_[read.action].past));
            each = read.previous;
        }
    }
    if (has_identities_) [[unlikely]] {
        identify_link(object, how, head);
    }
    heads_[object] = static_cast<std::int32_t>(link_count_);
    action const& mine = actions_[size_ - 1];
    link& made = links_[link_count_++];
    made.action = size_ - 1;
    made.previous = head;
    made.previous_write = write;
    made.object = object;
    made.before = before;
    made.number = mine.number;
    made.fiber = mine.what.fiber & 0xff'ffff;
    made.how = how;
}

void execution_graph::identify_link(std::uint32_t object, access how, std::int32_t head) {
    class_identity after;
    for (link const* each = link_at(head); each != nullptr; each = link_at(each->previous)) {
        if (how == access::write || each->how == access::write) {
            after +=
                identities_[actions_[each->action].past]; // a sum: what comes before a write need not have an order
        }
        if (each->how == access::write) {
            break;
        }
    }
    class_identity& identity = identities_[actions_[size_ - 1].past];
    identity = mix(mix(identity, object), after);
}

void execution_graph::add_event(execution_record const& whole, std::uint64_t step, cursor& at, what_is_learnt& learnt) {
    pending_operation const& now = whole.events[step];
    operation const& of = now.operation;
    effect did{0, 0, 0, of.access};
    if (of.object != 0 && of.access != access::none) {
        did = whole.effects[step];
    }
    if (whole.is_idle(step)) [[unlikely]] {
        if (of.object != 0) { // 0: of a yield
            learnt.looks.add_loop(of.site);
            if (has_identities_) {
                learnt.looks.add(state_of(now.fiber, last_row_[now.fiber]),
                                 {did.before, writer_after(last_link(of.object))}, true);
            }
        }
        return;
    }
    if (has_identities_ && learnt.looks.is_in_loop(of)) {
        learnt.looks.add(state_of(now.fiber, last_row_[now.fiber]), {did.before, writer_after(last_link(of.object))},
                         false);
    }
    action& made = add_action(now.fiber, of);
    made.what.how = did.how;
    made.expected = did.expected;
    made.operand = did.operand;
    if (has_identities_) {
        identities_[made.past] = mix(identities_[made.past], static_cast<std::uint64_t>(of.kind));
    }
    add_link(of.object, did.how, did.before);
    if (at.further < whole.further_count && whole.further[at.further].step == step) {
        further_accesses all;
        for (; at.further < whole.further_count && whole.further[at.further].step == step; ++at.further) {
            further_access const& each = whole.further[at.further];
            add_link(each.object, each.how, each.before);
            all.emplace_back(each.object, each.how);
        }
        made.what.more = learnt.further.intern(std::move(all));
    }
    if ((of.detail & operation_detail::sleeps) != 0) {
        made.operand = learnt.further.intern({{of.object + 1, access::write}});
    }
}

/// Of what a fiber had done when an edge began.
std::uint32_t execution_graph::row_then(execution_record const& whole, causal_edge const& edge) const noexcept {
    std::size_t count = 0;
    for (std::size_t i = 0; i < edge.then_steps; ++i) {
        count += whole.events[i].fiber == edge.from && !whole.is_idle(i) ? 1 : 0;
    }
    for (std::size_t i = 0; i < edge.then_choices; ++i) {
        choice const& made = whole.choices[i];
        count += made.fiber == edge.from && made.kind == choice::kind_type::value ? 1 : 0;
    }
    return count != 0 ? actions_[by_fiber_[edge.from][count - 1]].past : 0;
}

void execution_graph::add_edges(execution_record const& whole, std::uint64_t steps, cursor& at) {
    if (steps == whole.event_count && whole.blocked_count == 0 && whole.destruction_count == 0 &&
        at.choice == whole.choice_count) {
        return; // nobody is left whose past they would belong to
    }
    while (at.edge < whole.edge_count && whole.edges[at.edge].steps <= steps &&
           whole.edges[at.edge].choices <= at.choice) {
        look_at_destructions(whole, steps, at);
        causal_edge const& edge = whole.edges[at.edge++];
        bool const is_past = edge.then_steps != edge.steps;
        if (std::uint32_t const from = is_past ? row_then(whole, edge) : last_row_[edge.from]; from != 0) {
            // One row for all edges between two actions.
            bool const has_row = edge_row_[edge.to] == last_row_[edge.to] && edge_row_[edge.to] >= rows_before(size_);
            std::uint32_t const to = has_row ? last_row_[edge.to] : push_row(edge.to);
            edge_row_[edge.to] = to;
            add(row(to), row(from));
            row_of_[to].latest = std::max(row_of_[to].latest, row_of_[from].latest);
            if (has_identities_) {
                identities_[to] = mix(identities_[to], identities_[from]);
            }
        }
    }
    look_at_destructions(whole, steps, at);
}

/// What happened between two events: values that were chosen, each an action of its own, and edges.
void execution_graph::add_values(execution_record const& whole, std::uint64_t step, cursor& at) {
    add_edges(whole, step, at);
    while (at.choice < whole.choice_count && whole.choices[at.choice].step <= step &&
           whole.choices[at.choice].kind == choice::kind_type::value) {
        choice const& made = whole.choices[at.choice++];
        values_.push_back(size());
        action& value = add_action(made.fiber, {});
        value.what.object = made.taken;
        value.what.is_value = true;
        value.expected = made.alternatives;
        if (has_identities_) {
            class_identity& identity = identities_[value.past];
            identity = mix(identity, std::uint64_t{1} << 40 | made.taken);
        }
        add_edges(whole, step, at);
    }
}

/// What a loop that waits is about to do it has done in its last round, with the same values.
effect execution_graph::last_look(execution_record const& whole, pending_operation const& next) {
    for (std::size_t i = whole.event_count; i-- > 0;) {
        if (whole.events[i] == next) {
            return whole.effects[i];
        }
    }
    return {};
}

void execution_graph::add_blocked(execution_record const& whole, pending_operation const& what,
                                  what_is_learnt& learnt) {
    operation const& of = what.operation;
    if (of.access == access::none) {
        return; // a join, or the like: no order of operations decides about it
    }
    label const announced{what.fiber, of.object, 0, of.access};
    by_fiber_[what.fiber].push_back(size());
    std::uint32_t const before = last_row_[what.fiber];
    effect const look = learnt.looks.is_in_loop(of) ? last_look(whole, what) : effect{};
    actions_[size_] = {announced, of,   count_[what.fiber] + 1, look.expected, look.operand, link_count_, before,
                       before,    size_};
    ++size_;
}

} // namespace fermata::detail
