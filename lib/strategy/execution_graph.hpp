// fermata - https://www.boost.org/LICENSE_1_0.txt
#pragma once

#include "strategy/class_identity.hpp"
#include "strategy/counts.hpp"
#include "strategy/idle_looks.hpp"
#include "strategy/label.hpp"

#include <fermata/strategy.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace fermata::detail {

/// What executions have taught about the program.
struct what_is_learnt {
    access_table further; ///< what actions have accessed beyond one object
    idle_looks looks;
};

/// One execution, up to the order of what does not conflict: what each fiber has done, and which of it happens before
/// which: by the order within a fiber, by the order of conflicting operations, and by what cannot be otherwise (starts,
/// joins, notifications). Actions are numbered in the order in which they were performed, values of choose() among
/// them; then comes what was blocked at the end. What is as if it had not been (effect::is_idle) is left out.
///
/// Its end can be cut off for that of another execution that begins like it, and put back.
class execution_graph {
public:
    /// One access of an action, in the chain of those to the same object.
    struct link {
        std::uint32_t action = 0;
        std::int32_t previous = -1;
        std::int32_t previous_write = -1;
        std::uint32_t object = 0;
        std::uint64_t before = 0; ///< the object's state
        std::uint32_t number = 0; ///< of the action, among its fiber's
        std::uint32_t fiber : 24 = 0;
        access how : 8 = access::none;
    };
    struct action {
        label what;
        fermata::operation operation;
        std::uint32_t number = 0;   ///< among its fiber's, from 1
        std::uint64_t expected = 0; ///< see effect; of a value how many there were to choose from
        std::uint64_t operand = 0;  ///< see effect; of what sleeps the number of its further accesses then
        std::uint32_t first_link = 0;
        std::uint32_t before = 0; ///< the row of what happens before it was announced
        std::uint32_t past = 0;   ///< the row of what happens before it, with itself
        std::uint32_t block = 0;  ///< for who explores: see dpor
    };
    static_assert(sizeof(action) == 64); // a cache line
    /// What was cut off.
    struct suffix;

    /// The execution as far as it is known, `begin` actions, goes on like that one. `further` gives numbers to what
    /// actions have accessed beyond one object; `looks` learns, if loops that wait have been met, with which values
    /// they wait.
    void build(execution_record const& whole, std::uint32_t begin, what_is_learnt& learnt);
    void cut(std::uint32_t begin, suffix& off);
    void put_back(suffix const& off);
    void clear();

    /// How many were performed.
    std::uint32_t performed() const noexcept { return performed_; }
    /// With what was blocked at the end.
    std::uint32_t size() const noexcept { return size_; }
    action const& operator[](std::size_t which) const noexcept { return actions_[which]; }
    void set_block(std::size_t which, std::uint32_t block) noexcept { actions_[which].block = block; }
    std::uint32_t fibers() const noexcept { return fibers_; }
    /// How many numbers counts have.
    std::uint32_t width() const noexcept { return width_; }
    /// A fiber's actions, and what it was blocked at.
    std::span<std::uint32_t const> of_fiber(std::uint32_t fiber) const noexcept { return by_fiber_[fiber]; }
    /// The values of choose().
    std::span<std::uint32_t const> values() const noexcept { return values_; }
    std::uint32_t values_before(std::uint32_t which) const noexcept {
        return static_cast<std::uint32_t>(std::lower_bound(values_.begin(), values_.end(), which) - values_.begin());
    }

    const_counts before(std::size_t which) const noexcept { return row(actions_[which].before); }
    /// The last action that happens before it was announced; -1 for none.
    std::int64_t latest(std::size_t which) const noexcept { return row_of_[actions_[which].before].latest; }
    const_counts past(std::size_t which) const noexcept { return row(actions_[which].past); }
    /// How many of its actions a fiber had performed before that action was, or all fibers had.
    std::uint32_t performed_before(std::uint32_t which, std::uint32_t fiber) const noexcept {
        auto const mine = of_fiber(fiber);
        return static_cast<std::uint32_t>(std::lower_bound(mine.begin(), mine.end(), which) - mine.begin());
    }
    void performed_before(std::uint32_t which, std::vector<std::uint32_t>& to) const;
    /// False until it was built after the first loop that waits had been met.
    bool has_identities() const noexcept { return has_identities_; }
    /// What a fiber has seen, and thus the state that it is in, when it was about to perform that.
    class_identity state_at(std::size_t which) const noexcept {
        return state_of(actions_[which].what.fiber, actions_[which].before);
    }

