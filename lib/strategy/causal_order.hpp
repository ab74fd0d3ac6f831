// fermata - https://www.boost.org/LICENSE_1_0.txt
#pragma once

#include "strategy/label.hpp"

#include <fermata/model/record.hpp>

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace fermata::detail {

/// Which events of an execution happen before which: by the order within a fiber, by the order of conflicting
/// operations, and by what cannot be otherwise (starts, joins, notifications). A clock per event, in flat rows
/// (Mattern 1989): entry f is one more than the number of fiber f's last event that happens before or is it. Values of
/// choose() are numbered among the events, and conflict with none.
///
/// The part of an execution that the next one repeats is kept.
class causal_order {
public:
    /// One access of an event, in the chain of those to the same object.
    struct link {
        std::uint32_t row = 0;
        std::int32_t previous = -1;
        std::int32_t previous_write = -1;
        std::uint32_t object = 0;
        std::uint64_t before = 0; ///< the object's state
        access how = access::none;
    };
    /// An event that the one looked at may be put before.
    struct candidate {
        std::uint32_t event = 0;
        std::uint64_t state = 0; ///< of the object of the operation, before that event
        bool knows_state = false;
    };
    /// What add() and look_back() have to know of an operation.
    struct access_of {
        std::uint32_t object = 0;
        access how = access::none;
        std::uint64_t before = 0;
    };

    void clear();
    /// Room for the clocks of so many fibers.
    void set_fibers(std::uint32_t count);
    /// Forgets the events from that one on, and what their steps have caused. -1: everything.
    void rewind(std::int64_t event);

    /// Finds the events that conflict with an operation of the fiber which may be about to happen, do not happen before
    /// it, nor before another one of them, and before which it would have been enabled. `idle_values`: with those
    /// values of its object it would have led to nothing.
    void look_back(std::uint32_t fiber, operation const& of, std::span<access_of const> accesses,
                   std::span<std::uint64_t const> idle_values, std::vector<candidate>& found) const;
    /// Appends an event.
    void add(label const& what, std::span<access_of const> accesses, std::uint64_t step);
    /// Caused by the step of the last event.
    void add_edge(std::uint32_t from, std::uint32_t to);

    std::size_t events() const noexcept { return row_of_event_.size(); }
    label const& at(std::size_t event) const noexcept { return rows_[row_of_event_[event]].what; }
    /// Whether the first event happens before the second.
    bool happens_before(std::uint32_t first, std::uint32_t second) const noexcept {
        return clock(row_of_event_[second])[at(first).fiber] > first;
    }
    /// The events from that one's next on that do not happen after it, without `except` and those that are idle.
    /// Returns how many of them are before `except`.
    std::size_t append_what_does_not_follow(std::uint32_t first, std::uint32_t except, std::vector<label>& into) const;
    /// Whether somebody else has accessed an object, and that does not happen before whatever the fiber does next.
    bool is_used_besides(std::uint32_t object, std::uint32_t fiber) const noexcept;

private:
    struct row {
        label what;
        std::uint64_t step = 0;
        std::int64_t at = 0;        ///< the event's number; of an edge: that of the event whose step caused it
        std::int32_t previous = -1; ///< the last row of the same fiber
        std::uint32_t first_link = 0;
        bool is_event = false;
    };

    std::uint32_t const* clock(std::uint32_t of) const noexcept { return clocks_.data() + std::size_t{of} * stride_; }
    bool is_enabled_without(std::uint32_t row_number, std::uint16_t detail, std::uint32_t object) const;
    void drop_what_happens_before_another(std::vector<candidate>& found) const;
    std::uint32_t* push_row(std::uint32_t fiber, std::int64_t at, bool is_event);
    void join(std::uint32_t* into, std::uint32_t of) const noexcept {
        std::uint32_t const* const other = clock(of);
        for (std::uint32_t i = 0; i < stride_; ++i) {
            into[i] = into[i] < other[i] ? other[i] : into[i];
        }
    }
    std::int32_t head(std::uint32_t object) const noexcept { return object < heads_.size() ? heads_[object] : -1; }

    std::uint32_t stride_ = 4;
    std::vector<row> rows_;
    std::vector<std::uint32_t> clocks_;
    std::vector<link> links_;
    std::vector<std::uint32_t> row_of_event_;
    std::vector<std::int32_t> last_row_;   ///< by fiber
    std::vector<std::int32_t> last_event_; ///< by fiber: the number of its last event
    std::vector<std::int32_t> heads_;      ///< by object: the last link
};

} // namespace fermata::detail
