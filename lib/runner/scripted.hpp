// fermata - https://www.boost.org/LICENSE_1_0.txt
#pragma once

#include "core/execution.hpp"

#include <fermata/runner/runner.hpp>

#include <cstddef>
#include <vector>

namespace fermata::detail {

/// One entry of the declared order.
struct declared_point {
    point what;
    std::size_t member = 0; ///< whose it is
    std::uint32_t site = 0; ///< where its name was met last: from then on the numbers are compared
    int arrivals = 0;       ///< how often its owner has come to that name or function
    std::size_t step = 0;   ///< how many steps had been performed at the arrival that counts
    bool stood = false;     ///< the owner has come to it
    bool returned = false;  ///< next() has said so
    bool late = false;      ///< try_next() has left it, and it has not been returned yet
};

/// A starter of the runner.
struct member {
    callable* body = nullptr; ///< referred to by its fiber, which outlives the runner
    fiber* running = nullptr;
    std::size_t points = 0; ///< how many of the order are its own
    std::size_t points_returned = 0;
    declared_point* stands_at = nullptr; ///< it does not move before the order gets there
};

/// The declared order as a policy: which fiber goes on so that the next point is reached.
class scripted {
public:
    void add(callable& body, fiber& running) { members_.push_back({&body, &running}); }
    void clear() noexcept {
        members_.clear();
        order_.clear();
        last_ = no_fiber;
    }
    void declare(point const& what, std::size_t member);

    std::vector<member>& members() noexcept { return members_; }
    std::vector<member> const& members() const noexcept { return members_; }
    std::vector<declared_point>& order() noexcept { return order_; }
    std::vector<declared_point> const& order() const noexcept { return order_; }

    /// The member has come to a scheduling point, or has ended. False if it stands at no declared point.
    bool arrived(execution const& program, member& who);
    member* member_of(fiber const& which) noexcept;
    bool is_held(fiber const& which, bool holds_after_last) noexcept;

    /// Whom to resume so that `target` is reached: null if nobody can be.
    fiber* next_towards(execution& program, declared_point& target, bool holds_after_last, fiber const* caller);
    /// Whom to resume when no point is left: null if nobody can be.
    fiber* next_of_rest(execution& program, fiber const* caller);

private:
    std::vector<member> members_;
    std::vector<declared_point> order_;
    std::uint32_t last_ = no_fiber; ///< of those without points, who take turns
};

} // namespace fermata::detail
