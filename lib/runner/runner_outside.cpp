// fermata - https://www.boost.org/LICENSE_1_0.txt
//
// A runner whose starters wait for the outside: it waits with them, but not for ever.
#include "runner/runner_state.hpp"

#include <algorithm>

namespace fermata::detail {

void runner_state::settle() {
    bool const has_settled = program->settle(caller_of(*program));
    note_arrivals();
    throw_if_stopped();
    throw_if_failed();
    if (!has_settled) {
        throw_too_long_outside(position < script.order().size() ? &script.order()[position] : nullptr);
    }
}

bool runner_state::is_outside(declared_point const& target) const noexcept {
    fiber const& owner = *script.members()[target.member].running;
    return owner.is_live() && owner.outside != nullptr && !owner.outside->is_over;
}

bool runner_state::try_reach(declared_point& target, std::chrono::steady_clock::time_point until) {
    execution& mine = *program;
    member& owner = script.members()[target.member];
    fiber& caller = caller_of(mine);
    while (true) {
        if (owner.stands_at == &target && target.stood) {
            mine.come_back(caller);
            return true;
        }
        if (!owner.running->is_live()) {
            throw_failed_or_not_reached(target);
        }
        bool const has_settled = mine.settle(caller, until);
        note_arrivals();
        throw_if_stopped();
        throw_if_failed();
        if (!mine.arrivals.empty()) {
            continue;
        }
        if (is_outside(target)) {
            bool const is_blocked = has_settled && owner.running->outside->is_blocked != nullptr;
            if (is_blocked || std::chrono::steady_clock::now() >= until) {
                mine.come_back(caller);
                return false;
            }
        }
        fiber* const next = script.next_towards(mine, target, holds_after_last, &caller);
        if (next != nullptr) {
            if (next == owner.running) {
                owner.stands_at = nullptr;
            }
            step(*next);
        } else if (!mine.wait_for_outside(until) && !is_outside(target)) {
            throw_stuck(&target);
        }
    }
}

declared_point* runner_state::next_late() noexcept {
    auto& order = script.order();
    auto const found = std::find_if(order.begin(), order.end(), [](declared_point const& each) { return each.late; });
    return found != order.end() ? &*found : nullptr;
}

declared_point* runner_state::find_late() {
    if (next_late() == nullptr) {
        return nullptr;
    }
    program->settle(caller_of(*program)); // one that does not settle is no reason to fail here
    note_arrivals();
    throw_if_stopped();
    throw_if_failed();
    program->come_back(caller_of(*program));
    for (declared_point& each : script.order()) {
        if (each.late && !is_outside(each)) {
            return &each;
        }
    }
    return nullptr;
}

std::string runner_state::describe_held() const {
    std::string held;
    for (member const& each : script.members()) {
        if (each.stands_at != nullptr && each.running->is_live() && program->enabled().contains(each.running->number)) {
            held += (held.empty() ? "" : ", ") + std::string("'") + each.body->name + "' is held at '" +
                    to_string(each.stands_at->what) + "'";
        }
    }
    return held;
}

void runner_state::throw_too_long_outside(declared_point const* target) {
    auto const waited = std::chrono::duration_cast<std::chrono::milliseconds>(program->outside_wait_max()).count();
    std::string text = "after " + std::to_string(waited) + " ms (outside_wait_max) ";
    std::string waits;
    for (std::uint32_t i = 0; i < program->fiber_count(); ++i) {
        fiber const& each = program->at(i);
        if (each.is_live() && each.outside != nullptr && !each.outside->is_over) {
            waits += (waits.empty() ? "" : ", and ") + program->describe_wait(each);
        }
    }
    text += waits.empty() ? "nobody can go on" : waits;
    if (std::string const held = describe_held(); !held.empty()) {
        text += "; " + held;
    }
    program->come_back(caller_of(*program));
    if (target != nullptr) {
        throw_not_reached(*target, text);
    }
    throw not_reached(text, context(nullptr, nullptr));
}

} // namespace fermata::detail
