// fermata - https://www.boost.org/LICENSE_1_0.txt
#include "runner/idle_executions.hpp"

#include "runner/runner_state.hpp"

#include <utility>
#include <vector>

namespace fermata::detail {

namespace {

// One is enough for runners that are made one after the other; others are made anew. What was large is
// not kept.
constexpr std::uint32_t fibers_kept_max = 256;

struct idle_execution {
    std::unique_ptr<execution> here;
    idle_execution() { make_pool(); }
};

std::unique_ptr<execution>& idle_here() {
    thread_local idle_execution idle;
    return idle.here;
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

namespace {

struct idle_states {
    std::vector<std::unique_ptr<runner_state>> here;
    idle_states() { make_pool(); }
};
thread_local idle_states states;

} // namespace

runner_state* take_state() {
    auto& idle = states.here;
    if (idle.empty()) {
        return std::make_unique<runner_state>().release();
    }
    runner_state* const taken = idle.back().release();
    idle.pop_back();
    return taken;
}

void give_back_state(runner_state* idle) noexcept {
    std::unique_ptr<runner_state> owner(idle);
    owner->reset();
    try {
        states.here.push_back(std::move(owner));
    } catch (...) { // no memory to remember it: it is gone
    }
}

} // namespace fermata::detail
