// fermata - https://www.boost.org/LICENSE_1_0.txt
//
// Where no fiber can go on, or none may because the program did not repeat itself.
#include "core/execution.hpp"

#include <chrono>
#include <utility>

namespace fermata::detail {

fiber& execution::nobody_enabled(fiber* running) {
    if (!outside_.empty()) {
        // Who goes on first may have set others free, and they must settle, too.
        if (!wait_for_outside() || !settle_outside()) {
            return too_long_outside();
        }
        return (attention_ & attention::at_once) != 0 ? next_at_once() : choose_and_perform_after_wait(running);
    }
    if (prunes_ != 0) { // the others wait for somebody whose assume() was false
        return stop({outcome::pruned, {}, {}, nullptr});
    }
    if (spins.parked != 0) {
        std::vector<std::string> waits;
        if (describes_dead_ends) {
            waits = describe_waits();
            waits.push_back("(a loop that counts elsewhere than on its own stack looks the same: "
                            "options::park_spin_loops = false)");
        }
        return stop({outcome::livelocked, "everybody who can go on only reads again what nobody writes any more",
                     std::move(waits), nullptr});
    }
    if (!describes_dead_ends) {
        return stop({outcome::deadlocked, {}, {}, nullptr});
    }
    std::string const lost = describe_lost_wakeup();
    return stop(
        {outcome::deadlocked, lost.empty() ? "nobody can go on" : lost, describe_waits(), nullptr, !lost.empty()});
}

fiber& execution::left_prefix_at_event(pending_operation const& found) {
    std::string const expected = describe(records.events[records.step]);
    return stop({outcome::diverged,
                 "the program did not repeat itself at step " + std::to_string(records.step),
                 {"before: " + expected, "now:    " + describe(found),
                  "something outlives an execution (a static, a global, a file), or depends on an address or the time"},
                 nullptr});
}

fiber& execution::left_prefix_at_choice() {
    choice const& repeated = records.choices[records.next_choice];
    auto const text = [](bool value, std::uint32_t alternatives, std::uint64_t step) {
        return (value ? "choose(" + std::to_string(alternatives) + ")"
                      : "a choice among " + std::to_string(alternatives) + " enabled fibers") +
               " at step " + std::to_string(step);
    };
    std::string enabled;
    enabled_fibers const view = enabled_.view();
    for (std::uint32_t each = view.first(); each != enabled_fibers::none; each = view.next_after(each)) {
        enabled += (enabled.empty() ? "" : ", ") + name_of(at(each));
    }
    return stop({outcome::diverged,
                 "the program did not repeat itself at step " + std::to_string(records.step),
                 {"before: " + text(repeated.kind == choice::kind_type::value, repeated.alternatives, repeated.step),
                  "now:    at step " + std::to_string(records.step) + ", enabled: " + enabled,
                  "something outlives an execution (a static, a global, a file), or depends on an address or the time"},
                 nullptr});
}

} // namespace fermata::detail
