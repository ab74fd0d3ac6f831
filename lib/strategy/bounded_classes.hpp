// fermata - https://www.boost.org/LICENSE_1_0.txt
#pragma once

#include "memory/apart.hpp"
#include "strategy/bounded.hpp"
#include "strategy/prefix_class.hpp"

#include <fermata/strategy.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

namespace fermata::detail {

/// Every class of interleavings that has one with at most so many preemptions. The search is that of bounded_search,
/// but what is equivalent to what was explored before is not explored again: a beginning of the same class, after which
/// the same fiber could go on, and which had no more preemptions (Musuvathi, Qadeer: Partial-Order Reduction for
/// Context-Bounded State Exploration, MSR-TR-2007-12). A class is executed more than once where its members differ in
/// that.
///
/// Reductions that reverse races are not sound under a bound, because the one execution that they take of a class may
/// lie beyond it (Coons, Musuvathi, McKinley: Bounded Partial-Order Reduction, OOPSLA 2013).
///
/// Deviation: the memory for what was explored is limited. What was forgotten is explored again.
class bounded_classes final : public strategy {
public:
    explicit bounded_classes(std::uint32_t preemptions_max) noexcept : preemptions_max_(preemptions_max) {}

    bool next_execution(prefix& repeat) override;
    bool begin_again(prefix& repeat, lesson taught) override;
    std::uint32_t choose_fiber(decision const& question) override;
    std::uint32_t choose_value(std::uint32_t n) override;
    bool wants_record() const noexcept override { return true; }
    void watch(running_execution const& running) override { running_ = &running; }
    bool is_exhaustive() const noexcept override { return true; }
    std::string verdict(std::uint64_t executions, bool complete) const override;

private:
    /// What can be taken at a decision: a fiber or a value.
    struct alternative {
        std::uint32_t taken = 0;
        bool is_foreseen = false;
        class_identity after; ///< of what it leads to, if it is foreseen
    };
    /// A decision on the path that was taken last, with a range of `alternatives_`.
    struct node {
        std::size_t begin = 0;
        std::size_t next = 0;
        std::size_t end = 0;
        std::uint32_t preemptions = 0; ///< with what is taken here now
        bool others_are_preemptions = false;
    };

    static class_identity with_last(class_identity which, std::uint32_t last) noexcept;
    node make_node() const noexcept;
    void add_alternative(decision const& question, std::uint32_t fiber);
    std::optional<std::uint32_t> take_next(node& at);

    apart_vector<node> path_;
    apart_vector<alternative> alternatives_; ///< a stack: the ranges of the nodes lie in their order
    std::uint32_t preemptions_max_;
    running_execution const* running_ = nullptr;
    prefix_class class_; ///< of what the execution has done so far
    known_classes known_;
    std::uint64_t execution_ = 0; ///< its number
    bool has_reduced_ = false;
    bool left_out_any_ = false;
    std::optional<bounded_search> every_; ///< instead of all the rest
};

} // namespace fermata::detail
