// fermata - https://www.boost.org/LICENSE_1_0.txt
#pragma once

#include "core/spawn.hpp"
#include "runner/point_access.hpp"
#include "runner/scripted.hpp"
#include "strategy/round_robin.hpp"

#include <fermata/runner/runner.hpp>

#include <chrono>
#include <exception>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace fermata::detail {

/// What a runner is: a group of fibers in an execution, its own or the one that it joined.
struct runner_state {
    execution* program = nullptr;
    std::unique_ptr<execution> owned; ///< null if it joined
    fiber_group group;
    scripted script;
    fermata::undeclared undeclared = fermata::undeclared::pass;
    bool holds_after_last = false;
    std::shared_ptr<strategy> policy;
    round_robin default_policy;
    std::size_t position = 0; ///< in the declared order
    bool has_returned_end = false;
    bool follows_order = false;
    runner_state* next_idle = nullptr;
    fiber* const* made_on = &current_fiber; ///< tells OS threads apart

    /// As if it were new; what it has allocated stays.
    void reset() noexcept {
        group = {};
        script.clear();
        if (policy != nullptr) {
            policy.reset();
        }
        position = 0;
        has_returned_end = false;
        follows_order = false;
    }
    bool joined() const noexcept { return owned == nullptr; }

    [[gnu::always_inline]] void add(starter const& later, floating_point_environment const& inherited) {
        callable_handle const& body = starter_access::callable(later);
        script.add(*body, program->spawn(body, group, inherited));
    }
    void reject_call_from_own_fiber(char const* call) const {
        if (current_fiber != nullptr && current_fiber->group == &group) [[unlikely]] {
            throw_call_from_own_fiber(call);
        }
        if (made_on != &current_fiber) [[unlikely]] {
            throw_call_from_other_thread(call);
        }
    }
    [[noreturn]] void throw_call_from_own_fiber(char const* call) const;
    [[noreturn]] static void throw_call_from_other_thread(char const* call);
    /// One step of that fiber, and what it came to.
    void step(fiber& which);
    void reach(declared_point& target);
    /// The same, but it gives up when the owner is blocked outside, or waits there at that time.
    bool try_reach(declared_point& target, std::chrono::steady_clock::time_point until);
    /// A point that was given up before, whose owner can go on or has come there; null if there is none.
    declared_point* find_late();
    declared_point* next_late() noexcept;
    bool is_outside(declared_point const& target) const noexcept;
    void settle();
    fermata::reached return_from(declared_point& target);
    void run_rest();
    void run_freely();
    /// One step of whoever is next; false if nobody is enabled.
    bool step_someone();

    void note_arrivals();
    void throw_if_stopped() {
        if (!joined() && program->is_stopped()) [[unlikely]] {
            throw_stopped();
        }
    }
    void throw_if_failed() {
        if (group.first_failed != nullptr) [[unlikely]] {
            throw_failed(*std::exchange(group.first_failed, nullptr));
        }
    }
    void throw_stopped();
    [[noreturn]] void throw_failed(fiber& which);
    [[noreturn]] void throw_not_reached(declared_point const& target, std::string const& why);
    [[noreturn]] void throw_failed_or_not_reached(declared_point const& target);
    [[noreturn]] void throw_stuck(declared_point const* target);
    [[noreturn]] void throw_too_long_outside(declared_point const* target);
    std::string describe_held() const;
    error_context context(fiber const* who, declared_point const* where) const;
};

} // namespace fermata::detail
