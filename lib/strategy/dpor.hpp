// fermata - https://www.boost.org/LICENSE_1_0.txt
#pragma once

#include "memory/apart.hpp"
#include "strategy/all_orderings.hpp"
#include "strategy/default_course.hpp"
#include "strategy/departures.hpp"
#include "strategy/execution_graph.hpp"
#include "strategy/kinds.hpp"
#include "strategy/label.hpp"

#include <fermata/strategy.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace fermata::detail {

/// One execution per class of executions that differ only in the order of operations that do not conflict: optimal
/// dynamic partial-order reduction. It remembers nothing but the way to the execution at hand.
///
/// Left to itself the search does everything by default (default_course). Any other execution *departs* from that:
/// somewhere a fiber whose turn it was with an event f was *delayed* until others had done P, which is all that happens
/// before f, or before f could not be performed any more; or choose() returned something else than 0. Each execution
/// but the first has one *parent*, told by its last departure:
/// - of a value: the execution that is the same up to there, has the value before, and goes on by default;
/// - of a delay, where f reads and the last event w of P writes, and other reads are in P only because w comes after
///   them: the one that does all of P but the last of these, then f, and goes on by default;
/// - of any other delay: the one that does all of P but w, then f, and goes on by default.
/// The parent departs less, or later, so all executions form a tree. It is walked by making from each one those that
/// have it for a parent, which is told without performing anything. (Reverse search: Avis, Fukuda, Discrete Applied
/// Mathematics 65, 1996. Walking such a tree in a model checker, where a delay is a revisit of f by w, and what is left
/// out of P must have been added by default: Kokologiannakis, Marmanis, Gladstein, Vafeiadis: Truly Stateless, Optimal
/// Dynamic Partial Order Reduction, POPL 2022, sec. 3. Deviations: theirs is of graphs of reads and writes; here any
/// operations conflict, an operation that would be blocked ends a delay, and what an operation would do elsewhere (a
/// compare-exchange, a try_lock, a wait that may sleep) and whether it would be enabled is told from its object's state
/// there, which is the whole of what an operation may depend on.)
///
/// Whether a loop would go on waiting is tried where it is not known (idle_looks): such executions are not counted.
/// Memory: one execution, and for each on the way what it does not share with the next one. About as many are on the
/// way as an execution has events (tests/programs). Where that takes more than it may, those that began first are
/// forgotten: the parent of an execution can be found from it (departures), and so can the children that it has had.
/// So memory does not depend on how many executions there are, nor on how long the way to one is.
class dpor final : public strategy {
public:
    static constexpr std::size_t usual_way_bytes = std::size_t{64} << 20;

    /// What the way to an execution may take (two are always kept); whether each execution is looked at for whether its
    /// departures can be told from it alone, which costs time.
    explicit dpor(std::size_t way_bytes_max = usual_way_bytes, bool checks = false)
        : way_bytes_max_(way_bytes_max), checks_(checks) {}

    bool next_execution(prefix& repeat) override;
    std::uint32_t choose_fiber(decision const& question) override;
    std::uint32_t choose_value(std::uint32_t) override { return 0; }
    std::uint32_t choose_value_at(std::uint32_t n, std::uint64_t step) override;
    bool wants_record() const noexcept override { return true; }
    void watch(running_execution const& running) override { running_ = &running; }
    bool begins_anew() override;
    bool is_cut_at_idle_steps(std::uint64_t first, std::uint64_t last) override;
    bool begin_again(prefix& repeat, lesson taught) override;
    bool only_looks() const noexcept override { return was_look_ && reduces(); }
    void observe(execution_record const& whole) override;
    bool is_exhaustive() const noexcept override { return true; }
    std::string verdict(std::uint64_t executions, bool complete) const override;

