// fermata - https://www.boost.org/LICENSE_1_0.txt
#pragma once

#include <cstdint>
#include <vector>

namespace fermata {

/// One decision: which enabled fiber goes on, or which value choose(n) returns. A place where only one
/// fiber is enabled, or where n is 1, is no decision.
struct choice {
    enum class kind_type : std::uint8_t { fiber, value };

    kind_type kind = kind_type::fiber;
    std::uint32_t taken = 0;        ///< the number of the fiber, or the value
    std::uint32_t alternatives = 0; ///< how many fibers were enabled, or n
    std::uint32_t fiber = 0;        ///< who gave way, or who called choose(n)
    std::uint64_t step = 0;         ///< how many events stood before it

    friend bool operator==(choice const&, choice const&) = default;
};

/// What goes into an execution: its choices in their order.
struct schedule {
    std::vector<choice> choices;

    friend bool operator==(schedule const&, schedule const&) = default;
};

} // namespace fermata
