// fermata - https://www.boost.org/LICENSE_1_0.txt
#pragma once

#include "strategy/all_orderings.hpp"
#include "strategy/causal_order.hpp"
#include "strategy/label.hpp"
#include "strategy/wakeup_tree.hpp"

#include <fermata/strategy.hpp>

#include <optional>
#include <vector>

namespace fermata::detail {

/// One execution per class of executions that differ only in the order of operations that do not conflict: optimal
/// dynamic partial-order reduction with wakeup trees (Abdulla, Aronis, Jonsson, Sagonas: Source Sets: A Foundation
/// for Optimal Dynamic Partial Order Reduction, JACM 64(4) 2017, algorithm 2).
///
/// After an execution each pair of conflicting events that could be the other way round (a race) is looked at; what has
/// to be done to reverse it goes into the wakeup tree of the place before the first one, unless an event that sleeps
/// there (all that begins with it has been explored) covers it.
///
/// Deviations from the paper: a sequence that reverses a race is the causal past of the second event and that event,
/// not all that does not happen after the first; so each race is looked at once, when its second event is first
/// executed. An operation that was blocked is put before the last event before which it was not; one that is blocked at
/// the end races too. What an operation would do elsewhere (a compare-exchange, a try_lock) is told from its object's
/// state there. Values of choose() are part of an event.
/// Memory: wakeup trees may grow like the number of executions.
class dpor final : public strategy {
public:
    dpor() : trees_(further_) {}

    bool next_execution(prefix& repeat) override;
    std::uint32_t choose_fiber(decision const& question) override;
    std::uint32_t choose_value(std::uint32_t) override { return 0; }
    std::uint32_t choose_value_at(std::uint32_t n, std::uint64_t step) override;
    bool wants_record() const noexcept override { return true; }
    bool begins_anew() override;
    bool is_cut_at_idle_steps(std::uint64_t first, std::uint64_t last) override;
    bool begin_again(prefix& repeat, lesson taught) override;
    /// False where it had to try every interleaving.
    bool reduces() const noexcept { return !every_.has_value(); }
    void observe(execution_record const& whole) override;
    bool is_exhaustive() const noexcept override { return true; }
    std::string verdict(std::uint64_t executions, bool complete) const override;

    /// How many executions began somewhere where everything had been explored already. The algorithm makes none.
    std::uint64_t redundant() const noexcept { return redundant_; }
    /// How many nodes the wakeup trees had at most.
    std::size_t greatest_trees() const noexcept { return trees_.greatest_size(); }

private:
    using access_of = causal_order::access_of;

    /// The place before an action of the current execution.
    struct place {
        std::uint32_t branches = wakeup_trees::none; ///< what is to be explored instead of that action
        std::uint32_t sleep_begin = 0;               ///< in sleep_
        std::uint32_t sleep_end = 0;
        bool is_decision = false; ///< another fiber could have gone on, or another value been chosen
        bool is_free = true;      ///< nothing slept when it was come to
    };
    /// A choice of the current execution.
    struct decided {
        std::uint64_t step = 0;
        std::size_t action = 0; ///< the number of what was chosen
        std::uint32_t taken = 0;
        std::uint32_t alternatives = 0;
        bool is_value = false;
    };
    static constexpr std::uint32_t no_action = 0xffff'ffff;
    static constexpr std::uint64_t no_step = ~std::uint64_t{0};
    /// Two events, or an event and an operation that was blocked at the end.
    struct race {
        std::uint32_t first = 0;
        std::uint32_t second = no_action;
        label what;                    ///< the second one, as it would be before the first
        label cover;                   ///< what slept before the first one, and covers the other way round
        bool depends_on_cover = false; ///< as long as nothing follows that conflicts with it
    };
    /// What comes first in the next execution, beyond its prefix.
    struct forced_path {
        std::uint64_t from = 0;                                      ///< the step of the first fiber
        std::vector<std::uint32_t> fibers;                           ///< by step
        std::vector<std::pair<std::uint64_t, std::uint32_t>> values; ///< with their steps
        std::size_t next_value = 0;
        std::size_t end = 0;                    ///< how many actions there are up to its end
        std::vector<std::vector<label>> spared; ///< what needs no path of its own if this one can be taken to its end
        bool spares_all = false;                ///< something needs no path if any execution comes after this one
        std::uint64_t last_step = no_step;      ///< of the event that the path is there for

        void clear() {
            fibers.clear();
            values.clear();
            next_value = 0;
            last_step = no_step;
            spared.clear();
            spares_all = false;
        }
    };

    label label_of(execution_record const& whole, std::uint64_t step, effect const& did, std::size_t& next_further);
    bool take_branch(std::size_t decision);
    bool take_other_value(std::size_t decision);
    void forget();
    void look_again_from(decided const& choice);
    void fall_asleep(std::size_t action);
    void add_event(execution_record const& whole, std::uint64_t step);
    void add_values(execution_record const& whole, std::uint64_t step);
    void add_edges(execution_record const& whole, std::uint64_t steps);
    void pass_on_sleep();
    void explore_spared(execution_record const& whole);
    bool is_covered_by_sleep(place const& here, std::vector<label> const& sequence) const;
    void look_at_destructions(execution_record const& whole, std::uint64_t steps);
    bool is_used_after(execution_record const& whole, destruction const& end) const;
    void find_idle_reads(execution_record const& whole);
    void note_idle(pending_operation const& now, effect const& did);
    void find_races(std::uint32_t action, pending_operation const& now, effect const& did, label const& second);
    void reverse(race& which);
    bool is_still_covered(race const& which) const noexcept;

    access_table further_;
    wakeup_trees trees_;
    causal_order order_;
    std::vector<place> places_; ///< by action of the current execution, and one at its end
    std::vector<label> sleep_;  ///< the sleep sets of the places, one after the other
    std::vector<decided> decided_;
    forced_path forced_;
    std::size_t first_new_ = 0;    ///< the first action that is not in order_
    std::size_t first_place_ = 0;  ///< the last place that stays as it was
    std::uint64_t first_step_ = 0; ///< the step of the first event that is not in order_

    /// Values with which a fiber's next operation is the read of an idle round.
    struct idle_read {
        std::uint32_t fiber = 0;
        std::uint32_t object = 0;
        std::uint64_t value = 0;
    };
    bool has_idle_reads_ = false; ///< in some execution
    std::vector<idle_read> idle_reads_;
    std::vector<std::uint64_t> idle_values_;

    std::vector<access_of> accesses_;
    std::vector<causal_order::candidate> candidates_;
    std::vector<race> races_;
    std::vector<label> sequence_;
    std::size_t next_further_ = 0;
    std::size_t next_edge_ = 0;
    std::size_t next_choice_ = 0;
    std::size_t next_destruction_ = 0;
    bool begun_ = false;
    std::optional<all_orderings> every_; ///< instead of all the rest
    char const* why_every_ = "";
    bool is_used_when_destroyed_ = false; ///< some object
    bool expects_idle_ = false;           ///< loops that wait have been met
    bool has_values_ = false;             ///< choose() was met
    bool is_cut_ = false;                 ///< the execution that is being looked at
    std::uint64_t redundant_ = 0;
};

} // namespace fermata::detail
