// fermata - https://www.boost.org/LICENSE_1_0.txt
#pragma once

#include <fermata/fermata.hpp>

#include <doctest/doctest.h>

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace spin_tests {

inline bool holds(std::string_view text, std::string_view part) { return text.find(part) != std::string_view::npos; }

/// All of them, whatever fails.
inline fermata::options all_of(fermata::strategy_value const& strategy = fermata::strategies::dpor{}) {
    fermata::options with;
    with.strategy = strategy;
    with.stop_at_first_failure = false;
    return with;
}

inline void together(std::vector<std::function<void()>> const& bodies) {
    std::vector<fermata::thread> threads;
    for (auto const& each : bodies) {
        threads.emplace_back(each);
    }
    for (fermata::thread& each : threads) {
        each.join();
    }
}

} // namespace spin_tests
