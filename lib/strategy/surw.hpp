// fermata - https://www.boost.org/LICENSE_1_0.txt
#pragma once

#include "memory/apart.hpp"
#include "strategy/event_counts.hpp"
#include "strategy/random_numbers.hpp"

#include <fermata/strategy.hpp>

#include <cstdint>
#include <functional>
#include <utility>

namespace fermata::detail {

/// Selectively uniform random walk (Zhao, Wolff, Mathur, Roychoudhury: Selectively Uniform Concurrency Testing, ASPLOS
/// 2025, sections 3.1 and 3.2, algorithms 1 and 2). Some events are interesting. The fiber whose interesting event is
/// to be the next one is drawn with a probability proportional to how many such events it has left, which makes all
/// orders of them equally likely where the counts are right and nothing blocks; until it gets there, other fibers may
/// do what is not interesting, and are held before what is. What a fiber has left includes what the fibers have that it
/// is still to make; a new one takes its part over, and the intention too, with the probability of its part.
///
/// Deviations:
/// - The counts are those of one execution, the first, which is a random walk. That is all that a later execution
///   depends on besides its own seed.
/// - Interesting are, unless the user says so, the operations on one object, drawn anew for each execution from those
///   that two fibers or more have accessed in the first one, and not only read; checkpoints and starts count as one
///   object. If there is no such object, everything is interesting.
/// - What is not interesting goes by random priorities that are drawn anew for each event, so that no retry starves the
///   rest.
/// - Who makes a fiber is not told: it is who was running when it appeared, or had made the last step.
/// - If all who could go on are held, because the intended fiber is blocked, another one of them is drawn.
/// - A fiber that the first execution did not have, and one that stands before an interesting event, has one left at
///   least: otherwise what the first execution did not do would never come.
/// - Values of choose(n) are uniform.
class surw final : public strategy {
public:
    using predicate = std::function<bool(operation const&)>;

    surw(std::uint64_t seed, predicate interesting) : interesting_(std::move(interesting)), seed_(seed) {}

    bool next_execution(prefix&) override;
    std::uint32_t choose_fiber(decision const& question) override;
    std::uint32_t choose_value(std::uint32_t n) override { return numbers_.below(n); }
    void execution_performed(pending_operation const* events, std::size_t count) override;
    std::string verdict(std::uint64_t executions, bool) const override;

private:
    bool is_interesting(operation const& of) const;
    void note_makers(decision const& question);
    void make_room(std::uint32_t fibers);
    void greet(std::uint32_t fiber);
    void set_weight(std::uint32_t fiber, std::uint32_t weight) noexcept;
    void count_events(decision const& question);
    void enter(std::uint32_t fiber, operation const& next);
    bool enter_changed(decision const& question);
    std::uint32_t draw_intended(enabled_fibers const& among);
    std::uint32_t highest_allowed(enabled_fibers const& among) const;

    predicate interesting_;
    event_counts counts_;
    std::uint32_t object_ = 0;             ///< whose operations are interesting
    std::uint32_t const* parts_ = nullptr; ///< by number of fiber: what it takes over when it appears

    // Sets of fibers, in words.
    apart_vector<std::uint64_t> known_;      ///< who has got its part of what is left
    apart_vector<std::uint64_t> entered_;    ///< whose weight, and whether it is to be held, is as it should be
    apart_vector<std::uint64_t> before_one_; ///< who stands before something interesting, of those who are entered
    // By number of fiber.
    apart_vector<std::uint32_t> left_;       ///< interesting events
    apart_vector<std::uint32_t> weights_;    ///< the same of those who are enabled, 0 of others
    apart_vector<std::uint32_t> sums_;       ///< of eight weights each
    apart_vector<std::uint32_t> priorities_; ///< among what is not interesting
    std::uint32_t blocks_ = 0;               ///< how many of the sums are in use
    std::uint64_t seen_ = 0;                 ///< how many events are counted
    std::uint32_t intended_ = no_fiber;

    random_numbers numbers_;
    std::uint64_t seed_;
    std::uint64_t execution_ = 0;
    bool counting_ = true; ///< this is the first execution
};

} // namespace fermata::detail
