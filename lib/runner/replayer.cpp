// fermata - https://www.boost.org/LICENSE_1_0.txt
#include "runner/replayer.hpp"

#include "core/crash.hpp"

#include <algorithm>

namespace fermata::detail {

std::uint32_t replayer::choose_fiber(decision const& question) {
    if (next_ == count_) {
        why_ = "the token ends here, but " + std::to_string(question.enabled.count()) + " fibers are enabled";
        throw gives_up{};
    }
    token_choice const& says = token_.choices[next_];
    if (says.kind != choice::kind_type::fiber) {
        why_ = "the token chooses a value here, but a fiber is asked for";
        throw gives_up{};
    }
    if (!question.enabled.contains(says.taken)) {
        why_ = "the token chooses fiber " + std::to_string(says.taken) + " here, which is not enabled";
        throw gives_up{};
    }
    ++next_;
    return says.taken;
}

std::uint32_t replayer::choose_value(std::uint32_t n) {
    if (next_ == count_) {
        why_ = "the token ends here, but choose(" + std::to_string(n) + ") is called";
        throw gives_up{};
    }
    token_choice const& says = token_.choices[next_];
    if (says.kind != choice::kind_type::value || says.taken >= n) {
        why_ =
            says.kind == choice::kind_type::value
                ? "the token chooses the value " + std::to_string(says.taken) + " of choose(" + std::to_string(n) + ")"
                : "the token chooses a fiber here, but choose(" + std::to_string(n) + ") is called";
        throw gives_up{};
    }
    ++next_;
    return says.taken;
}

std::optional<failure> compare_with_token(token const& expected, replayer const& done, execution const& executed) {
    recorder const& records = executed.records;
    std::size_t step = records.step;
    std::string expectation = done.why();
    bool differs = !expectation.empty();
    bool fits_to_last = false;

    replay_check check(executed);
    std::uint64_t before = 0; // the step of the choice before
    std::size_t const count = expected.choices.empty() ? 0 : expected.choices.size() - 1;
    for (std::size_t i = 0; i <= std::min(records.next_choice, count) && i < expected.choices.size(); ++i) {
        bool const is_end = i == records.next_choice;
        if (is_end && i != count) {
            break; // it ended early
        }
        if ((is_end ? check.end() : check.next(i)) != expected.choices[i].check) {
            // The steps up to the choice before were as expected, so the difference lies after it.
            step = i == 0 ? 0 : before;
            expectation = "something else (the token keeps a check of each step, not its name)";
            differs = true;
            fits_to_last = i == count;
            break;
        }
        before = is_end ? records.step : records.choices[i].step;
    }
    if (!differs && !done.has_taken_all()) {
        expectation = "more choices";
        differs = true;
    }
    if (!differs) {
        return std::nullopt;
    }
    failure made;
    made.outcome = outcome::diverged;
    made.step = step;
    made.message = "the token does not fit the program: step " + std::to_string(step) + " differs";
    made.details.push_back("expected: " + expectation);
    made.details.push_back("found:    " + (step < records.step ? executed.describe(records.events[step])
                                                               : std::string("the end of the execution")));
    made.details.push_back("the token was made by another program, or by this one before it was changed");
    if (fits_to_last) {
        made.details.push_back("(all choices of the token fit, and what follows the last one does not: it may be this "
                               "program with another steps_max or park_spin_loops; replay() takes the same options as "
                               "explore())");
    }
    if (executed.spins.has_parked) {
        made.details.push_back("(where a loop waits may depend on the addresses on its stack, if they differ from "
                               "execution to execution: options::park_spin_loops = false)");
    }
    return made;
}

} // namespace fermata::detail