    /// False where it had to try every interleaving.
    bool reduces() const noexcept { return !every_.has_value(); }
    /// Whether a loop that waits was met: without one, there are no looks while there is room for the way.
    bool has_met_loops() const noexcept { return learnt_.looks.any(); }
    /// How many executions turned out to have another parent. The algorithm makes none.
    std::uint64_t redundant() const noexcept { return redundant_; }
    /// How many executions were on the way to one, at most.
    std::size_t longest_way() const noexcept { return longest_way_; }
    /// How often the parent of an execution had been forgotten.
    std::uint64_t returns() const noexcept { return returns_; }
    /// Of how many executions the departures could not be told from them alone, of those that were looked at for that.
    std::uint64_t untold() const noexcept { return untold_; }

private:
    static constexpr std::uint32_t none = 0xffff'ffff;
    /// The way is measured once in as many executions as there is room for of this size.
    static constexpr std::size_t room_of_one = std::size_t{64} << 10;

    /// Two actions that may make a child: w, and f that it may delay; or a read, and w that it may be put before.
    struct pair {
        std::uint32_t first = 0;
        std::uint32_t second = 0;
        std::uint32_t reach = 0; ///< it makes none, here and in whatever begins with the actions up to that one. What
                                 ///< comes of an execution may begin before that, even if that one did not
        bool is_read = false;
    };
    /// An execution on the way, with where the making of its children has got to. Of the last one on the way the whole
    /// is in graph_ and delays_.
    struct stage {
        std::uint32_t begin = 0;        ///< from that action on it differs from its parent
        std::int64_t departure = -1;    ///< the action that it was made by: w, a read that was added, or a value
        execution_graph::suffix parent; ///< from `begin` on
        std::vector<delay> parent_delays;
        bool has_lost_parent = false; ///< that is no longer on the way

        std::vector<pair> open; ///< those before it began that may make children, of it or of what comes of it
        std::size_t next_open = 0;
        std::size_t opened = 0; ///< how many were open when it began
        std::uint32_t second = 0;
        std::vector<pair> now; ///< those of `second`, the last one first
        bool has_pairs = false;
        std::vector<std::uint32_t> extras; ///< what may be in P, too, and need not
        std::vector<bool> taken;
        bool has_subset = false;
        bool again = false; ///< the same once more, after a look
        std::size_t next_value = 0;

        std::size_t bytes() const noexcept;
    };
    /// What the next execution begins with.
    struct beginning {
        std::vector<std::uint32_t> fibers;                           ///< by step
        std::vector<std::pair<std::uint64_t, std::uint32_t>> values; ///< with their steps
        std::uint32_t shared = 0; ///< how many of its actions are those of the last execution on the way
        std::size_t next_value = 0;
        std::uint32_t begin = 0; ///< from there on it differs from its parent
        std::uint32_t departure = 0;
        delay its_delay;
        bool has_delay = false;
        bool ends_delay = false;   ///< after the departure, and values, the last event of the delay comes, too
        std::uint32_t then = none; ///< the fiber that goes on after that, if it can
        bool is_look = false;      ///< it only shows whether the last fiber goes on waiting
        bool is_return = false;    ///< it is the lost parent of the first one on the way
        bool asks = false;         ///< it is cut if that fiber goes on waiting

        std::uint32_t actions() const noexcept { return static_cast<std::uint32_t>(fibers.size() + values.size()); }
        void add(label const& what);
    };
    /// The children of an execution that were made before it was forgotten: up to that one.
    struct passed_child {
        bool is_awaited = false;
        std::vector<std::uint32_t> fibers;
        std::vector<std::pair<std::uint64_t, std::uint32_t>> values;
    };

    stage& last() noexcept { return way_[length_ - 1]; }
    stage const& last() const noexcept { return way_[length_ - 1]; }
    static bool is_single(operation const& of) noexcept { return is_of_one_object(of.kind); }
    bool is_top(std::uint32_t action) const noexcept { return graph_[action].block != none; }

