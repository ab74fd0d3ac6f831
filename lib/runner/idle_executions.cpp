// fermata - https://www.boost.org/LICENSE_1_0.txt
#include "runner/idle_executions.hpp"

#include <utility>

namespace fermata::detail {

namespace {

// One is enough for runners that are made one after the other; others are made anew. What was large is
// not kept.
constexpr std::uint32_t fibers_kept_max = 256;

std::unique_ptr<execution>& idle_here() {
    thread_local std::unique_ptr<execution> idle;
    return idle;
}

} // namespace

std::unique_ptr<execution> take_execution() {
    auto taken = std::move(idle_here());
    return taken != nullptr ? std::move(taken) : std::make_unique<execution>();
}

void give_back(std::unique_ptr<execution> idle) noexcept {
    if (idle->fiber_count() > fibers_kept_max || idle->left_behind_count() != 0) {
        return;
    }
    idle->begin(false); // lets go of what its fibers held
    idle_here() = std::move(idle);
}

} // namespace fermata::detail
