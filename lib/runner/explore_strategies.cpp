// fermata - https://www.boost.org/LICENSE_1_0.txt
#include "runner/make_strategy.hpp"

#include "strategy/all_orderings.hpp"
#include "strategy/bounded.hpp"
#include "strategy/bounded_classes.hpp"
#include "strategy/dpor.hpp"
#include "strategy/pct.hpp"
#include "strategy/pos.hpp"
#include "strategy/random.hpp"
#include "strategy/round_robin.hpp"
#include "strategy/surw.hpp"

#include <fermata/model/error.hpp>

#include <type_traits>

namespace fermata::detail {

namespace {

/// A bound is on a complete search, and is one of its own then, whichever it was to be.
std::shared_ptr<strategy> make_bounded(strategy_value const& value, int preemptions_max) {
    if (preemptions_max < 0) {
        throw usage_error("preemptions_max must not be negative");
    }
    if (!can_be_bounded(value)) {
        throw usage_error("options::preemptions_max bounds a complete search (all_orderings, dpor, or none named); a "
                          "strategy that samples, takes turns, or is your own has no use for it: leave one of the two "
                          "out");
    }
    auto const bound = static_cast<std::uint32_t>(preemptions_max);
    if (std::holds_alternative<strategies::all_orderings>(value.get())) {
        return std::make_shared<bounded_search>(bound);
    }
    return std::make_shared<bounded_classes>(bound);
}

} // namespace

bool can_be_bounded(strategy_value const& value) {
    return value.is_default() || std::holds_alternative<strategies::all_orderings>(value.get()) ||
           std::holds_alternative<strategies::dpor>(value.get());
}

std::shared_ptr<strategy> make_strategy(strategy_value const& value, std::uint64_t seed,
                                        std::optional<int> preemptions_max) {
    if (preemptions_max.has_value()) {
        return make_bounded(value, *preemptions_max);
    }
    return std::visit(
        [&](auto const& made_from) -> std::shared_ptr<strategy> {
            using kind = std::decay_t<decltype(made_from)>;
            if constexpr (std::is_same_v<kind, std::monostate> || std::is_same_v<kind, strategies::dpor>) {
                return std::make_shared<dpor>();
            } else if constexpr (std::is_same_v<kind, strategies::all_orderings>) {
                return std::make_shared<all_orderings>();
            } else if constexpr (std::is_same_v<kind, strategies::random>) {
                return std::make_shared<random_walk>(seed);
            } else if constexpr (std::is_same_v<kind, strategies::round_robin>) {
                return std::make_shared<round_robin>();
            } else if constexpr (std::is_same_v<kind, strategies::pct>) {
                return std::make_shared<pct>(made_from.depth, seed);
            } else if constexpr (std::is_same_v<kind, strategies::pos>) {
                return std::make_shared<pos>(seed);
            } else if constexpr (std::is_same_v<kind, strategies::surw>) {
                return std::make_shared<surw>(seed, made_from.interesting);
            } else {
                if (made_from == nullptr) {
                    throw usage_error("options::strategy is a null pointer");
                }
                return made_from;
            }
        },
        value.get());
}

std::optional<strategy_value> strategy_of_name(std::string_view name) {
    if (name == "all_orderings") {
        return strategies::all_orderings{};
    }
    if (name == "dpor") {
        return strategies::dpor{};
    }
    if (name == "random") {
        return strategies::random{};
    }
    if (name == "pct") {
        return strategies::pct{};
    }
    if (name == "pos") {
        return strategies::pos{};
    }
    if (name == "surw") {
        return strategies::surw{};
    }
    if (name == "round_robin") {
        return strategies::round_robin{};
    }
    return std::nullopt;
}

} // namespace fermata::detail
