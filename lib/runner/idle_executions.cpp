// fermata - https://www.boost.org/LICENSE_1_0.txt
#include "runner/idle_executions.hpp"

#include "runner/runner_state.hpp"

#include <utility>

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

// A list without a destructor, because every use of what has one asks first whether it was made.
thread_local constinit runner_state* idle_states = nullptr;

struct states_at_thread_end {
    bool is_due = true;

    states_at_thread_end() { make_pool(); }
    ~states_at_thread_end() {
        while (idle_states != nullptr) {
            std::unique_ptr<runner_state> const last(std::exchange(idle_states, idle_states->next_idle));
        }
    }
};

} // namespace

runner_state* take_state() {
    runner_state* const taken = idle_states;
    if (taken == nullptr) {
        thread_local states_at_thread_end clears;
        clears.is_due = true;
        return std::make_unique<runner_state>().release();
    }
    idle_states = taken->next_idle;
    return taken;
}

void give_back_state(runner_state* idle) noexcept {
    idle->reset();
    idle->next_idle = std::exchange(idle_states, idle);
}

} // namespace fermata::detail
