// fermata - https://www.boost.org/LICENSE_1_0.txt
//
// What is kept of the first execution that failed.
#include "runner/explorer.hpp"

#include "core/crash.hpp"

#include <fermata/model/token.hpp>

#include <string>
#include <utility>

namespace fermata::detail {

void explorer::keep_failure(outcome how) {
    failure kept;
    kept.outcome = how;
    kept.execution = begun_;
    if (how == outcome::failed) {
        recorded_failure const& first = execution_.failures.front();
        kept.message = first.message;
        kept.fiber = first.fiber;
        kept.file = first.file;
        kept.line = first.line;
        kept.step = first.step;
        for (std::size_t i = 1; i < execution_.failures.size() && i < 6; ++i) {
            recorded_failure const& other = execution_.failures[i];
            kept.details.push_back("then, in " + other.fiber + ": " + other.message);
        }
    } else {
        kept.message = execution_.stopped().message;
        kept.details = execution_.stopped().details;
    }
    kept.token = make_token();
    kept.schedule = execution_.make_schedule();
    kept.trace = execution_.make_trace();
    for (std::uint32_t i = 0; i < execution_.fiber_count(); ++i) {
        kept.fibers.push_back(execution_.name_of(execution_.at(i)));
    }
    if (std::uint32_t const left = execution_.left_behind_count(); left != 0) {
        kept.details.push_back(std::to_string(left) + (left == 1 ? " fiber was" : " fibers were") +
                               " left behind: the order to end met noexcept, or was swallowed by catch (...)");
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

} // namespace fermata::detail
