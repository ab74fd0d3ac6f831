// fermata - https://www.boost.org/LICENSE_1_0.txt
#include "runner/make_strategy.hpp"

#include "strategy/all_orderings.hpp"
#include "strategy/dpor.hpp"
#include "strategy/random.hpp"
#include "strategy/round_robin.hpp"

#include <fermata/model/error.hpp>

#include <type_traits>

namespace fermata::detail {

namespace {

[[noreturn]] void reject(std::string_view name) {
    throw usage_error("the strategy " + std::string(name) +
                      " is not built yet; there are all_orderings, random, round_robin, and your own");
}

} // namespace

std::shared_ptr<strategy> make_strategy(strategy_value const& value, std::uint64_t seed,
                                        std::optional<int> preemptions_max) {
    if (preemptions_max.has_value()) {
        throw usage_error("options::preemptions_max: a bound on preemptions is not built yet");
    }
    return std::visit(
        [&](auto const& made_from) -> std::shared_ptr<strategy> {
            using kind = std::decay_t<decltype(made_from)>;
            if constexpr (std::is_same_v<kind, std::monostate> || std::is_same_v<kind, strategies::all_orderings>) {
                return std::make_shared<all_orderings>();
            } else if constexpr (std::is_same_v<kind, strategies::random>) {
                return std::make_shared<random_walk>(seed);
            } else if constexpr (std::is_same_v<kind, strategies::round_robin>) {
                return std::make_shared<round_robin>();
            } else if constexpr (std::is_same_v<kind, strategies::dpor>) {
                return std::make_shared<dpor>();
            } else if constexpr (std::is_same_v<kind, strategies::pct>) {
                reject("pct");
            } else if constexpr (std::is_same_v<kind, strategies::pos>) {
                reject("pos");
            } else if constexpr (std::is_same_v<kind, strategies::surw>) {
                reject("surw");
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
