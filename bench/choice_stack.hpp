// fermata - https://www.boost.org/LICENSE_1_0.txt
#pragma once

#include <bit>
#include <cstdint>
#include <vector>

namespace bench {

/// Depth-first enumeration over sets of up to 32 alternatives.
class choice_stack {
public:
    /// One of the bits of `enabled`: the same as before on the path that is repeated, then the lowest.
    unsigned pick(std::uint32_t enabled) {
        if ((enabled & (enabled - 1)) != 0) {
            if (next_ == untried_.size()) {
                untried_.push_back(enabled);
            }
            enabled = untried_[next_++];
        }
        return static_cast<unsigned>(std::countr_zero(enabled));
    }

    /// On to the next path; false if there is none.
    bool backtrack() {
        next_ = 0;
        for (; !untried_.empty(); untried_.pop_back()) {
            if ((untried_.back() &= untried_.back() - 1) != 0) {
                return true;
            }
        }
        return false;
    }

private:
    std::vector<std::uint32_t> untried_;
    std::size_t next_ = 0;
};

} // namespace bench