    std::span<link const> links_of(std::size_t which) const noexcept {
        std::size_t const first = actions_[which].first_link;
        std::size_t const end = which + 1 < size_ ? actions_[which + 1].first_link : link_count_;
        return {links_.data() + first, end - first};
    }
    link const* link_at(std::int32_t number) const noexcept { return number < 0 ? nullptr : links_.data() + number; }
    link const* last_link(std::uint32_t object) const noexcept {
        return link_at(object < heads_.size() ? heads_[object] : -1);
    }
    /// The last link to an object before an action.
    link const* link_before(std::size_t which, std::uint32_t object) const noexcept;
    /// The last one before it that conflicts with an access.
    link const* conflicting_before(link const& which, access how) const noexcept {
        return link_at(how == access::write ? which.previous : which.previous_write);
    }

    bool contains(const_counts set, const_counts other) const noexcept {
        return counting::contains(set, other, width_);
    }
    bool contains(const_counts set, std::size_t which) const noexcept {
        return set[actions_[which].what.fiber] >= actions_[which].number;
    }
    static bool contains(const_counts set, link const& which) noexcept { return set[which.fiber] >= which.number; }
    void add(counts set, const_counts other) const noexcept { counting::add(set, other, width_); }
    void copy(const_counts set, std::vector<std::uint32_t>& to) const {
        to.resize(width_);
        counting::copy(to.data(), set, width_);
    }
    /// With the values that are chosen then without anybody else.
    void add_values(counts set) const noexcept;
    /// The same; which they are is appended.
    void take_values(counts set, std::vector<std::uint32_t>& taken) const;

    /// An object's state after a set of actions, if something that is not in the set has accessed it.
    std::optional<std::uint64_t> state_after(const_counts set, std::uint32_t object) const noexcept;
    /// Who has left an object as it was after that access: nobody, if there is none.
    class_identity writer_after(link const* last) const noexcept {
        link const* const write = last != nullptr && last->how != access::write ? link_at(last->previous_write) : last;
        return write != nullptr && has_identities_ ? identities_[actions_[write->action].past] : class_identity{};
    }
    /// The same after a set of actions.
    class_identity writer_after(const_counts set, std::uint32_t object) const noexcept;
    /// What an action would be after a set of others that contains what happens before it was announced; nothing where
    /// it would not be enabled.
    std::optional<label> after(const_counts set, std::size_t which) const noexcept;
    /// The same where its object is in that state.
    std::optional<label> in_state(std::size_t which, std::uint64_t state) const noexcept;
    /// The state in which an atomic's operation would leave it; nothing if that is not known.
    std::optional<std::uint64_t> state_left(std::size_t which, std::uint64_t state) const noexcept {
        action const& here = actions_[which];
        return effect::predicted_state(here.operation, state, here.expected, here.operand);
    }
    /// Whether what it accesses depends on whether its object is in a certain state.
    bool sleeps(std::size_t which) const noexcept {
        return (actions_[which].operation.detail & operation_detail::sleeps) != 0;
    }
    /// All that it may access, wherever it is performed.
    label announced(std::size_t which) const noexcept {
        label what = actions_[which].what;
        what.how = actions_[which].operation.access;
        if (sleeps(which)) {
            what.more = static_cast<std::uint32_t>(actions_[which].operand);
        }
        return what;
    }

    /// Whether the first actions have found, in another execution, what they had found in the one that is known.
    bool is_repeated_by(execution_record const& other, std::uint32_t actions) const noexcept;

    /// Whether an object was destroyed that others have used, or may yet, without an order between the two.
    bool has_used_when_destroyed() const noexcept { return is_used_when_destroyed_; }

private:
    struct row_of {
        std::uint32_t fiber = 0;
        std::uint32_t previous = 0; ///< the row of the fiber before
        std::int32_t latest = -1;   ///< the last action in it
    };
    /// Where the building has got to.
    struct cursor {
        std::size_t edge = 0;
        std::size_t choice = 0;
        std::size_t further = 0;
        std::size_t destruction = 0;
        std::uint64_t first_step = 0;
    };

