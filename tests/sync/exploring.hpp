// fermata - https://www.boost.org/LICENSE_1_0.txt
#pragma once

#include "../acceptance/support.hpp"

#include <algorithm>
#include <cstdint>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace sync_tests {

using acceptance::all_of;
using acceptance::caught;
using acceptance::contains;

/// The strategy that has to see every behaviour: one place to change.
inline fermata::strategy_value everything() { return fermata::strategies::all_orderings{}; }

inline fermata::options every_one() {
    fermata::options with;
    with.strategy = everything();
    with.stop_at_first_failure = false;
    return with;
}

/// Explores everything, the failures too.
template <class Body>
fermata::report explore_all(Body body) {
    return fermata::explore(std::move(body), every_one());
}

/// What is noted in the trace of the first failure, step by step: "thread 1: load atomic 1 (read=0)".
inline std::vector<std::string> lines_of(fermata::failure const& failed) {
    std::vector<std::string> lines;
    for (fermata::event const& each : failed.trace.events) {
        std::string line = to_string(each);
        lines.push_back(line.substr(0, line.rfind(" at ")));
    }
    return lines;
}

inline bool has_line(fermata::failure const& failed, std::string const& wanted) {
    auto const lines = lines_of(failed);
    return std::find(lines.begin(), lines.end(), wanted) != lines.end();
}

} // namespace sync_tests
