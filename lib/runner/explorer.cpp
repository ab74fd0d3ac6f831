// fermata - https://www.boost.org/LICENSE_1_0.txt
#include "runner/explorer.hpp"

#include <fermata/model/error.hpp>

#include <algorithm>
#include <exception>
#include <utility>

namespace fermata::detail {

explorer::explorer(function_ref<void()> body, options const& with, fermata::strategy& policy, std::uint32_t identity)
    : body_(body), options_(with), strategy_(policy) {
    executions_max_ = with.executions_max.value_or(policy.executions_default());
    looks_at_clock_ = with.time_max != std::chrono::nanoseconds::max() || with.on_progress != nullptr;
    execution_.is_exploration = true;
    execution_.can_choose_values = true;
    execution_.exploration_identity = identity;
    execution_.configure(&policy, with.steps_max, with.stack_size, std::chrono::seconds(10));
    execution_.spins.begin(with.park_spin_loops, execution_.records.keeps_record);
    if (execution_.records.keeps_record) {
        policy.watch(running_);
    }
    report_.seed = with.seed;
}

report explorer::run() {
    execution_.inherited_by_main = floating_point_environment::current();
    begin_time();
    if (listener* const listening = execution_.listens) {
        listening->exploration_began();
    }
    fiber& host = execution_.host();
    host.visible = current_fiber;
    // Once, unless main has to be left behind: then what it was at is ended here, and it is made anew.
    while (!done_) {
        execution_.set_main_body(&main_loop, this);
        execution_.go_to(host, execution_.main());
        if (execution_.main_is_left_behind()) {
            end_execution();
        }
    }
    execution_.begin(true); // lets go of everything that the last execution held
    if (misuse_ != nullptr) {
        if (listener* const listening = execution_.listens) {
            listening->exploration_ended(report_);
        }
        std::rethrow_exception(misuse_);
    }
    finish_report();
    if (listener* const listening = execution_.listens) {
        listening->exploration_ended(report_);
    }
    return std::move(report_);
}

void explorer::main_loop(context& where) {
    auto& mine = *static_cast<explorer*>(where.argument);
    mine.run_executions();
    execution& program = mine.execution_;
    current_fiber = program.host().visible;
    park(where, program.host());
}

void explorer::run_executions() {
    while (begin_next()) {
        run_body();
        end_execution();
    }
    done_ = true;
}

bool explorer::begin_next() {
    if (done_) {
        return false;
    }
    execution_.inherited_by_main.make_current(); // not what the last execution left
    recorder& records = execution_.records;
    if (next_ != purpose::exploring || repeats_with_clocks_) {
        repeats_with_clocks_ = false;
        execution_.begin(true);
        records.keeps_notes = next_ == purpose::collecting_notes;
        records.begin_again();
        return true;
    }
    if (has_learnt_) {
        has_learnt_ = false;
        execution_.begin(true);
        records.begin(repeat_);
        return true;
    }
    bool const is_last = executions_max_ != 0 && begun_ - idle_ == executions_max_;
    if ((is_last && !strategy_.is_exhaustive()) || is_out_of_time()) {
        return false;
    }
    prefix& repeat = repeat_ = {};
    try {
        if (!strategy_.next_execution(repeat)) {
            ran_out_ = true;
            return false;
        }
        if (is_last) {
            return false; // and something is left
        }
        if (repeat.choices > records.next_choice) {
            throw usage_error("next_execution() asks to repeat " + std::to_string(repeat.choices) +
                              " choices, but the execution before had " + std::to_string(records.next_choice));
        }
    } catch (...) {
        misuse_ = std::current_exception();
        return false;
    }
    execution_.begin(true);
    records.begin(repeat);
    ++begun_;
    if (listener* const listening = execution_.listens) {
        listening->execution_began(begun_);
    }
    return true;
}

void explorer::run_body() {
    fiber& main = execution_.main();
    execution_.main_in_body = true;
    main.where->outermost = __builtin_frame_address(0);
    try {
        execution_.spins.begin_with(body_);
        if (main.abort_thrown) {
            execution_.count_swallowed();
        }
    } catch (execution_aborted const&) {
    } catch (...) {
        execution_.record_exception(main, std::current_exception());
    }
    execution_.main_in_body = false;
    main.special = 0;
    if (execution_.live_count() != 0) {
        execution_.run_until_all_ended(main);
    }
}

outcome explorer::find_outcome() {
    stop_reason const& stopped = execution_.stopped();
    if (execution_.is_stopped() && stopped.how == outcome::diverged) {
        return outcome::diverged;
    }
    // Whatever went wrong in one that was cut goes wrong in the execution that it would have been.
    if (!execution_.failures.empty() && !execution_.is_cut()) { // what else went wrong may follow from it
        return outcome::failed;
    }
    if (execution_.is_stopped()) {
        return stopped.how;
    }
    return execution_.was_pruned ? outcome::pruned : outcome::completed;
}

void explorer::end_execution() {
    if (execution_.stopped().usage != nullptr) {
        misuse_ = execution_.stopped().usage;
        done_ = true;
        return;
    }
    recorder& records = execution_.records;
    outcome how = find_outcome();
    execution_.was_pruned = false;
    // Where a failure ends the exploration nothing has to be made again for what has been left out so far.
    bool const ends_here = options_.stop_at_first_failure && how != outcome::completed && how != outcome::pruned;
    if (lesson const taught = execution_.spins.learnt;
        taught != lesson::nothing && next_ == purpose::exploring && how != outcome::diverged &&
        !(ends_here && taught == lesson::unordered_wait) && strategy_.begin_again(repeat_, taught)) {
        has_learnt_ = true; // the same one again, now that the place is known to be in a loop
        if (repeat_.choices == 0 && begun_ > 1) {
            forget_everything();
        }
        return;
    }
    if (happens_before& order = records.order; order.is_wanted) {
        // The first var<T> was touched. What the execution has taught is said only once, and was heard above. Nobody
        // has been told of this execution yet: the same one again, with the clocks, which are on from its beginning; so
        // no race in it is missed.
        order.is_wanted = false;
        order.is_on = how != outcome::diverged;
        repeats_with_clocks_ = order.is_on;
        if (repeats_with_clocks_) {
            return;
        }
    }
    if (next_ == purpose::collecting_notes) {
        if (report_.failure.has_value() && records.step == records.checked && how == report_.failure->outcome) {
            report_.failure->trace = execution_.make_trace();
        }
        records.keeps_notes = false;
        next_ = purpose::exploring;
        done_ = done_ || options_.stop_at_first_failure;
        return;
    }
    // One that ends early, or goes on where it had ended, has not repeated what it should, either.
    bool const is_check = next_ == purpose::checking_determinism;
    bool const ended_early = records.step < records.checked || records.next_choice < records.prefix;
    bool const went_on = is_check && (records.step > records.checked || how != first_outcome_);
    if (is_check && how != outcome::diverged && !ended_early && !went_on && finds_what_survived()) {
        how = outcome::diverged;
    }
    bool const may_end_early = !is_check && how != outcome::completed && how != outcome::pruned;
    if (how != outcome::diverged && ((ended_early && !may_end_early) || went_on)) {
        describe_difference(how, !ended_early);
        how = outcome::diverged;
    }
    next_ == purpose::checking_determinism ? end_check(how) : end_exploring(how);
}

/// The exploration begins anew.
void explorer::forget_everything() {
    std::uint64_t const seed = report_.seed;
    report_ = {};
    report_.seed = seed;
    begun_ = 1;
    idle_ = 0;
}

void explorer::describe_difference(outcome how, bool went_on) {
    recorder const& records = execution_.records;
    stop_reason& why = execution_.stopped();
    if (!went_on) {
        why.message = "the program did not repeat itself: it ended after " + std::to_string(records.step) + " steps";
        std::string const before = records.step < records.checked ? execution_.describe(records.events[records.step])
                                                                  : std::string("another choice");
        why.details = {"before: " + before, "now:    " + std::string(to_string(how))};
        return;
    }
    why.message = "the program did not repeat itself: its first execution " + std::string(to_string(first_outcome_)) +
                  ", the same one again " + std::string(to_string(how));
    why.details = {
        "before: " + std::string(to_string(first_outcome_)) + " after " + std::to_string(records.checked) + " steps" +
            (first_message_.empty() ? "" : ": " + first_message_),
        "now:    " + std::string(to_string(how)) + " after " + std::to_string(records.step) + " steps",
        "something outlives an execution (a static, a global, a file), or depends on an address or the time"};
}

void explorer::end_exploring(outcome how) {
    recorder& records = execution_.records;
    if (begun_ == 1 && look_at_first_ != nullptr) {
        look_at_first_(execution_);
    }
    try {
        if (records.keeps_record) {
            strategy_.observe(records.whole(execution_.fiber_count()));
            if (strategy_.begins_anew()) {
                forget_everything();
                begun_ = 0;
                return;
            }
            how = execution_.was_look() && how != outcome::diverged ? outcome::pruned : how;
        }
        strategy_.execution_performed(records.events.data(), records.step);
        strategy_.execution_ended(how, records.choices.data(), records.next_choice);
    } catch (...) {
        misuse_ = std::current_exception();
        done_ = true;
        return;
    }
    report_.steps += records.step;
    ++(execution_.was_look() ? idle_ : report_.counts[static_cast<std::size_t>(how)]);
    report_.fibers_left_behind += execution_.left_behind_count();
    bool const is_whole =
        how == outcome::completed || how == outcome::failed || how == outcome::deadlocked || how == outcome::livelocked;
    report_.executions += is_whole ? 1 : 0;
    if (listener* const listening = execution_.listens) {
        listening->execution_ended(how);
    }
    bool const is_bad = how != outcome::completed && how != outcome::pruned;
    if (is_bad && !report_.failure.has_value()) {
        keep_failure(how, report_.executions + (is_whole ? 0 : 1)); // one that was cut off is not counted
    }
    done_ = done_ || how == outcome::diverged; // without faith in the program there is no use in going on
    if (begun_ == 1) {
        if (execution_.fiber_count() == 1 && records.next_choice == 0 && how == outcome::completed) {
            misuse_ = std::make_exception_ptr(
                usage_error("the body starts nothing, so there is nothing to explore: use a runner with starters, "
                            "fermata::thread, call_concurrently(), or choose() in it"));
            done_ = true;
            return;
        }
        if (options_.check_determinism && how != outcome::diverged) {
            first_outcome_ = how;
            first_message_ = report_.failure.has_value() ? report_.failure->message : std::string();
            if (records.keeps_record && execution_.identities.has_outside()) {
                first_effects_.assign(records.effects.begin(),
                                      records.effects.begin() + static_cast<std::ptrdiff_t>(records.step));
            }
            next_ = purpose::checking_determinism;
            return;
        }
    }
    if (is_bad && failed_ == begun_) {
        if (records.missed_notes && how != outcome::diverged) {
            next_ = purpose::collecting_notes;
        } else if (options_.stop_at_first_failure) {
            done_ = true;
        }
    }
}

void explorer::end_check(outcome how) {
    next_ = purpose::exploring;
    if (how == outcome::diverged) {
        // The execution before stands, but nothing that is built on it.
        report_.failure.reset();
        ++report_.counts[static_cast<std::size_t>(outcome::diverged)];
        keep_failure(how, 1); // it is the first one's repetition
        done_ = true;
        return;
    }
    if (report_.failure.has_value()) {
        if (execution_.records.missed_notes) {
            next_ = purpose::collecting_notes;
        } else if (options_.stop_at_first_failure) {
            done_ = true;
        }
    }
}

} // namespace fermata::detail
