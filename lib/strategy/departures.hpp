// fermata - https://www.boost.org/LICENSE_1_0.txt
#pragma once

#include "strategy/default_course.hpp"
#include "strategy/execution_graph.hpp"

#include <cstdint>
#include <optional>
#include <vector>

namespace fermata::detail {

/// A fiber was not let go on when it was its turn, with an event f, but after others.
struct delay {
    static constexpr std::uint32_t none = 0xffff'ffff;

    std::uint32_t begin = none;   ///< the action that was performed instead
    std::uint32_t last = none;    ///< the last one that f had to wait for
    std::uint32_t first = none;   ///< f, if it was performed then
    std::uint32_t delayed = none; ///< its fiber
    bool takes_reads = false;     ///< f reads an object that the last one writes, so that other reads of it come before

    friend bool operator==(delay const&, delay const&) = default;
};

/// How an execution departs from what is done by default (default_course), and in which order all is performed if it
/// departs only where it must. That is told by the graph alone, whatever the order was in which it was performed: so
/// the parent of an execution (see dpor) can be found again.
class departures {
public:
    /// False if it is not known whether a loop would go on waiting (see asked() of the course), or what has blocked who
    /// is blocked at the end.
    bool find(execution_graph const& graph, idle_looks const& looks, default_course& course);

    std::vector<std::uint32_t> const& order() const noexcept { return order_; }
    /// With places in that order.
    std::vector<delay> const& delays() const noexcept { return delays_; }
    /// The place of the last departure; -1 if there is none.
    std::int64_t last() const noexcept { return last_; }
    /// Whether the graph is of an execution that was performed in that order.
    bool is_in_order() const noexcept;

    /// Sorts actions of which none happens before one that is not among them, except those that all happen before: for
    /// all executions of a class the same way.
    static void sort(execution_graph const& graph, std::vector<std::uint32_t>& which);

private:
    static constexpr std::uint32_t none = 0xffff'ffff;

    std::uint32_t place() const noexcept { return static_cast<std::uint32_t>(order_.size()); }
    void perform(std::uint32_t which);
    std::optional<std::uint32_t> first_to_block(std::uint32_t which);
    std::uint32_t delay_of(std::uint32_t which);
    std::uint32_t last_of(std::vector<std::uint32_t> const& some) const;
    std::uint32_t last_read_before(std::uint32_t write) const;

    execution_graph const* graph_ = nullptr;
    default_course* course_ = nullptr;
    std::vector<std::uint32_t> order_;
    std::vector<delay> delays_;
    std::vector<std::uint32_t> some_;
    std::vector<std::uint32_t> set_; ///< counts
    std::int64_t last_ = -1;
};

} // namespace fermata::detail
