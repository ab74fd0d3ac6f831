// fermata - https://www.boost.org/LICENSE_1_0.txt
#pragma once

#include "fiber/live_stack.hpp"
#include "memory/apart.hpp"

#include <cstddef>
#include <cstdint>

namespace fermata::detail {

/// The memory that live stacks of one fiber are of, as it was when that stopped running.
class left_memory {
public:
    void begin() noexcept {
        parts_.clear();
        left_.clear();
    }
    void add(live_stack const& of);
    void leave();
    /// It runs again. Tells all words that are others now: not those below `live`, down to the bottom of the stack,
    /// where functions have been called since.
    template <class Tell>
    void come_back(char const* bottom, std::uintptr_t live, Tell const& tell) {
        auto const lowest = reinterpret_cast<std::uintptr_t>(bottom);
        if (!is_as_left(lowest, live)) [[unlikely]] {
            read(now_);
            for (std::size_t i = 0; i < now_.size(); ++i) {
                if (now_[i] == left_[i]) {
                    continue;
                }
                std::uintptr_t const address = address_of(i);
                if (address < lowest || address >= live) {
                    tell(address, left_[i], now_[i]);
                }
            }
        }
        begin();
    }

private:
    bool is_as_left(std::uintptr_t lowest, std::uintptr_t live) const noexcept;
    void read(apart_vector<std::uintptr_t>& to) const;
    std::uintptr_t address_of(std::size_t word) const noexcept;

    apart_vector<live_stack::part> parts_;
    apart_vector<std::uintptr_t> left_;
    apart_vector<std::uintptr_t> now_;
};

} // namespace fermata::detail
