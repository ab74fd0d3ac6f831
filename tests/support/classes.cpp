// fermata - https://www.boost.org/LICENSE_1_0.txt
#include "support/classes.hpp"

#include <algorithm>
#include <map>
#include <vector>

namespace test_support {

namespace {

using namespace fermata;

struct touched {
    std::uint32_t object;
    fermata::access how;
};

bool is_universal(operation_kind kind) {
    return kind == operation_kind::wait_until || kind == operation_kind::progress || kind == operation_kind::outside;
}

} // namespace

std::string class_of(execution_record const& whole, std::vector<bool> const& left_out) {
    std::size_t const count = whole.event_count;
    auto const is_left_out = [&](std::size_t event) {
        return whole.is_idle(event) || (!left_out.empty() && left_out[event]);
    };
    std::vector<std::vector<touched>> accesses(count);
    for (std::size_t i = 0; i < count; ++i) {
        if (is_left_out(i)) {
            continue;
        }
        operation const& of = whole.events[i].operation;
        fermata::access const how =
            of.object != 0 && of.access != fermata::access::none ? whole.effects[i].how : of.access;
        accesses[i].push_back({of.object, how});
    }
    for (std::size_t i = 0; i < whole.further_count; ++i) {
        if (is_left_out(whole.further[i].step)) {
            continue;
        }
        accesses[whole.further[i].step].push_back({whole.further[i].object, whole.further[i].how});
    }
    auto const conflict = [&](std::size_t a, std::size_t b) {
        if (is_left_out(a)) {
            return false;
        }
        if (is_universal(whole.events[a].operation.kind) || is_universal(whole.events[b].operation.kind)) {
            return true;
        }
        for (touched const& one : accesses[a]) {
            for (touched const& other : accesses[b]) {
                if (one.object == other.object && one.how != fermata::access::none &&
                    other.how != fermata::access::none &&
                    (one.how == fermata::access::write || other.how == fermata::access::write)) {
                    return true;
                }
            }
        }
        return false;
    };
    // before[j]: by fiber, how many of its events happen before event j (or are it).
    std::vector<std::vector<std::size_t>> before(count, std::vector<std::size_t>(whole.fiber_count));
    std::vector<std::vector<std::size_t>> now(whole.fiber_count, std::vector<std::size_t>(whole.fiber_count));
    std::map<std::uint32_t, std::string> texts;
    std::size_t next_edge = 0;
    auto const join = [&](std::vector<std::size_t>& to, std::vector<std::size_t> const& from) {
        for (std::size_t f = 0; f < to.size(); ++f) {
            to[f] = std::max(to[f], from[f]);
        }
    };
    auto const pass_edges = [&](std::size_t steps) {
        for (; next_edge < whole.edge_count && whole.edges[next_edge].steps <= steps; ++next_edge) {
            causal_edge const& edge = whole.edges[next_edge];
            bool const is_past = edge.then_steps != edge.steps;
            join(now[edge.to], is_past ? before[edge.then_steps - 1] : now[edge.from]);
        }
    };
    std::size_t next_choice = 0;
    auto const values = [&](std::size_t steps) {
        for (; next_choice < whole.choice_count && whole.choices[next_choice].step <= steps; ++next_choice) {
            choice const& made = whole.choices[next_choice];
            if (made.kind == choice::kind_type::value) {
                texts[made.fiber] += '=' + std::to_string(made.taken);
            }
        }
    };
    pass_edges(0);
    values(0);
    for (std::size_t j = 0; j < count; ++j) {
        if (is_left_out(j)) { // as if it had not been
            before[j].assign(whole.fiber_count, 0);
            pass_edges(j + 1);
            values(j + 1);
            continue;
        }
        std::uint32_t const fiber = whole.events[j].fiber;
        std::vector<std::size_t>& mine = now[fiber];
        for (std::size_t i = 0; i < j; ++i) {
            if (conflict(i, j)) {
                join(mine, before[i]);
            }
        }
        ++mine[fiber];
        before[j] = mine;
        std::string& text = texts[fiber];
        text += ' ' + std::to_string(static_cast<int>(whole.events[j].operation.kind)) + ':';
        for (touched const& each : accesses[j]) {
            text += std::to_string(each.object) + (each.how == fermata::access::write ? 'w' : 'r');
        }
        for (std::size_t const each : mine) {
            text += ',' + std::to_string(each);
        }
        pass_edges(j + 1);
        values(j + 1);
    }
    std::string all;
    for (auto const& [fiber, text] : texts) {
        all += "\n" + std::to_string(fiber) + text;
    }
    return all;
}

} // namespace test_support
