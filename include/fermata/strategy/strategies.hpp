// fermata - https://www.boost.org/LICENSE_1_0.txt
#pragma once

#include <fermata/model/operation.hpp>

#include <concepts>
#include <functional>
#include <memory>
#include <utility>
#include <variant>

namespace fermata {

class strategy;

/// What can be given to options::strategy.
namespace strategies {

/// Every interleaving of the steps, depth first, without reduction: with checkpoints alone their number
/// is the multinomial coefficient, c checkpoints making c + 1 steps.
struct all_orderings {};

/// One execution per class of equivalent interleavings.
struct dpor {};

/// Uniform over the enabled fibers at every decision.
struct random {};

/// Probabilistic concurrency testing: random priorities, and `depth - 1` points where the running fiber falls below
/// all others. The verdict says how likely it is to find a bug of that depth (a bug that needs that many events in a
/// certain order). From 1 to 1000.
struct pct {
    int depth = 3;
};

/// Partial-order sampling: a random priority for each operation, drawn anew when an operation that it races with was
/// performed.
struct pos {};

/// Selectively uniform random walk: all orders of the interesting operations are equally likely, as far as the first
/// execution tells how many there are.
struct surw {
    /// Which operations are interesting. Default: those on one object, another one in each execution, of those
    /// that are shared; all checkpoints and starts are one such object. It must tell the same of the same operation.
    std::function<bool(operation const&)> interesting{};
};

/// The enabled fibers in turn, in the order of their creation: one execution.
struct round_robin {};

} // namespace strategies

/// A strategy by value: one of the aggregates above, or an object of your own.
class strategy_value {
public:
    using variant =
        std::variant<std::monostate, strategies::all_orderings, strategies::dpor, strategies::random, strategies::pct,
                     strategies::pos, strategies::surw, strategies::round_robin, std::shared_ptr<strategy>>;

    strategy_value() = default; ///< the default strategy
    strategy_value(strategies::all_orderings value) : value_(value) {}
    strategy_value(strategies::dpor value) : value_(value) {}
    strategy_value(strategies::random value) : value_(value) {}
    strategy_value(strategies::pct value) : value_(value) {}
    strategy_value(strategies::pos value) : value_(value) {}
    strategy_value(strategies::surw value) : value_(value) {}
    strategy_value(strategies::round_robin value) : value_(value) {}
    strategy_value(std::shared_ptr<strategy> value) : value_(std::move(value)) {}
    template <class Derived>
        requires(std::derived_from<Derived, strategy>)
    strategy_value(std::shared_ptr<Derived> value) : value_(std::shared_ptr<strategy>(std::move(value))) {}

    bool is_default() const noexcept { return std::holds_alternative<std::monostate>(value_); }
    variant const& get() const noexcept { return value_; }

private:
    variant value_;
};

} // namespace fermata
