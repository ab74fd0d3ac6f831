// fermata - https://www.boost.org/LICENSE_1_0.txt
#pragma once

#include "programs/catalogue.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

namespace programs {

/// The first failure of each of the seeds from 0, until there are so many, or that many executions were made in all.
std::vector<fermata::failure> sampled_failures(program const& what, fermata::strategy_value const& strategy,
                                               std::size_t wanted, std::uint64_t executions_max);

/// The failing executions of one search, until there are so many, or that many were made in all.
std::vector<fermata::failure> searched_failures(program const& what, fermata::strategy_value const& strategy,
                                                std::optional<int> preemptions_max, std::size_t wanted,
                                                std::uint64_t executions_max);

/// Of an execution of threads that never block: how often one did not go on that could have gone on.
int preemptions_of(fermata::trace const& made);

} // namespace programs
