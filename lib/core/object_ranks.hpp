// fermata - https://www.boost.org/LICENSE_1_0.txt
#pragma once

#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

namespace fermata::detail {

class execution;

/// Which one of its kind an object is, as names tell it ("mutex 2"): in the order in which they were made in this
/// execution, or first used, if they are from outside. A replay does not know what other executions have made.
class object_ranks {
public:
    void begin() noexcept {
        made_.clear();
        is_begun_ = false;
    }
    /// That many steps had been performed.
    void made(std::uint32_t object, std::size_t step) { made_.emplace_back(step, object); }

    /// From 1.
    std::uint32_t of(execution const& in, std::uint32_t object);

private:
    void add(execution const& in, std::uint32_t object);

    std::vector<std::pair<std::size_t, std::uint32_t>> made_;
    // Found where somebody asks, as far as the execution has got:
    std::vector<std::uint32_t> ranks_; ///< by object; 0: unknown
    std::vector<std::uint32_t> count_; ///< by kind
    std::size_t step_ = 0;
    std::size_t next_made_ = 0;
    bool is_begun_ = false;
};

} // namespace fermata::detail