    // dpor.cpp
    void find_repeated(prefix& repeat, std::uint32_t known);
    std::uint32_t next_by_turn(decision const& question, std::uint32_t running) const;
    void learn_ends_of_waits();
    void check_looks(bool was_unforeseen);
    void forget();
    // dpor_way.cpp
    void begin_stage(execution_record const& whole);
    stage& new_stage(std::uint32_t begin, std::int64_t departure);
    void end_beginning();
    std::vector<delay>::iterator delays_before(std::uint32_t action);
    bool is_a_delay(delay const& its) const;
    void end_stage();
    void shorten_way();
    // dpor_children.cpp
    bool next_child(stage& of);
    bool next_by_pair(stage& of);
    bool try_pair(stage& of, pair& which);
    bool next_by_value(stage& of);
    void find_pairs(stage& of) const;
    void find_extras(stage& of, pair& which) const;
    void find_extras_of_read(stage& of, pair& which) const;
    void add_extras(stage const& of);
    bool next_subset(stage& of, pair& which) const;
    void begin_like(std::uint32_t actions);
    void begin_delay(std::uint32_t begin);
    void end_delay(delay const& what, label const& last);
    void begin_look();
    // dpor_return.cpp
    void begin_return();
    bool go_on_returning();
    void arrive();
    void give_up(char const* why);
    bool is_passed();
    bool is_told();
    bool is_found() const;
    // dpor_delays.cpp
    bool make_delay(stage& of, pair& which);
    bool is_last_of_delay(std::uint32_t first, std::uint32_t second, label const& what, bool has_extras);
    bool is_last_before(std::uint32_t first, std::uint32_t second, label const& what, label const& delayed);
    label delayed_by(std::uint32_t first, std::uint32_t second, label const& what);
    void find_past(std::uint32_t which, label const& what, std::vector<std::uint32_t>& past) const;
    bool make_insertion(stage& of, pair& which);
    bool is_last_read(delay const& into, std::uint32_t read, const_counts past) const;
    bool follows_by_default(stage& of, pair& which, const_counts set, std::uint32_t first, std::uint32_t running);
    bool is_known_to_wait(std::uint32_t which, label const& what);

    std::size_t const way_bytes_max_;
    bool const checks_;
    what_is_learnt learnt_;
    default_course course_;
    departures departures_;
    execution_graph graph_;
    std::vector<delay> delays_; ///< in their order
    std::vector<stage> way_;    ///< the first `length_` of them; the others keep their memory
    std::size_t length_ = 0;
    beginning next_;
    passed_child passed_;
    bool is_returning_ = false;             ///< graph_ is of an execution like the lost parent
    bool is_in_order_ = false;              ///< it should be in the order of that
    std::vector<std::uint32_t> some_;       ///< actions
    std::vector<std::uint32_t> values_;     ///< those chosen after one
    std::vector<std::uint32_t> kept_;       ///< counts: what comes before w
    std::vector<std::uint32_t> past_;       ///< counts: what happens before w there
    std::vector<std::uint32_t> first_past_; ///< counts: what happens before f there
    running_execution const* running_ = nullptr;
    apart_vector<std::pair<std::uint64_t, std::uint64_t>> idle_steps_; ///< of the execution that runs
    bool may_wait_ = false;                                            ///< that is not known of what was asked about
    class_identity asked_state_;
    sight asked_sight_;

    std::optional<all_orderings> every_; ///< instead of all the rest
    char const* why_every_ = "";
    char const* why_unclear_ = nullptr; ///< why the execution that is being looked at cannot be reduced
    bool begun_ = false;
    bool is_cut_ = false; ///< the execution that is being looked at
    bool was_look_ = false;
    std::size_t longest_way_ = 0;
    std::size_t until_measured_ = 0; ///< how many executions are begun before the way is measured
    std::uint64_t redundant_ = 0;
    std::uint64_t returns_ = 0;
    std::uint64_t untold_ = 0;
};

} // namespace fermata::detail
