// fermata - https://www.boost.org/LICENSE_1_0.txt
#pragma once

#include "memory/apart.hpp"

#include <fermata/strategy.hpp>

#include <cstddef>
#include <cstdint>
#include <functional>

namespace fermata::detail {

/// How many events of which kind each fiber has made in one execution, and who made the fiber.
class event_counts {
public:
    /// To be called when a fiber is seen for the first time.
    void add_fiber(std::uint32_t fiber, std::uint32_t made_by);

    /// Counts by object, of those that two fibers or more have accessed, and not only read.
    void count_objects(pending_operation const* events, std::size_t count);
    /// Counts what the predicate holds for, as if that were one object.
    void count_if(pending_operation const* events, std::size_t count,
                  std::function<bool(operation const&)> const& counts);

    std::size_t object_count() const noexcept { return objects_.size(); }
    std::uint32_t object(std::size_t index) const noexcept { return objects_[index]; }
    std::uint32_t fiber_count() const noexcept { return static_cast<std::uint32_t>(made_by_.size()); }
    std::uint32_t made_by(std::uint32_t fiber) const noexcept {
        return fiber < made_by_.size() ? made_by_[fiber] : no_fiber;
    }

    /// By fiber: its events on that object and those of all who come from it.
    std::uint32_t const* with_descendants(std::size_t index) const noexcept {
        return with_descendants_.data() + index * made_by_.size();
    }

private:
    void add_descendants();

    apart_vector<std::uint32_t> made_by_; ///< by fiber; a smaller number, or no_fiber
    apart_vector<std::uint32_t> objects_;
    apart_vector<std::uint32_t> with_descendants_; ///< by object, then by fiber
};

} // namespace fermata::detail
