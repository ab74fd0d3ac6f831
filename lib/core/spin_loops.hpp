// fermata - https://www.boost.org/LICENSE_1_0.txt
#pragma once

#include "fiber/left_memory.hpp"
#include "fiber/live_stack.hpp"
#include "fiber/unused_registers.hpp"
#include "memory/apart.hpp"

#include <fermata/model/operation.hpp>
#include <fermata/strategy.hpp>

#include <cstddef>
#include <cstdint>
#include <span>

namespace fermata::detail {

class execution;
struct fiber;

/// Finds loops that only read atomics. A fiber that comes back to the same operation with the same registers and live
/// stack, and has performed nothing but reads and yields since, is in the state in which it was: that round is *idle*.
/// After an idle round that is not the first of its kind, while nobody has written what the round read, the next one
/// would be the same, and the fiber is parked until somebody does. (The idea: Kokologiannakis, Ren, Vafeiadis: Dynamic
/// Partial Order Reductions for Spinloops, FMCAD 2021; theirs asks a compiler, this one looks.)
///
/// When a fiber is parked depends on nothing but the execution: what was on the stack before, in variables that have no
/// value yet, has one after a round of that kind. Whether the first round was idle is known only where the place is
/// already known to be in such a loop: who cares about classes makes the execution again, with stacks that are marked
/// as unused where a fiber begins and at its scheduling points, which leave something else there each time. Each round
/// is compared with where the fiber was after the last one that was not idle. What others write into its frames while
/// it does not run (atomics, results) is taken for what had been there all the time. Another call of the same function
/// begins anew. An address on the stack may be another one where the same steps are performed again: so an execution
/// that repeats one parks whom that one had parked (parking_log), whatever is on the stack.
class spin_loops {
public:
    bool is_on = false;
    bool keeps_rounds = false;       ///< which rounds are idle is to be told
    lesson learnt = lesson::nothing; ///< in this execution
    bool has_parked = false;         ///< ever; or left a round out
    std::uint32_t parked = 0;        ///< how many there are

    void begin(bool on, bool rounds);
    /// Forgets what belonged to the execution before.
    void begin_execution() {
        parked = 0;
        learnt = lesson::nothing;
        is_watching_ = 0;
    }

    /// Whether arrive() is to be called. `performed`: how many reads and yields the fiber has performed in a row.
    bool wants(std::uint32_t performed, std::uint32_t site) const noexcept {
        return is_on && (performed != 0 || (keeps_rounds && is_known(site)));
    }
    struct arrival {
        std::uint32_t performed = 0; ///< what counts now as performed in a row
        bool is_parked = false;
    };
    /// The fiber is about to perform a load or compare-exchange, and what called the function that calls this is where
    /// the loop would be.
    arrival arrive(fiber& me, operation const& next, std::uint32_t performed, void const* frame);
    /// It is about to yield, in a function whose frame is there.
    void arrive_at_yield(fiber& me, std::uint32_t performed, void const* frame);
    /// It goes on after that.
    void come_back(fiber& me) {
        if (is_watching_ != 0) [[unlikely]] {
            come_back_to_watched(me);
        }
    }

    /// Who can go on follows from more than operations on single objects.
    void found_unordered_wait() noexcept {
        if (keeps_rounds && !knows_unordered_) {
            knows_unordered_ = true;
            learnt = lesson::unordered_wait;
        }
    }
    /// An atomic was written.
    void wrote(std::uint32_t object) {
        if (object >= written_.size()) [[unlikely]] {
            written_.resize(object + std::size_t{64}, 0);
        }
        written_[object] = ++clock_;
    }
    /// Nobody has used the stack from here on: where a fiber comes back from a yield to whatever called it.
    void mark_unused() const {
        if (marks_stacks_) [[unlikely]] {
            mark_unused_stack();
        }
    }
    /// The same where a fiber begins, with the registers, too.
    template <class Body>
    void begin_with(Body const& body) const {
        if (marks_stacks_) [[unlikely]] {
            mark_unused_stack();
            call_with_unused_registers([](void const* which) { (*static_cast<Body const*>(which))(); }, &body);
        } else {
            body();
        }
    }
    /// Those who were parked because of it can go on.
    void wake(execution& mine, std::uint32_t object);
    /// Whether the stack below a scheduling point is to be marked as unused, too.
    bool marks_stacks() const noexcept { return marks_stacks_; }
    std::uint64_t clock() const noexcept { return clock_; }

