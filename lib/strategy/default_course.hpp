// fermata - https://www.boost.org/LICENSE_1_0.txt
#pragma once

#include "strategy/execution_graph.hpp"
#include "strategy/idle_looks.hpp"

#include <cstdint>
#include <utility>
#include <vector>

namespace fermata::detail {

/// What is done by default: the fiber that has performed the last action goes on while it can, then the one with the
/// lowest number that can, or, once a loop that waits was met, whose turn it is then (idle_looks); values of choose()
/// are 0. This finds, without performing anything, whether an execution is what that would have come to.
class default_course {
public:
    enum class answer : std::uint8_t {
        differs,
        same,
        unknown ///< whether `whose()` would go on waiting, after the set of actions that was come to
    };

    /// Whether all that is not in a set of actions, of which `running` has performed the last one, follows by default.
    /// All actions before `first` are in it.
    answer follows(execution_graph const& graph, idle_looks const& looks, const_counts set, std::uint32_t first,
                   std::uint32_t running);

    /// From the beginning, action by action: each is added to done().
    void begin(execution_graph const& graph, idle_looks const& looks);
    /// What is done next, of all fibers: `running` performed the last action. `none` if nothing can be, or nobody
    /// knows.
    std::uint32_t next(std::uint32_t running) {
        return looks_->any() ? next_by_turn(running, none) : next_below(running, graph_->fibers());
    }
    /// Whether it would be enabled if it saw that, and lead to something. False if nobody knows.
    bool can_perform(std::uint32_t which, sight const& seen);

    /// After `differs`: the last action that this has to do with. It differs in whatever begins with those up to that
    /// one.
    std::uint32_t reach() const noexcept { return reach_; }
    /// After `unknown`, or after next(): an action, or `none`.
    std::uint32_t asked() const noexcept { return asked_; }
    /// What has been done: after `unknown`, what came before that action.
    const_counts done() const noexcept { return done_.data(); }
    counts done() noexcept { return done_.data(); }

    static constexpr std::uint32_t none = 0xffff'ffff;

private:
    std::uint32_t next_below(std::uint32_t running, std::uint32_t fibers);
    std::uint32_t next_by_turn(std::uint32_t running, std::uint32_t due);
    std::uint32_t next_of(std::uint32_t fiber);
    bool can_perform(std::uint32_t which);

    execution_graph const* graph_ = nullptr;
    idle_looks const* looks_ = nullptr;
    std::vector<std::uint32_t> done_;
    std::vector<std::pair<std::uint64_t, std::uint32_t>> turns_; ///< with the actions
    std::uint32_t asked_ = none;
    std::uint32_t reach_ = 0;
};

} // namespace fermata::detail
