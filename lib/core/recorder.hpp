// fermata - https://www.boost.org/LICENSE_1_0.txt
#pragma once

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
    std::vector<pending_operation> events; ///< longer than `step` where the execution before was
    std::vector<choice> choices;           ///< likewise
    std::size_t steps_max = 0;

    std::vector<kept_note> notes;
    bool keeps_notes = false;
    bool missed_notes = false;

    void begin(fermata::prefix const& repeat) {
        step = 0;
        next_choice = 0;
        prefix = repeat.choices;
        checked = 0;
        notes.clear();
        if (prefix != 0) {
            choices[prefix - 1].taken = repeat.last_taken;
            checked = choices[prefix - 1].step;
        }
    }
    /// All choices and all events again.
    void begin_again() {
        prefix = next_choice;
        checked = step;
        step = 0;
        next_choice = 0;
        notes.clear();
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
