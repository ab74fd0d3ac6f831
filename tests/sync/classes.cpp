// fermata - https://www.boost.org/LICENSE_1_0.txt
#include "classes.hpp"

#include <algorithm>
#include <cstddef>
#include <map>
#include <vector>

namespace sync_tests {

namespace {

using fermata::access;
using fermata::operation_kind;

/// How many events of each fiber happen before.
using clock = std::vector<std::size_t>;

void join(clock& into, clock const& other) {
    for (std::size_t i = 0; i < into.size(); ++i) {
        into[i] = std::max(into[i], other[i]);
    }
}

struct object_clocks {
    clock writes;
    clock reads;
};

} // namespace

std::string class_of(fermata::execution_record const& whole) {
    std::size_t const fibers = whole.fiber_count;
    std::vector<clock> now(fibers, clock(fibers, 0));
    std::vector<clock> before; // by event
    std::map<std::uint32_t, object_clocks> objects;
    std::vector<std::string> texts(fibers);
    std::size_t next_further = 0;
    std::size_t next_edge = 0;
    for (std::size_t step = 0; step <= whole.event_count; ++step) {
        for (; next_edge < whole.edge_count && whole.edges[next_edge].steps <= step; ++next_edge) {
            fermata::causal_edge const& edge = whole.edges[next_edge];
            bool const is_past = edge.then_steps != edge.steps;
            join(now[edge.to], is_past ? before[edge.then_steps - 1] : now[edge.from]);
        }
        if (step == whole.event_count) {
            break;
        }
        fermata::pending_operation const& event = whole.events[step];
        fermata::operation const& what = event.operation;
        clock& mine = now[event.fiber];
        ++mine[event.fiber];
        // Checkpoints without an object, and starts, conflict with each other: as if there were an object 0.
        bool const conflicts_with_all =
            what.object == 0 && (what.kind == operation_kind::checkpoint || what.kind == operation_kind::start);
        std::vector<std::pair<std::uint32_t, access>> accesses;
        if (conflicts_with_all || (what.object != 0 && what.kind != operation_kind::join)) {
            bool const depends = fermata::operation_detail::depends_on_state(what.detail);
            accesses.emplace_back(what.object, depends ? whole.effects[step].how : what.access);
        }
        for (; next_further < whole.further_count && whole.further[next_further].step == step; ++next_further) {
            accesses.emplace_back(whole.further[next_further].object, whole.further[next_further].how);
        }
        for (auto const& [object, how] : accesses) {
            object_clocks& of =
                objects.try_emplace(object, object_clocks{clock(fibers, 0), clock(fibers, 0)}).first->second;
            if (how != access::none) {
                join(mine, of.writes);
            }
            if (how == access::write) {
                join(mine, of.reads);
            }
        }
        for (auto const& [object, how] : accesses) {
            object_clocks& of = objects.at(object);
            if (how != access::none) {
                join(how == access::write ? of.writes : of.reads, mine);
            }
        }
        before.push_back(mine);
        std::string& text = texts[event.fiber];
        text += std::string(to_string(what.kind)) + ' ' + std::to_string(what.object) + " after";
        for (std::size_t const count : mine) {
            text += ' ' + std::to_string(count);
        }
        for (std::size_t i = 0; i < whole.choice_count; ++i) {
            fermata::choice const& made = whole.choices[i];
            if (made.kind == fermata::choice::kind_type::value && made.step == step + 1) {
                text += ", value " + std::to_string(made.taken);
            }
        }
        text += '\n';
    }
    std::string all;
    for (std::size_t i = 0; i < fibers; ++i) {
        all += "fiber " + std::to_string(i) + ":\n" + texts[i];
    }
    return all;
}

} // namespace sync_tests
