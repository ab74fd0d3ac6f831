// fermata - https://www.boost.org/LICENSE_1_0.txt
#pragma once

#include "memory/apart.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <utility>

namespace fermata::detail {

/// Which fibers were parked in loops, and when, for the execution that repeats this one: there they are parked where
/// they were, and nowhere else. That a loop waits was shown once; in the repetition its stack may hold other addresses.
class parking_log {
public:
    struct entry {
        std::size_t step = 0;    ///< how many had been performed
        std::size_t choices = 0; ///< how many had been made
        std::uint32_t fiber = 0;
        apart_vector<std::uint32_t> objects; ///< that it is parked for
    };

    /// What came before the last of so many choices is to be repeated.
    void begin(std::size_t choices) noexcept {
        end_last();
        auto const first_other = std::partition_point(entries_.begin(), entries_.end(),
                                                      [&](entry const& each) { return each.choices < choices; });
        repeated_ = static_cast<std::size_t>(first_other - entries_.begin());
    }
    void begin_again() noexcept {
        end_last();
        repeated_ = entries_.size();
    }
    bool is_repeating() const noexcept { return next_ < repeated_; }

    /// Whether that fiber is to be parked there again; null if not.
    entry const* next_of(std::uint32_t fiber, std::size_t step) noexcept {
        bool const is_next = is_repeating() && entries_[next_].fiber == fiber && entries_[next_].step == step;
        return is_next ? &entries_[next_++] : nullptr;
    }
    void add(entry made) {
        entries_.resize(next_);
        entries_.push_back(std::move(made));
        ++next_;
    }

private:
    void end_last() noexcept {
        entries_.erase(entries_.begin() + static_cast<std::ptrdiff_t>(next_), entries_.end());
        next_ = 0;
    }

    apart_vector<entry> entries_; ///< longer than `next_` where the execution before was
    std::size_t next_ = 0;
    std::size_t repeated_ = 0;
};

} // namespace fermata::detail
