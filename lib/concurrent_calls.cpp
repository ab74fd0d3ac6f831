// fermata - https://www.boost.org/LICENSE_1_0.txt
#include <fermata/concurrent_calls.hpp>

#include "core/execution.hpp"

namespace fermata::detail {

bool ends_the_fiber() noexcept {
    try {
        throw;
    } catch (execution_aborted const&) {
        return true;
    } catch (expectation_failed const&) { // it has failed the execution, so it ends the fiber too
        return enclosing_fiber() != nullptr && current_fiber->owner->is_exploration;
    } catch (...) {
        return false;
    }
}

void run_calls(std::vector<starter> const& calls) {
    if (calls.empty()) {
        return;
    }
    runner all{items<starter>(calls)};
    try {
        all.finish();
    } catch (deadlock const&) {
        // Those that have ended have their results, and the others say that they did not finish.
    }
}

} // namespace fermata::detail
