// fermata - https://www.boost.org/LICENSE_1_0.txt
#pragma once

#include "memory/apart.hpp"

#include <fermata/strategy.hpp>

namespace fermata::detail {

/// Every interleaving, depth first and without reduction: at each decision the enabled fibers in the order
/// of their creation, at each choose(n) the values from 0.
class all_orderings final : public strategy {
public:
    bool next_execution(prefix& repeat) override;
    bool begin_again(prefix& repeat, lesson taught) override;
    std::uint32_t choose_fiber(decision const& question) override;
    std::uint32_t choose_value(std::uint32_t n) override;
    bool is_exhaustive() const noexcept override { return true; }
    std::string verdict(std::uint64_t executions, bool complete) const override;

private:
    /// A decision on the path that was taken last. What is still to be tried is a bit set of the first 64
    /// fibers; of greater numbers, and of values, a range of `later`.
    struct node {
        std::uint64_t untried = 0;
        std::size_t later_begin = 0;
        std::size_t later_end = 0;
    };

    apart_vector<node> path_;
    apart_vector<std::uint32_t> later_; ///< a stack: the ranges of the nodes lie in their order
    bool begun_ = false;
};

} // namespace fermata::detail
