// fermata - https://www.boost.org/LICENSE_1_0.txt
#pragma once

#include "memory/apart.hpp"
#include "strategy/random_numbers.hpp"

#include <fermata/strategy.hpp>

#include <array>
#include <cstdint>

namespace fermata::detail {

/// Partial order sampling (Yuan, Yang, Gu: Partial Order Aware Concurrency Sampling, CAV 2018, section 4,
/// algorithm 2). Every pending event has a random priority, the enabled one with the highest is next; then
/// the next event of that fiber gets a fresh one, and so do all pending events that race with what was done.
///
/// Deviations:
/// - Only enabled fibers have priorities: an event that becomes enabled gets a fresh one, since whatever enabled
///   it raced with it.
/// - What races is told by the announcements (races.hpp): a compare-exchange that fails races like one that
///   succeeds. Of two objects that one operation touches, only the first counts.
/// - Priorities have 32 bits; a tie goes to the fiber that was made first.
/// - Where all priorities are fresh, as among checkpoints, the highest is anybody's: one number is drawn instead of one
///   for each. Should some of them be kept, they are drawn then, as if they had been before: as many as there were
///   fibers, and the highest belongs to the one that went on.
/// - Values of choose(n) are uniform.
class pos final : public strategy {
public:
    explicit pos(std::uint64_t seed) noexcept : seed_(seed) {}

    bool next_execution(prefix&) override;
    std::uint32_t choose_fiber(decision const& question) override;
    std::uint32_t choose_value(std::uint32_t n) override { return numbers_.below(n); }
    std::string verdict(std::uint64_t executions, bool) const override;

private:
    /// Where the fibers stand whose next operation is on one of these objects.
    struct bucket {
        std::uint32_t object = 0;
        bool is_used = false;
        bool is_mixed = false; ///< not only writes of that object
    };
    static constexpr std::uint32_t bucket_count = 64;
    static constexpr std::uint8_t nowhere = 0xff;

    void make_room(std::uint32_t words);
    bool forget_redrawn(decision const& question);
    void redraw(std::uint32_t words, pending_operation const& done, decision const& question);
    void enter(std::uint32_t fiber, operation const& next);
    std::uint32_t choose_any(enabled_fibers const& enabled);
    std::uint32_t choose_highest(enabled_fibers const& enabled);
    void draw_below_highest();

    // Sets of fibers, in words.
    apart_vector<std::uint64_t> known_;         ///< whose priority still holds
    apart_vector<std::uint64_t> entered_;       ///< who stands in a bucket as is right
    apart_vector<std::uint64_t> race_with_all_; ///< whose next operation does
    apart_vector<std::uint64_t> members_;       ///< of the buckets: by word, then by bucket
    std::array<bucket, bucket_count> buckets_{};
    apart_vector<std::uint8_t> home_;        ///< by number of fiber: its bucket
    apart_vector<std::uint32_t> priorities_; ///< by number of fiber
    std::uint64_t seen_ = 0;                 ///< how many events have had their effect on priorities
    std::uint32_t undrawn_ = 0; ///< not 0: those who are known, and more, up to so many, lost against somebody by
                                ///< numbers that are not drawn yet

    random_numbers numbers_;
    std::uint64_t seed_;
    std::uint64_t execution_ = 0;
};

} // namespace fermata::detail
