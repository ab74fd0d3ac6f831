// fermata - https://www.boost.org/LICENSE_1_0.txt
//
// How a runner's call, or the end of main, lets others run and gets the control back.
#include "core/step.hpp"

namespace fermata::detail {

void execution::add_edges_from_ended(fiber_group const& group, fiber const& to) {
    for (std::uint32_t i = 0; i < count_; ++i) {
        if (fibers_[i]->group == &group && fibers_[i]->state == fiber_state::ended) {
            records.add_edge(i, to.number);
        }
    }
}

/// What the caller has done since it made them happens before what they do now.
void execution::order_after_call(fiber const& caller, fiber_group const& group) {
    for (std::uint32_t i = 0; records.order.is_on && i < count_; ++i) {
        if (fibers_[i]->group == &group && fibers_[i]->is_live()) {
            records.order.pass(caller.number, i);
        }
    }
}

void execution::run_until_ended(fiber& caller, fiber_group& group) {
    bool const has_edges = !caller.is_host() && records.wants_edges();
    if (has_edges) [[unlikely]] {
        add_edges_from_ended(group, caller);
    }
    if (group.live == 0) {
        return;
    }
    group.waiter = &caller;
    bool const is_fiber = !caller.is_host();
    if (is_fiber) {
        if (has_edges) [[unlikely]] {
            order_after_call(caller, group);
        }
        disable(caller);
        set_pending(caller, {operation_kind::runner_wait, access::none, 0, 0, 0});
    }
    fiber& to = pick(is_fiber ? &caller : nullptr);
    if (&to != &caller) {
        switch_from_caller(caller, to);
    }
    mark_stack();
    group.waiter = nullptr;
    if ((caller.special & special::aborting) != 0) [[unlikely]] {
        throw_abort(caller);
    }
}

void execution::run_until_all_ended(fiber& caller) {
    if (live_ == 0) {
        return;
    }
    waits_for_all_ = &caller;
    watches_ends_ = true;
    disable(caller);
    set_pending(caller, {operation_kind::runner_wait, access::none, 0, 0, 0});
    fiber& to = pick(&caller);
    if (&to != &caller) {
        switch_from_caller(caller, to);
    }
    mark_stack();
    waits_for_all_ = nullptr;
}

void execution::run_one_step(fiber& caller, std::uint32_t number) { take_step(caller, &at(number)); }

void execution::run_one_step(fiber& caller) { take_step(caller, nullptr); }

void execution::take_step(fiber& caller, fiber* chosen) {
    spins.found_unordered_wait(); // whoever drives decides who can go on
    fiber* const outer = stepper_;
    std::uint32_t const outer_stepping = attention_ & attention::stepping;
    stepper_ = &caller;
    attention_ |= attention::stepping;
    arrivals.clear();
    bool const is_fiber = !caller.is_host();
    if (is_fiber) {
        disable(caller);
        set_pending(caller, {operation_kind::runner_wait, access::none, 0, 0, 0});
    }
    if (is_fiber && chosen != nullptr) {
        records.add_edge(caller.number, chosen->number);
    }
    fiber& to = chosen != nullptr ? perform(chosen->number) : choose_and_perform(is_fiber ? &caller : nullptr);
    if (&to != &caller) {
        switch_from_caller(caller, to);
    }
    stepper_ = outer;
    attention_ = (attention_ & ~attention::stepping) | outer_stepping;
    if ((caller.special & special::aborting) != 0) [[unlikely]] {
        throw_abort(caller);
    }
    if (is_fiber) {
        for (std::uint32_t const arrived : arrivals) {
            records.add_edge(arrived, caller.number);
        }
        enable(caller);
    }
}

bool execution::settle(fiber& caller, std::optional<std::chrono::steady_clock::time_point> until) {
    bool const is_fiber = !caller.is_host();
    arrivals.clear();
    bool has_settled = true;
    while (true) {
        if ((attention_ & (attention::preludes | attention::at_once)) == 0) {
            if (!outside_.empty()) {
                if (!until.has_value()) {
                    until = std::chrono::steady_clock::now() + outside_wait_max_;
                }
                has_settled = settle_outside(*until);
            }
            if ((attention_ & attention::at_once) == 0) {
                break;
            }
        }
        fiber* const outer = stepper_;
        std::uint32_t const outer_stepping = attention_ & attention::stepping;
        stepper_ = &caller;
        attention_ |= attention::stepping;
        fiber& to = pick_slowly(nullptr);
        if (&to != &caller) {
            switch_from_caller(caller, to);
        }
        stepper_ = outer;
        attention_ = (attention_ & ~attention::stepping) | outer_stepping;
        if ((caller.special & special::aborting) != 0) {
            throw_abort(caller);
        }
    }
    if (is_fiber) {
        disable(caller);
    }
    if ((attention_ & attention::predicates) != 0) {
        evaluate_predicates(is_fiber ? &caller : nullptr);
    }
    return has_settled;
}

} // namespace fermata::detail
