// fermata - https://www.boost.org/LICENSE_1_0.txt
#pragma once

#include "memory/apart.hpp"
#include "strategy/random_numbers.hpp"

#include <fermata/strategy.hpp>

#include <cstdint>

namespace fermata::detail {

/// Probabilistic concurrency testing (Burckhardt, Kothari, Musuvathi, Nagarakatte: A Randomized Scheduler with
/// Probabilistic Guarantees of Finding Bugs, ASPLOS 2010, section 2.4, figure 4). Fibers have random priorities of
/// d and more, the enabled one with the highest goes on; d - 1 change points are drawn from the first k steps, and
/// who is about to make the step of the i-th one gets the priority i before it, so that another one may make it.
/// With n fibers, each sample finds a bug of depth d with probability 1 / (n k^(d-1)) at least (theorem 9).
///
/// Deviations:
/// - The bound is one of the samples whose change points were drawn from the final k; the verdict says how many.
/// - Nobody says n and k. k is the greatest number of steps that had been made when the last decision of an earlier
///   execution came (behind it no change point has an effect); the first execution assumes k_assumed. n enters the
///   bound only. Both are maxima over what was seen, so the bound is one on programs no longer than that.
/// - Priorities are drawn when a fiber is first enabled beside another, 31 random bits each instead of a
///   permutation, because fibers come as they are made; a tie (n² / 2^32) goes to the one that was there first.
/// - A fiber that is about to go on from wait_for_progress() gets a priority below all others instead, and among
///   such fibers it is everybody's turn: one that retries for ever would starve the one that it waits for. The bound
///   says nothing of programs in which that has happened, and the verdict says so.
/// - Values of choose(n) are uniform.
class pct final : public strategy {
public:
    static constexpr std::uint64_t k_assumed = 64;

    pct(int depth, std::uint64_t seed);

    bool next_execution(prefix&) override;
    std::uint32_t choose_fiber(decision const& question) override;
    std::uint32_t choose_value(std::uint32_t n) override { return numbers_.below(n); }
    void execution_ended(outcome how, choice const* choices, std::size_t count) override;
    std::string verdict(std::uint64_t executions, bool) const override;

    std::uint64_t steps_seen() const noexcept { return k_; }
    std::uint32_t fibers_seen() const noexcept { return n_; }

private:
    struct change_point {
        std::uint64_t step = 0;
        std::int32_t priority = 0;
    };

    void greet(std::uint32_t word, std::uint64_t arrived);
    std::uint32_t highest(enabled_fibers const& of) const noexcept;
    void catch_up(std::uint64_t step, pending_operation const* events);
    std::uint32_t pass_change_points(decision const& question, std::uint32_t chosen);
    std::uint32_t give_way(decision const& question, std::uint32_t chosen);

    // By number of fiber; 0: it has none yet. Change points are 1 to d - 1, those that wait for progress negative.
    apart_vector<std::int32_t> priorities_;
    apart_vector<std::uint64_t> enabled_; ///< at the decision before, in words
    std::uint32_t top_ = no_fiber;        ///< of those the one with the highest priority
    apart_vector<change_point> changes_;  ///< by step, and an end that is never reached
    std::size_t next_change_ = 0;
    std::int32_t lowest_ = 0;

    random_numbers numbers_;
    std::uint64_t seed_;
    std::uint64_t execution_ = 0;
    std::uint64_t k_ = 0;
    std::uint32_t n_ = 0;
    std::uint64_t drawn_from_ = 0; ///< the k that the last change points were drawn from
    std::uint64_t drawn_so_ = 0;   ///< how many samples in a row
    std::uint32_t fibers_ = 0;     ///< of this execution
    int depth_;
    bool met_waits_for_progress_ = false;
};

} // namespace fermata::detail
