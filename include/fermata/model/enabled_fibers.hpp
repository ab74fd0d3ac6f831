// fermata - https://www.boost.org/LICENSE_1_0.txt
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>

namespace fermata {

/// A view of a set of fiber numbers, kept as a bit set with a summary bit and a count for every 64 numbers, and a count
/// for every 64 × 64, so that nothing here takes time linear in the number of fibers (short of 64 × 64 × 64 of them).
class enabled_fibers {
public:
    static constexpr std::uint32_t none = 0xffff'ffff;

    /// How many of each 64, and of each 64 × 64, are in the set.
    struct counts {
        std::uint8_t const* of_words = nullptr;
        std::uint32_t const* of_summaries = nullptr;
    };

    enabled_fibers() = default;
    /// The counts are asked for where size > 64.
    enabled_fibers(std::uint64_t const* words, std::uint64_t const* summary, std::uint32_t size, std::uint32_t count,
                   counts parts) noexcept
        : words_(words), summary_(summary), size_(size), count_(count), parts_(parts) {}

    /// How many are in the set.
    std::uint32_t count() const noexcept { return count_; }

    /// One more than the greatest number that could be in the set.
    std::uint32_t size() const noexcept { return size_; }

    bool contains(std::uint32_t fiber) const noexcept {
        return fiber < size_ && ((words_[fiber / 64] >> (fiber % 64)) & 1) != 0;
    }

    /// The least number in the set, or none.
    std::uint32_t first() const noexcept { return size_ == 0 ? none : at_or_after(0); }

    /// The least number in the set that is greater, or none.
    std::uint32_t next_after(std::uint32_t fiber) const noexcept {
        return fiber + 1 >= size_ ? none : at_or_after(fiber + 1);
    }

    /// The k-th number of the set, from 0; k < count().
    std::uint32_t nth(std::uint32_t k) const noexcept {
        std::uint32_t const word = size_ > 64 ? word_with(k) : 0;
        std::uint64_t const bits = words_[word];
        return word * 64 + (count_ <= few ? nth_of_few(bits, k) : nth_of_many(bits, k));
    }

    /// The bits of the first 64 numbers, and so of all if size() <= 64.
    std::uint64_t first_word() const noexcept { return words_[0]; }
    std::uint64_t const* words() const noexcept { return words_; }

private:
    static constexpr std::uint32_t few = 4;

    /// The word that holds the k-th number; k becomes its place among those of that word.
    std::uint32_t word_with(std::uint32_t& k) const noexcept {
        std::uint32_t summary = 0;
        for (; k >= parts_.of_summaries[summary]; ++summary) {
            k -= parts_.of_summaries[summary];
        }
        std::uint8_t const* each = parts_.of_words + summary * std::size_t{64};
        while (true) { // eight words at a time
            std::uint64_t eight;
            std::memcpy(&eight, each, sizeof(eight));
            std::uint64_t const pairs = (eight & 0x00ff'00ff'00ff'00ff) + (eight >> 8 & 0x00ff'00ff'00ff'00ff);
            auto const here = static_cast<std::uint32_t>(pairs * 0x0001'0001'0001'0001 >> 48);
            if (k < here) {
                break;
            }
            k -= here;
            each += 8;
        }
        for (; k >= *each; ++each) {
            k -= *each;
        }
        return static_cast<std::uint32_t>(each - parts_.of_words);
    }

    // k is random for those who ask: a loop that ends after k rounds would be mispredicted each time.
    static std::uint32_t nth_of_few(std::uint64_t bits, std::uint32_t k) noexcept {
        std::uint64_t without[few];
        for (std::uint64_t& each : without) {
            each = bits;
            bits &= bits - 1;
        }
        return static_cast<std::uint32_t>(std::countr_zero(without[k]));
    }

    // Counts the bits of each byte, then of all bytes up to it; the byte that k falls into is searched as above.
    static std::uint32_t nth_of_many(std::uint64_t bits, std::uint32_t k) noexcept {
        constexpr std::uint64_t ones = 0x0101'0101'0101'0101;
        std::uint64_t sums = bits - (bits >> 1 & 0x55 * ones);
        sums = (sums & 0x33 * ones) + (sums >> 2 & 0x33 * ones);
        sums = ((sums + (sums >> 4)) & 0x0f * ones) * ones;
        std::uint64_t const passed = ((k * ones | 0x80 * ones) - sums) & 0x80 * ones; // bytes with no more than k
        std::uint32_t const shift = static_cast<std::uint32_t>((passed >> 7) * ones >> 56) * 8;
        k -= static_cast<std::uint32_t>(sums << 8 >> shift & 0xff);
        std::uint64_t byte = bits >> shift & 0xff;
        std::uint64_t without[8];
        for (std::uint64_t& each : without) {
            each = byte;
            byte &= byte - 1;
        }
        return shift + static_cast<std::uint32_t>(std::countr_zero(without[k]));
    }

    std::uint32_t at_or_after(std::uint32_t fiber) const noexcept {
        std::uint32_t word = fiber / 64;
        if (std::uint64_t const bits = words_[word] >> (fiber % 64)) {
            return fiber + static_cast<std::uint32_t>(std::countr_zero(bits));
        }
        ++word;
        std::uint32_t const summaries = (size_ + 64 * 64 - 1) / (64 * 64);
        for (std::uint32_t s = word / 64, shift = word % 64; s < summaries; ++s, shift = 0) {
            if (std::uint64_t const bits = (summary_[s] >> shift) << shift) {
                std::uint32_t const found = s * 64 + static_cast<std::uint32_t>(std::countr_zero(bits));
                return found * 64 + static_cast<std::uint32_t>(std::countr_zero(words_[found]));
            }
        }
        return none;
    }

    std::uint64_t const* words_ = nullptr;
    std::uint64_t const* summary_ = nullptr;
    std::uint32_t size_ = 0;
    std::uint32_t count_ = 0;
    counts parts_;
};

} // namespace fermata
