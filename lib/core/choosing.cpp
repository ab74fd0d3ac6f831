// fermata - https://www.boost.org/LICENSE_1_0.txt
//
// Where the strategy is asked, and its answer is checked and recorded.
#include "core/step.hpp"

namespace fermata::detail {

fiber& execution::choose_beyond(fiber* running) {
    if (!outside_.empty()) [[unlikely]] {
        look_outside();
    }
    std::uint32_t const count = enabled_.count();
    if (count == 1) {
        return perform(enabled_.first());
    }
    if (count == 0) [[unlikely]] {
        return nobody_enabled(running);
    }
    if (records.next_choice < records.prefix) { // the last one of the prefix, which goes another way than before
        choice const& last = records.choices[records.next_choice];
        if (!repeats(last)) [[unlikely]] {
            bool const is_known = last.step == records.step && last.alternatives == count &&
                                  last.kind == choice::kind_type::fiber && records.next_choice + 1 == records.prefix;
            if (is_known && spins.keeps_rounds) { // a reversed race, and then it was none
                return cannot_reduce_here();
            }
            return left_prefix_at_choice();
        }
        ++records.next_choice;
        return perform(last.taken);
    }
    decision const question{enabled_.view(), running != nullptr && running->is_live() ? running->number : no_fiber,
                            records.step, pending_.data(), records.events.data()};
    std::uint32_t answer = no_fiber;
    try {
        answer = strategy_->choose_fiber(question);
    } catch (gives_up const&) {
        return stop({outcome::diverged, {}, {}, nullptr});
    } catch (cannot_reduce const&) {
        return cannot_reduce_here();
    } catch (...) {
        return stop({outcome::failed, {}, {}, std::current_exception()});
    }
    if (!enabled_.contains(answer)) [[unlikely]] {
        return reject_answer(answer);
    }
    records.add_choice(
        {choice::kind_type::fiber, answer, count, running != nullptr ? running->number : no_fiber, records.step});
    return perform(answer);
}

/// The exploration begins anew with every interleaving.
fiber& execution::cannot_reduce_here() {
    spins.found_unordered_wait();
    return stop({outcome::pruned, {}, {}, nullptr});
}

fiber& execution::reject_answer(std::uint32_t answer) {
    if (answer == nothing_new && records.keeps_record) {
        is_known_ = is_untidy_ = true;
        attention_ |= attention::cut;
        return end_cut();
    }
    return stop({outcome::failed,
                 {},
                 {},
                 std::make_exception_ptr(usage_error(
                     "the strategy chose fiber " + std::to_string(answer) + " at step " + std::to_string(records.step) +
                     ", which is not enabled; choose_fiber() must return one of " + "decision::enabled"))});
}

/// Nobody wants to see what follows. But who is about to give up a lock does so first: guards do it in destructors that
/// are noexcept, in which a fiber cannot be ended, and would be left behind with all that it holds.
fiber& execution::end_cut() {
    note_blocked();
    enabled_fibers const view = enabled_.view();
    for (std::uint32_t each = view.first(); each != enabled_fibers::none; each = view.next_after(each)) {
        operation_kind const next = pending(each).kind;
        if (next == operation_kind::unlock || next == operation_kind::unlock_shared) {
            return perform(each);
        }
    }
    return stop({outcome::pruned, {}, {}, nullptr});
}

fiber& execution::choose_and_perform_after_wait(fiber* running) { return choose_and_perform(running); }

std::uint32_t execution::end_at_choice(fiber& me, fiber& next) {
    if (&next != &me) {
        switch_fibers(me, next);
    }
    throw_abort(me);
    return 0;
}

std::uint32_t execution::choose_value(fiber& me, std::uint32_t n) {
    me.idle = 0;
    if ((attention_ & attention::cut) != 0) [[unlikely]] { // it has only come that far to give up a lock
        set_pending(me, {});
        return end_at_choice(me, end_cut());
    }
    if (records.next_choice < records.prefix) {
        choice const& repeated = records.choices[records.next_choice];
        if (repeated.step == records.step && repeated.alternatives == n && repeated.kind == choice::kind_type::value)
            [[likely]] {
            ++records.next_choice;
            return repeated.taken;
        }
        return end_at_choice(me, left_prefix_at_choice());
    }
    std::uint32_t answer = n;
    stop_reason why{outcome::diverged, {}, {}, nullptr};
    try {
        answer = strategy_->choose_value_at(n, records.step);
        if (answer >= n) {
            throw usage_error("the strategy chose the value " + std::to_string(answer) + " for choose(" +
                              std::to_string(n) + "); choose_value() must return one of 0 to " + std::to_string(n - 1));
        }
    } catch (gives_up const&) {
        answer = n;
    } catch (...) {
        answer = n;
        why = {outcome::failed, {}, {}, std::current_exception()};
    }
    if (answer >= n) {
        return end_at_choice(me, stop(std::move(why)));
    }
    records.add_choice({choice::kind_type::value, answer, n, me.number, records.step});
    mark_stack();
    return answer;
}

} // namespace fermata::detail
