// fermata - https://www.boost.org/LICENSE_1_0.txt
#pragma once

#include <fermata/model/enabled_fibers.hpp>

#include <cstddef>
#include <cstdint>
#include <vector>

namespace fermata::detail {

/// The set of enabled fibers; see enabled_fibers for its layout. Up to 64 numbers are one word in here,
/// without a summary.
class enabled_set {
public:
    enabled_set() = default;
    enabled_set(enabled_set const&) = delete;
    enabled_set& operator=(enabled_set const&) = delete;

    /// Empties it. There is room for 64 numbers.
    void reset() noexcept {
        if (!is_small()) [[unlikely]] {
            reset_large();
        }
        only_word_ = 0;
        count_ = 0;
        size_ = 64;
    }
    /// Room for the numbers below `size`.
    void grow(std::uint32_t size) {
        if (size > size_) [[unlikely]] {
            grow_large(size);
        }
    }
    void add(std::uint32_t fiber) noexcept {
        std::uint64_t const bit = std::uint64_t{1} << (fiber % 64);
        std::uint64_t& word = word_of(fiber);
        count_ += (word & bit) == 0 ? 1 : 0;
        word |= bit;
        if (!is_small()) [[unlikely]] {
            summary_[fiber / 4096] |= std::uint64_t{1} << (fiber / 64 % 64);
        }
    }
    void remove(std::uint32_t fiber) noexcept {
        std::uint64_t const bit = std::uint64_t{1} << (fiber % 64);
        std::uint64_t& word = word_of(fiber);
        count_ -= (word & bit) != 0 ? 1 : 0;
        word &= ~bit;
        if (!is_small() && word == 0) [[unlikely]] {
            summary_[fiber / 4096] &= ~(std::uint64_t{1} << (fiber / 64 % 64));
        }
    }
    bool contains(std::uint32_t fiber) const noexcept {
        return fiber < size_ && ((word_of(fiber) >> (fiber % 64)) & 1) != 0;
    }
    std::uint32_t count() const noexcept { return count_; }
    std::uint32_t first() const noexcept { return view().first(); }
    enabled_fibers view() const noexcept {
        static constexpr std::uint64_t no_summary = 0;
        return is_small() ? enabled_fibers(&only_word_, &no_summary, size_, count_)
                          : enabled_fibers(words_.data(), summary_.data(), size_, count_);
    }

private:
    bool is_small() const noexcept { return size_ <= 64; }
    std::uint64_t const& word_of(std::uint32_t fiber) const noexcept {
        return is_small() ? only_word_ : words_[fiber / 64];
    }
    std::uint64_t& word_of(std::uint32_t fiber) noexcept { return is_small() ? only_word_ : words_[fiber / 64]; }

    [[gnu::cold]] void reset_large() noexcept {
        for (std::uint32_t s = 0; count_ != 0 && s < summary_.size(); ++s) {
            for (std::uint64_t bits = summary_[s]; bits != 0; bits &= bits - 1) {
                words_[s * 64 + static_cast<std::uint32_t>(std::countr_zero(bits))] = 0;
            }
            summary_[s] = 0;
        }
    }
    [[gnu::noinline]] void grow_large(std::uint32_t size) {
        if (words_.size() * 64 < size) {
            words_.resize((size / 64 + 64) / 64 * 64);
            summary_.resize(words_.size() / 64);
        }
        if (is_small()) { // the others are empty since reset()
            words_[0] = only_word_;
            summary_[0] = only_word_ != 0 ? 1 : 0;
        }
        size_ = size;
    }

    std::uint64_t only_word_ = 0;
    std::uint32_t size_ = 64;
    std::uint32_t count_ = 0;
    std::vector<std::uint64_t> words_;
    std::vector<std::uint64_t> summary_;
};

} // namespace fermata::detail
