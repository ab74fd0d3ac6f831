// fermata - https://www.boost.org/LICENSE_1_0.txt
//
// What is kept of the first execution that failed, and what the report says in the end.
#include "runner/explorer.hpp"

#include "core/crash.hpp"

#include <fermata/model/token.hpp>

#include <algorithm>
#include <string>
#include <utility>

namespace fermata::detail {

namespace {

constexpr std::size_t further_shown = 5;

failure_cause cause_of(outcome how, stop_reason const& why) {
    switch (how) {
    case outcome::deadlocked: return why.is_lost_wakeup ? failure_cause::lost_wakeup : failure_cause::deadlock;
    case outcome::livelocked: return failure_cause::livelock;
    case outcome::step_limit: return failure_cause::step_limit;
    default: return failure_cause::not_repeated;
    }
}

} // namespace

void explorer::keep_failure(outcome how, std::uint64_t number) {
    failure kept;
    kept.outcome = how;
    kept.execution = number;
    failed_ = begun_;
    if (how == outcome::failed) {
        recorded_failure const& first = execution_.failures.front();
        kept.cause = first.cause;
        kept.message = first.message;
        kept.fiber = first.fiber;
        kept.file = first.file;
        kept.line = first.line;
        kept.step = first.step;
        std::size_t const further = execution_.failures.size() - 1;
        for (std::size_t i = 1; i <= std::min(further, further_shown); ++i) {
            recorded_failure const& other = execution_.failures[i];
            kept.details.push_back("then, in " + other.fiber + ": " + other.message);
        }
        if (further > further_shown) {
            kept.details.push_back("and " + std::to_string(further - further_shown) +
                                   " more failures of this execution");
        }
    } else {
        kept.cause = cause_of(how, execution_.stopped());
        kept.message = execution_.stopped().message;
        kept.details = execution_.stopped().details;
    }
    kept.token = make_token();
    kept.schedule = execution_.make_schedule();
    kept.trace = execution_.make_trace();
    for (fiber const* const each : execution_.fibers_in_order()) {
        kept.fibers.push_back(execution_.name_of(*each));
    }
    if (std::uint32_t const left = execution_.left_behind_count(); left != 0) {
        kept.details.push_back(std::to_string(left) + (left == 1 ? " fiber was" : " fibers were") +
                               " left behind: the order to end, or a failure, met noexcept or catch (...)");
    }
    report_.failure = std::move(kept);
}

std::string explorer::make_token() {
    token made;
    made.exploration = execution_.exploration_identity;
    replay_check check(execution_);
    for (std::size_t i = 0; i < execution_.records.next_choice; ++i) {
        choice const& taken = execution_.records.choices[i];
        made.choices.push_back({taken.kind, execution_.portable(taken), check.next(i)});
    }
    made.choices.push_back({choice::kind_type::value, 0, check.end()});
    return to_string(made);
}

namespace {

/// Whether an object that was found in the one state was found in the other the second time. Large values may be
/// addresses, which need not be the same.
bool differs(std::uint64_t first, std::uint64_t second) noexcept {
    constexpr std::uint64_t no_address = 4096;
    return first != second && (first < no_address || second < no_address);
}

} // namespace

/// An object of the library that outlives executions, and was found in another state in the first one's repetition.
bool explorer::finds_what_survived() {
    recorder const& records = execution_.records;
    for (std::size_t step = 0; step < first_effects_.size() && step < records.step; ++step) {
        operation const& of = records.events[step].operation;
        if (of.object == 0 || of.access == access::none || of.kind == operation_kind::store ||
            !execution_.identities.is_outside(of.object) ||
            !differs(first_effects_[step].before, records.effects[step].before)) {
            continue;
        }
        stop_reason& why = execution_.stopped();
        why.message = "the program did not repeat itself: step " + std::to_string(step) + " found " +
                      execution_.object_name(of) + " in another state the second time";
        why.details = {"before: " + std::to_string(first_effects_[step].before) + " at '" +
                           execution_.describe(records.events[step]) + "'",
                       "now:    " + std::to_string(records.effects[step].before),
                       "it outlives an execution (a static, a global, a local outside of the body): make it in the "
                       "body, or reset it at its beginning"};
        return true;
    }
    return false;
}

void explorer::finish_report() {
    bool const saw_all = report_.count(outcome::step_limit) == 0 && report_.count(outcome::diverged) == 0;
    report_.complete = ran_out_ && strategy_.is_exhaustive() && saw_all;
    if (report_.executions == 0) {
        report_.shown = "no complete execution";
    } else {
        report_.shown = strategy_.verdict(report_.executions, report_.complete);
    }
    auto const add = [&](outcome how, char const* what) {
        if (std::uint64_t const n = report_.count(how); n != 0) {
            report_.shown += "; " + std::to_string(n) + " " + what;
        }
    };
    add(outcome::pruned, "pruned by assume()");
    add(outcome::step_limit, "cut off at steps_max");
    if (execution_.spins.has_parked) {
        report_.shown += "; spin loops were parked";
    }
    if (idle_ != 0) {
        report_.shown += "; " + std::to_string(idle_) + (idle_ == 1 ? " more look" : " more looks");
    }
    add(outcome::diverged, "diverged");
    if (execution_.met_outside) {
        report_.shown += "; the order depended on the outside";
    }
}

} // namespace fermata::detail