    const_counts row(std::uint32_t number) const noexcept { return rows_.data() + std::size_t{number} * width_; }
    counts row(std::uint32_t number) noexcept { return rows_.data() + std::size_t{number} * width_; }
    class_identity state_of(std::uint32_t fiber, std::uint32_t its_row) const noexcept {
        return mix(identities_[its_row], fiber);
    }
    /// With few fibers what was performed before each action is kept; with many it is found where it is needed.
    bool keeps_performed() const noexcept { return width_ <= 16; }
    bool is_next_value(const_counts set, std::uint32_t which) const noexcept {
        action const& value = actions_[which];
        return set[value.what.fiber] + 1 == value.number && contains(set, before(which));
    }
    void make_room(execution_record const& whole);
    void widen(std::uint32_t width);
    cursor find_cursor(execution_record const& whole, std::uint32_t begin) const;
    void drop(std::uint32_t begin);
    void put_back_rows(std::vector<std::uint32_t> const& from, std::uint32_t width, counts to) const;
    std::uint32_t rows_before(std::uint32_t action) const noexcept;
    std::uint32_t push_row(std::uint32_t fiber);
    action& add_action(std::uint32_t fiber, operation const& of);
    void add_link(std::uint32_t object, access how, std::uint64_t before);
    void identify_link(std::uint32_t object, access how, std::int32_t head);
    void add_event(execution_record const& whole, std::uint64_t step, cursor& at, what_is_learnt& learnt);
    std::uint32_t row_then(execution_record const& whole, causal_edge const& edge) const noexcept;
    void add_edges(execution_record const& whole, std::uint64_t steps, cursor& at);
    void add_values(execution_record const& whole, std::uint64_t step, cursor& at);
    void add_blocked(execution_record const& whole, pending_operation const& what, what_is_learnt& learnt);
    static effect last_look(execution_record const& whole, pending_operation const& next);
    void look_at_destructions(execution_record const& whole, std::uint64_t steps, cursor& at);
    bool is_used_besides(std::uint32_t object, std::uint32_t fiber) const noexcept;

    std::uint32_t fibers_ = 0;
    std::uint32_t width_ = 4;
    std::uint32_t performed_ = 0;
    std::uint32_t size_ = 0;
    std::uint32_t link_count_ = 0;
    std::uint32_t row_count_ = 1;
    // There is room for whatever an execution can have; what it has is counted above.
    std::vector<action> actions_;
    std::vector<link> links_;
    std::vector<std::uint32_t> rows_ = std::vector<std::uint32_t>(4); ///< the first one: nothing
    std::vector<row_of> row_of_ = std::vector<row_of>(1);
    std::vector<std::uint32_t> performed_before_;      ///< by action
    std::vector<class_identity> identities_;           ///< by row, if loops that wait have been met
    std::vector<std::int32_t> heads_;                  ///< by object: its last link
    std::vector<std::uint32_t> last_row_;              ///< by fiber
    std::vector<std::uint32_t> edge_row_;              ///< by fiber: the last row that was made for an edge
    std::vector<std::uint32_t> count_;                 ///< by fiber: how many it has performed
    std::vector<std::vector<std::uint32_t>> by_fiber_; ///< actions, and what was blocked
    std::vector<std::uint32_t> values_;
    bool has_identities_ = false;
    bool is_used_when_destroyed_ = false;
};

struct execution_graph::suffix {
    std::uint32_t begin = 0;
    std::uint32_t performed = 0;
    std::uint32_t fibers = 0;
    std::uint32_t width = 0;
    std::vector<action> actions;
    std::vector<link> links;
    std::vector<std::uint32_t> rows;
    std::vector<row_of> row_of_;
    std::vector<std::uint32_t> performed_before;
    std::vector<class_identity> identities;

    std::size_t bytes() const noexcept {
        return actions.capacity() * sizeof(action) + links.capacity() * sizeof(link) +
               row_of_.capacity() * sizeof(row_of) +
               (rows.capacity() + performed_before.capacity()) * sizeof(std::uint32_t) +
               identities.capacity() * sizeof(class_identity);
    }
};

} // namespace fermata::detail
