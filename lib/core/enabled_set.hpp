// fermata - https://www.boost.org/LICENSE_1_0.txt
#pragma once

#include <fermata/model/enabled_fibers.hpp>

#include <cstddef>
#include <cstdint>
#include <vector>

namespace fermata::detail {

/// The set of enabled fibers; see enabled_fibers for its layout. Up to 64 numbers are one word in here,
/// without a summary; the same loads find it as find those of a large one, so that a step asks in no branch which.
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
        words_ = &only_word_;
    }
    /// Room for the numbers below `size`.
    void grow(std::uint32_t size) {
        if (size > size_) [[unlikely]] {
            grow_large(size);
        }
    }
    void add(std::uint32_t fiber) noexcept {
        std::uint64_t const bit = std::uint64_t{1} << (fiber % 64);
        std::uint64_t& word = words_[fiber / 64];
        if (!is_small() && (word & bit) == 0) [[unlikely]] {
            summary_[fiber / 4096] |= std::uint64_t{1} << (fiber / 64 % 64);
            ++word_counts_[fiber / 64];
            ++summary_counts_[fiber / 4096];
        }
        count_ += (word & bit) == 0 ? 1 : 0;
        word |= bit;
    }
    void remove(std::uint32_t fiber) noexcept {
        std::uint64_t const bit = std::uint64_t{1} << (fiber % 64);
        std::uint64_t& word = words_[fiber / 64];
        if (!is_small() && (word & bit) != 0) [[unlikely]] {
            if (--word_counts_[fiber / 64] == 0) {
                summary_[fiber / 4096] &= ~(std::uint64_t{1} << (fiber / 64 % 64));
            }
            --summary_counts_[fiber / 4096];
        }
        count_ -= (word & bit) != 0 ? 1 : 0;
        word &= ~bit;
    }
    bool contains(std::uint32_t fiber) const noexcept {
        return fiber < size_ && ((words_[fiber / 64] >> (fiber % 64)) & 1) != 0;
    }
    std::uint32_t count() const noexcept { return count_; }
    std::uint32_t first() const noexcept {
        return is_small() && count_ != 0 ? static_cast<std::uint32_t>(std::countr_zero(only_word_)) : view().first();
    }
    enabled_fibers view() const noexcept {
        static constexpr std::uint64_t no_summary = 0;
        return {words_,
                is_small() ? &no_summary : summary_.data(),
                size_,
                count_,
                {word_counts_.data(), summary_counts_.data()}};
    }

private:
    bool is_small() const noexcept { return size_ <= 64; }

    [[gnu::cold]] void reset_large() noexcept {
        for (std::uint32_t s = 0; count_ != 0 && s < summary_.size(); ++s) {
            for (std::uint64_t bits = summary_[s]; bits != 0; bits &= bits - 1) {
                std::size_t const word = s * std::size_t{64} + static_cast<std::size_t>(std::countr_zero(bits));
                words_[word] = 0;
                word_counts_[word] = 0;
            }
            summary_[s] = 0;
            summary_counts_[s] = 0;
        }
    }
    [[gnu::noinline]] void grow_large(std::uint32_t size) {
        if (many_words_.size() * 64 < size) {
            many_words_.resize((size / 64 + 64) / 64 * 64);
            summary_.resize(many_words_.size() / 64);
            word_counts_.resize(many_words_.size());
            summary_counts_.resize(summary_.size());
        }
        if (is_small()) { // the others are empty since reset()
            many_words_[0] = only_word_;
            summary_[0] = only_word_ != 0 ? 1 : 0;
            word_counts_[0] = static_cast<std::uint8_t>(count_);
            summary_counts_[0] = count_;
        }
        words_ = many_words_.data();
        size_ = size;
    }

    std::uint64_t* words_ = &only_word_;
    std::uint64_t only_word_ = 0;
    std::uint32_t size_ = 64;
    std::uint32_t count_ = 0;
    std::vector<std::uint64_t> many_words_;
    std::vector<std::uint64_t> summary_;
    std::vector<std::uint8_t> word_counts_;
    std::vector<std::uint32_t> summary_counts_;
};

} // namespace fermata::detail
