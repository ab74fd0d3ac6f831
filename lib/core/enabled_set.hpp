// fermata - https://www.boost.org/LICENSE_1_0.txt
#pragma once

#include <fermata/model/enabled_fibers.hpp>

#include <cstddef>
#include <cstdint>
#include <vector>

namespace fermata::detail {

/// The set of enabled fibers; see enabled_fibers for its layout.
class enabled_set {
public:
    /// Empties it, and makes room for the numbers below `size`.
    void reset(std::uint32_t size) {
        for (std::uint32_t s = 0; count_ != 0 && s < summary_.size(); ++s) {
            for (std::uint64_t bits = summary_[s]; bits != 0; bits &= bits - 1) {
                words_[s * 64 + static_cast<std::uint32_t>(std::countr_zero(bits))] = 0;
            }
            summary_[s] = 0;
        }
        count_ = 0;
        size_ = 0;
        grow(size);
    }
    void grow(std::uint32_t size) {
        if (size > size_) {
            size_ = size;
            if (words_.size() * 64 < size) {
                words_.resize((size / 64 + 64) / 64 * 64);
                summary_.resize(words_.size() / 64);
            }
        }
    }
    void add(std::uint32_t fiber) noexcept {
        std::uint64_t& word = words_[fiber / 64];
        std::uint64_t const bit = std::uint64_t{1} << (fiber % 64);
        count_ += (word & bit) == 0 ? 1 : 0;
        word |= bit;
        summary_[fiber / 4096] |= std::uint64_t{1} << (fiber / 64 % 64);
    }
    void remove(std::uint32_t fiber) noexcept {
        std::uint64_t& word = words_[fiber / 64];
        std::uint64_t const bit = std::uint64_t{1} << (fiber % 64);
        count_ -= (word & bit) != 0 ? 1 : 0;
        word &= ~bit;
        if (word == 0) {
            summary_[fiber / 4096] &= ~(std::uint64_t{1} << (fiber / 64 % 64));
        }
    }
    bool contains(std::uint32_t fiber) const noexcept {
        return fiber < size_ && ((words_[fiber / 64] >> (fiber % 64)) & 1) != 0;
    }
    std::uint32_t count() const noexcept { return count_; }
    std::uint32_t first() const noexcept { return view().first(); }
    enabled_fibers view() const noexcept { return {words_.data(), summary_.data(), size_, count_}; }

private:
    std::vector<std::uint64_t> words_;
    std::vector<std::uint64_t> summary_;
    std::uint32_t size_ = 0;
    std::uint32_t count_ = 0;
};

} // namespace fermata::detail
