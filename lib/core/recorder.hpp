// fermata - https://www.boost.org/LICENSE_1_0.txt
#pragma once

#include "core/happens_before.hpp"
#include "core/parking_log.hpp"
#include "core/value_names.hpp"
#include "memory/large_blocks.hpp"

#include <fermata/model/record.hpp>
#include <fermata/model/schedule.hpp>
#include <fermata/strategy.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace fermata::detail {

/// Something that note() was given.
struct kept_note {
    std::uint64_t step = 0;
    std::uint32_t fiber = 0;
    std::string name;
    std::string value;
};

/// What went in and what came out, compactly, in flat arrays that are kept between executions: the part
/// that the next execution repeats is compared instead of written.
struct recorder {
    std::size_t step = 0;                  ///< how many events belong to this execution
    std::size_t checked = 0;               ///< those before that must be the same as they were
    std::size_t fence = 0;                 ///< where somebody must look: no room, or steps_max
    std::size_t next_choice = 0;           ///< how many choices belong to this execution
    std::size_t prefix = 0;                ///< those before that are taken as they stand there
    long_vector<pending_operation> events; ///< longer than `step` where the execution before was
    long_vector<choice> choices;           ///< likewise
    std::size_t steps_max = 0;

    /// What is recorded for a strategy that looks at whole executions.
    bool keeps_record = false;
    long_vector<effect> effects;         ///< as long as `events`
    long_vector<further_access> further; ///< of this execution
    long_vector<causal_edge> edges;      ///< of this execution
    long_vector<pending_operation> blocked;
    long_vector<destruction> destructions;

    /// Which waits for the outside without a probe were over, and before which step: the part that repeats an
    /// execution does not look outside, but waits for these where they stand.
    struct outside_end {
        std::size_t step;
        std::uint32_t fiber;
    };
    std::vector<outside_end> ends; ///< like `choices`
    std::size_t next_end = 0;
    std::size_t ends_repeated = 0;

    parking_log parkings;

    happens_before order; ///< of the accesses of var<T>

    value_names values; ///< of this execution

    std::vector<kept_note> notes;
    std::vector<std::string> numbered_values; ///< of this execution's notes: what is shown by a number
    bool keeps_notes = false;
    bool missed_notes = false;

    void begin(fermata::prefix const& repeat) {
        step = 0;
        next_choice = 0;
        prefix = repeat.choices;
        checked = 0;
        forget_notes();
        forget_record();
        order.begin();
        if (prefix != 0) {
            choices[prefix - 1].taken = repeat.last_taken;
            checked = choices[prefix - 1].step;
        }
        parkings.begin(prefix);
        if (!ends.empty()) [[unlikely]] {
            begin_ends();
        }
    }
    void begin_ends() noexcept {
        ends.resize(next_end);
        next_end = 0;
        ends_repeated = 0;
        // Those before the last choice, which found the same enabled. A value is chosen before the others are looked
        // at.
        bool const with_last = prefix != 0 && choices[prefix - 1].kind == choice::kind_type::fiber;
        while (ends_repeated != ends.size() && ends[ends_repeated].step < checked + (with_last ? 1 : 0)) {
            ++ends_repeated;
        }
    }
    void add_end(std::uint32_t fiber) {
        ends.resize(next_end);
        ends.push_back({step, fiber});
        ++next_end;
    }
    bool is_repeating() const noexcept {
        return step < checked || next_choice < prefix || next_end < ends_repeated || parkings.is_repeating();
    }
    /// All choices and all events again.
    void begin_again() {
        prefix = next_choice;
        checked = step;
        step = 0;
        next_choice = 0;
        ends_repeated = next_end;
        next_end = 0;
        parkings.begin_again();
        forget_notes();
        forget_record();
        order.begin();
    }
    void keep_record(bool on) {
        keeps_record = on;
        if (on) {
            effects.resize(events.size());
        }
    }
    void forget_notes() noexcept {
        notes.clear();
        numbered_values.clear();
    }
    void forget_record() noexcept {
        if (keeps_record) {
            further.clear();
            edges.clear();
            blocked.clear();
            destructions.clear();
            values.forget();
        }
    }
    /// Whatever `from` has done happens before whatever `to` does from now on: a start, an end, a release.
    void add_edge(std::uint32_t from, std::uint32_t to) {
        add_wake_up(from, to);
        if (order.is_on) [[unlikely]] {
            order.pass(from, to);
        }
    }
    /// The same, but what they do to plain variables is not ordered by it: a mere notification.
    void add_wake_up(std::uint32_t from, std::uint32_t to) { add_past_wake_up(from, to, step, next_choice); }
    /// The same, but only of what `from` had done then.
    void add_past_wake_up(std::uint32_t from, std::uint32_t to, std::uint64_t steps, std::uint64_t choices_made) {
        if (keeps_record) {
            edges.push_back({step, next_choice, from, to, steps, choices_made});
        }
    }
    bool wants_edges() const noexcept { return keeps_record || order.is_on; }
    execution_record whole(std::uint32_t fibers) const noexcept {
        return {events.data(),       effects.data(),      step,           choices.data(),
                next_choice,         further.data(),      further.size(), edges.data(),
                edges.size(),        blocked.data(),      blocked.size(), fibers,
                destructions.data(), destructions.size(), !values.empty()};
    }
    void limit_to(std::size_t steps) {
        steps_max = steps;
        fence = std::min(events.size(), steps_max);
    }
    /// More room, or false if there must be none.
    bool raise_fence() {
        if (step >= steps_max) {
            return false;
        }
        events.resize(std::max<std::size_t>(256, events.size() * 2));
        keep_record(keeps_record);
        fence = std::min(events.size(), steps_max);
        return true;
    }
    void add_choice(choice const& made) {
        if (next_choice < choices.size()) {
            choices[next_choice] = made;
        } else {
            choices.push_back(made);
        }
        ++next_choice;
    }
};

} // namespace fermata::detail
