// fermata - https://www.boost.org/LICENSE_1_0.txt
//
// How a runner moves its fibers, and what it throws when they do not get where they should.
#include "core/exception_text.hpp"
#include "runner/point_access.hpp"
#include "runner/runner_state.hpp"

#include <utility>

namespace fermata::detail {

void runner_state::throw_call_from_own_fiber(char const* call) const {
    throw usage_error(std::string(call) + " of a runner was called from inside of its own fiber '" +
                      program->name_of(*current_fiber) + "'");
}

void runner_state::throw_call_from_other_thread(char const* call) {
    throw usage_error(std::string(call) + " of a runner was called on another OS thread than the one that made it, " +
                      "where its fibers live");
}

void runner_state::step(fiber& which) {
    recorder& records = program->records;
    if (!joined() && program->enabled().count() > 1) {
        records.add_choice(
            {choice::kind_type::fiber, which.number, program->enabled().count(), no_fiber, records.step});
    }
    program->run_one_step(caller_of(*program), which.number);
    note_arrivals();
    throw_if_stopped();
    throw_if_failed();
}

void runner_state::note_arrivals() {
    if (!follows_order) {
        return;
    }
    for (std::uint32_t const number : program->arrivals) {
        fiber& came = program->at(number);
        member* const who = came.group == &group ? script.member_of(came) : nullptr;
        if (who == nullptr) {
            continue;
        }
        bool const is_declared = script.arrived(*program, *who);
        if (!is_declared && undeclared == fermata::undeclared::strict && came.is_live() &&
            program->pending(number).kind == operation_kind::checkpoint) {
            site const& place = program->sites[program->pending(number).site];
            throw usage_error("'" + who->body->name + "' came to the checkpoint '" + place.name +
                                  "', which the order does not declare there (undeclared::strict)",
                              context(&came, nullptr));
        }
    }
}

void runner_state::reach(declared_point& target) {
    execution& mine = *program;
    member& owner = script.members()[target.member];
    fiber& caller = caller_of(mine);
    while (true) {
        if (owner.stands_at == &target && target.stood) {
            mine.come_back(caller);
            return;
        }
        if (!owner.running->is_live()) {
            throw_failed_or_not_reached(target);
        }
        settle();
        if (!mine.arrivals.empty()) { // somebody went on without a choice, and perhaps to that point
            continue;
        }
        fiber* const next = script.next_towards(mine, target, holds_after_last, &caller);
        if (next == nullptr) {
            if (mine.wait_for_outside()) {
                continue;
            }
            is_outside(target) ? throw_too_long_outside(&target) : throw_stuck(&target);
        }
        if (next == owner.running) {
            owner.stands_at = nullptr;
        }
        step(*next);
    }
}

void runner_state::run_rest() {
    execution& mine = *program;
    if (!follows_order) {
        run_freely();
        return;
    }
    fiber& caller = caller_of(mine);
    while (group.live != 0) {
        settle();
        if (group.live == 0) {
            break;
        }
        fiber* const next = script.next_of_rest(mine, caller.is_host() ? nullptr : &caller);
        if (next != nullptr) {
            step(*next);
        } else if (!mine.wait_for_outside()) {
            throw_stuck(nullptr);
        }
    }
    mine.come_back(caller);
}

void runner_state::run_freely() {
    fiber& caller = caller_of(*program);
    program->run_until_ended(caller, group);
    throw_if_stopped();
    throw_if_failed();
    if (group.pruned != 0 && !caller.is_host()) {
        program->end_path(caller); // what they would have done is unknown
    }
}

bool runner_state::step_someone() {
    execution& mine = *program;
    fiber& caller = caller_of(mine);
    if (follows_order) {
        auto& order = script.order();
        while (position < order.size() && order[position].stood &&
               script.members()[order[position].member].stands_at == &order[position]) {
            order[position].returned = true;
            ++script.members()[order[position].member].points_returned;
            ++position;
        }
    }
    settle();
    if (follows_order) {
        fiber* const next = position < script.order().size()
                                ? script.next_towards(mine, script.order()[position], holds_after_last, &caller)
                                : script.next_of_rest(mine, caller.is_host() ? nullptr : &caller);
        if (next == nullptr) {
            mine.come_back(caller);
            return false;
        }
        if (member* const who = script.member_of(*next)) {
            who->stands_at = nullptr;
        }
        step(*next);
        return true;
    }
    if (mine.enabled().count() == 0) {
        mine.come_back(caller);
        return false;
    }
    mine.run_one_step(caller);
    throw_if_stopped();
    throw_if_failed();
    return true;
}

void runner_state::throw_stopped() {
    stop_reason const why = std::exchange(program->stopped(), {});
    if (why.usage != nullptr) {
        std::rethrow_exception(why.usage);
    }
    std::string text = why.message;
    for (std::string const& line : why.details) {
        text += "\n  " + line;
    }
    if (why.how == outcome::step_limit) {
        throw step_limit(text, context(nullptr, nullptr));
    }
    if (why.how == outcome::pruned) {
        throw not_reached("an assume() was false, and the others wait for that starter", context(nullptr, nullptr));
    }
    throw deadlock(text, context(nullptr, nullptr));
}

error_context runner_state::context(fiber const* who, declared_point const* where) const {
    error_context made;
    if (where != nullptr) {
        made.starter = where->what.starter_name();
        made.point = to_string(where->what);
    } else if (who != nullptr) {
        made.starter = program->name_of(*who);
    }
    made.trace = program->make_trace();
    return made;
}

void runner_state::throw_failed(fiber& which) {
    declared_point const* next = nullptr;
    for (declared_point const& each : script.order()) {
        if (next == nullptr && !each.stood && script.members()[each.member].running == &which) {
            next = &each;
        }
    }
    std::string text = "the starter '" + program->name_of(which) + "' failed";
    if (next != nullptr) {
        text += " on its way to '" + to_string(next->what) + "'";
    }
    text += ": " + describe_exception(which.failure);
    starter_failed failed(text, context(&which, next));
    try {
        std::rethrow_exception(which.failure);
    } catch (...) {
        std::throw_with_nested(std::move(failed));
    }
}

void runner_state::throw_not_reached(declared_point const& target, std::string const& why) {
    throw not_reached("'" + to_string(target.what) + "' was not reached: " + why,
                      context(script.members()[target.member].running, &target));
}

void runner_state::throw_failed_or_not_reached(declared_point const& target) {
    fiber& owner = *script.members()[target.member].running;
    if (owner.failure != nullptr) {
        throw_not_reached(target, "the starter failed before (" + describe_exception(owner.failure) + ")");
    }
    if (owner.pruned) {
        throw_not_reached(target, "the starter's assume() was false");
    }
    if (target.arrivals >= target.what.occurrence()) {
        throw_not_reached(target, "the starter passed it earlier than the order says, and has ended");
    }
    bool const is_function =
        target.what.kind() == point::kind_type::before || target.what.kind() == point::kind_type::after;
    throw_not_reached(target,
                      target.arrivals == 0
                          ? std::string("the starter has ended") +
                                (is_function ? "; a function is seen if it is built with fermata_instrument()" : "")
                          : "the starter has ended, after it came there " + std::to_string(target.arrivals) +
                                (target.arrivals == 1 ? " time" : " times"));
}

void runner_state::throw_stuck(declared_point const* target) {
    std::string const held = describe_held();
    fiber& caller = caller_of(*program);
    if (target != nullptr) {
        fiber& owner = *script.members()[target->member].running;
        std::string const waits = program->describe_wait(owner);
        if (!held.empty()) {
            program->come_back(caller);
            throw_not_reached(*target, waits + ", and " + held);
        }
    }
    std::string text =
        target == nullptr ? "nobody can go on" : "nobody can go on to reach '" + to_string(target->what) + "'";
    for (std::string const& line : program->describe_waits()) {
        text += "\n  " + line;
    }
    program->come_back(caller);
    throw deadlock(text, context(nullptr, target));
}

} // namespace fermata::detail
