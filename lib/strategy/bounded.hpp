// fermata - https://www.boost.org/LICENSE_1_0.txt
#pragma once

#include "memory/apart.hpp"

#include <fermata/strategy.hpp>

#include <cstddef>
#include <cstdint>
#include <string>

namespace fermata::detail {

/// Every interleaving with at most so many preemptions, each once, depth first (Musuvathi, Qadeer: Iterative Context
/// Bounding for Systematic Testing of Multithreaded Programs, PLDI 2007). A preemption is a step of another fiber than
/// the one that made the step before, while that one could have gone on. So the first step costs nothing, nor does
/// leaving a fiber that has ended or is blocked.
///
/// Deviations:
/// - One search up to the bound, not one for each bound from 0: that needs the memory of one execution, and repeats
///   nothing. Non-preemptive ones come first at every decision, but not first of all.
/// - No reduction: see bounded_classes for one.
/// - Values of choose(n) cost nothing.
class bounded_search final : public strategy {
public:
    explicit bounded_search(std::uint32_t preemptions_max) noexcept : preemptions_max_(preemptions_max) {}

    bool next_execution(prefix& repeat) override;
    bool begin_again(prefix& repeat, lesson taught) override;
    std::uint32_t choose_fiber(decision const& question) override;
    std::uint32_t choose_value(std::uint32_t n) override;
    bool is_exhaustive() const noexcept override { return true; }
    std::string verdict(std::uint64_t executions, bool complete) const override {
        return verdict_of(executions, complete, preemptions_max_, left_out_any_);
    }

    static std::string verdict_of(std::uint64_t executions, bool complete, std::uint32_t bound, bool left_out_any);
    static std::string bound_of(std::uint32_t preemptions_max);
    static std::string left_out_text(bool left_out_any);

private:
    /// A decision on the path that was taken last. What is still to be tried is a bit set of the first 64
    /// fibers; of greater numbers, and of values, a range of `later_`.
    struct node {
        std::uint64_t untried = 0;
        std::size_t later_begin = 0;
        std::size_t later_end = 0;
        std::uint32_t preemptions = 0; ///< with what is taken here now
        bool others_are_preemptions = false;
    };

    node make_node() const noexcept;
    std::uint32_t take_another(node& at);

    apart_vector<node> path_;
    apart_vector<std::uint32_t> later_; ///< a stack: the ranges of the nodes lie in their order
    std::uint32_t preemptions_max_;
    bool begun_ = false;
    bool left_out_any_ = false;
};

} // namespace fermata::detail