    /// What a parked fiber would read; null if it is not parked.
    apart_vector<std::uint32_t> const* parked_for(std::uint32_t fiber) const noexcept;

private:
    /// A read or yield that a fiber has performed.
    struct performed_operation {
        operation what;
        std::uint64_t step = 0;
        std::uint64_t clock = 0;     ///< when it was performed
        void const* frame = nullptr; ///< of the function that did

        bool is_read() const noexcept { return what.object != 0; }
    };
    /// One that stands while rounds are compared with it, twice as many each time. (Brent, An improved Monte Carlo
    /// factorization algorithm, BIT 20, 1980, sec. 2: cycles of any length.)
    struct earlier_visit {
        live_stack state;
        std::size_t performed = 0;
        std::uint32_t rounds = 0; ///< since then
        std::uint32_t rounds_max = 2;
        bool was_there = false; ///< again, and goes round for the second time
    };
    /// Where a fiber was, and how.
    struct visit {
        operation next;
        std::size_t performed = 0; ///< how much it had performed by then
        bool is_cut = false;       ///< what it had performed since has been forgotten in part
        live_stack state;
        earlier_visit anchor;                         ///< to find it there again after several rounds
        apart_vector<apart_vector<operation>> rounds; ///< what it has performed between two such visits

        bool is_at(operation const& other, live_stack const& now) const noexcept {
            return next == other && state.place() == now.place();
        }
    };
    struct watched {
        fiber* whose = nullptr;
        bool is_parked = false;
        apart_vector<std::uint32_t> objects; ///< that it is parked for
        apart_vector<performed_operation> performed;
        apart_vector<visit> first_visits; ///< to places that are known to be in a loop, until a round is not idle
        apart_vector<visit> visits;       ///< later ones, which decide when it is parked
        std::uintptr_t live = 0;          ///< from there on its stack is as it left it
        left_memory left;

        template <class See>
        void for_states(See const& see);
        void begin_anew() {
            performed.clear();
            first_visits.clear();
            visits.clear();
        }
    };

    bool is_known(std::uint32_t site) const noexcept { return site < known_.size() && known_[site]; }
    void learn(std::uint32_t site);
    watched& watch(fiber& me);
    static void leave(watched& who, std::uintptr_t live);
    void come_back_to_watched(fiber& me);
    void add_performed(fiber& me, watched& who, std::uint32_t performed);
    void compare_round(fiber& me, watched& who, operation const& next);
    void come_again(watched& who, operation const& next, void const* frame);
    void end_round(watched& who, visit& begun);
    bool comes_round(watched& who, visit& again);
    void park(watched& who, apart_vector<std::uint32_t> const& objects);
    static bool is_new_round(visit& ended, std::span<performed_operation const> round);
    void tell_idle(fiber& me, std::span<performed_operation const> round);

    std::span<watched> watching() noexcept { return {watched_.data(), is_watching_}; }
    std::span<watched const> watching() const noexcept { return {watched_.data(), is_watching_}; }

    apart_vector<watched> watched_; ///< the first ones; the others keep their memory
    std::size_t is_watching_ = 0;
    apart_vector<std::uint64_t> written_; ///< by object: when
    apart_vector<bool> known_;            ///< by site
    bool knows_unordered_ = false;
    bool marks_stacks_ = false; ///< some place is known, and rounds are kept
    std::uint64_t clock_ = 0;
    live_stack now_;
};

} // namespace fermata::detail
