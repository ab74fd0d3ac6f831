// fermata - https://www.boost.org/LICENSE_1_0.txt
#pragma once

#include <fermata/core/function_ref.hpp>
#include <fermata/core/object_access.hpp>
#include <fermata/core/wait_queue.hpp>
#include <fermata/model/source_location.hpp>

#include <cstddef>
#include <cstdint>
#include <limits>
#include <utility>
#include <vector>

namespace fermata {

namespace detail {

/// A barrier without its completion function.
class barrier_base {
public:
    /// The phase in which somebody has arrived.
    class arrival_token {
    public:
        arrival_token(arrival_token&&) = default;
        arrival_token& operator=(arrival_token&&) = default;

    private:
        friend class barrier_base;
        arrival_token(barrier_base const& of, std::uint64_t phase) noexcept : of_(&of), phase_(phase) {}
        barrier_base const* of_;
        std::uint64_t phase_;
    };

    barrier_base(barrier_base const&) = delete;
    barrier_base& operator=(barrier_base const&) = delete;

    static constexpr std::ptrdiff_t max() noexcept { return std::numeric_limits<std::ptrdiff_t>::max(); }

    /// Scheduling point; not enabled until that phase has ended. Misuse of a token of an older phase than the last,
    /// or of another barrier.
    void wait(arrival_token&& arrival, source_location where = source_location::current()) const;

protected:
    friend struct object_access;

    barrier_base(std::ptrdiff_t expected, source_location const& where);
    /// Misuse if somebody waits.
    ~barrier_base();

    arrival_token arrive_as(std::ptrdiff_t update, bool drops, function_ref<void()> complete,
                            source_location const& where);
    void arrive_and_wait_as(function_ref<void()> complete, source_location const& where);
    object_identity& identity() noexcept { return identity_; }
    /// Conditions 0 to 9: that phase has ended. 10 to 14: of later ones, the last four that have ended, each by what
    /// its number leaves when divided by five. (A token that is waited for five phases late looks like one of the phase
    /// that has not ended: where that may be, nothing is reduced. It is misuse, from two phases on.)
    std::uint64_t state() const noexcept {
        std::uint64_t ended = (std::uint64_t{1} << (phase_ < 10 ? phase_ : 10)) - 1;
        for (std::uint64_t each = phase_ > 14 ? phase_ - 4 : 10; each < phase_; ++each) {
            ended |= std::uint64_t{1} << condition_of_end(each);
        }
        return ended;
    }
    static constexpr std::uint64_t first_unclear = 10;
    static std::uint32_t condition_of_end(std::uint64_t phase) noexcept {
        return static_cast<std::uint32_t>(phase < first_unclear ? phase : first_unclear + phase % 5);
    }
    bool is_unclear(std::uint64_t phase) const noexcept { return phase >= first_unclear && phase_ >= phase + 5; }

private:
    void end_phase();

    mutable wait_queue waiting_;
    mutable object_identity identity_{object_kind::barrier};
    std::ptrdiff_t expected_;  ///< from the next phase on
    std::ptrdiff_t remaining_; ///< of this phase
    std::uint64_t phase_ = 0;
    struct awaited {
        std::uint32_t fiber;
        std::uint64_t phase;
    };
    mutable std::vector<awaited> awaited_; ///< with tokens, by who has not arrived since; from the tenth phase on
};

struct no_completion {
    void operator()() const noexcept {}
};

} // namespace detail

/// std::barrier under test. Who waits is not enabled until its phase has ended. The last one to arrive calls
/// the completion function, which may have scheduling points.
template <class CompletionFunction = detail::no_completion>
class barrier : public detail::barrier_base {
public:
    /// Misuse of a negative number.
    explicit barrier(std::ptrdiff_t expected, CompletionFunction completion = CompletionFunction(),
                     source_location where = source_location::current())
        : barrier_base(expected, where), completion_(std::move(completion)) {}

    /// Scheduling point. Misuse by more than are expected.
    [[nodiscard]] arrival_token arrive(std::ptrdiff_t update = 1, source_location where = source_location::current()) {
        return arrive_as(update, false, completion_, where);
    }
    /// Two scheduling points, before it arrives and before it goes on; the last one to arrive goes on at once.
    void arrive_and_wait(source_location where = source_location::current()) { arrive_and_wait_as(completion_, where); }
    /// Scheduling point. One less is expected from the next phase on.
    void arrive_and_drop(source_location where = source_location::current()) {
        static_cast<void>(arrive_as(1, true, completion_, where));
    }

private:
    CompletionFunction completion_;
};

} // namespace fermata
