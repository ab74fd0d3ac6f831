// fermata - https://www.boost.org/LICENSE_1_0.txt
#pragma once

#include <fermata/strategy.hpp>
#include <fermata/strategy/strategies.hpp>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace fermata::detail {

/// The object behind a value. Throws usage_error for a strategy that does not exist yet.
std::shared_ptr<strategy> make_strategy(strategy_value const& value, std::uint64_t seed,
                                        std::optional<int> preemptions_max = {});

/// Whether preemptions_max can bound it: a search that ends when all is done.
bool can_be_bounded(strategy_value const& value);

/// By the names of FERMATA_STRATEGY: "all_orderings", "random", ...; empty if there is none of that name.
std::optional<strategy_value> strategy_of_name(std::string_view name);

} // namespace fermata::detail
