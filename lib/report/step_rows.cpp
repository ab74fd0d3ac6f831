// fermata - https://www.boost.org/LICENSE_1_0.txt
#include "report/step_rows.hpp"

#include "model/event_text.hpp"

#include <algorithm>

namespace fermata::detail {

namespace {

/// Whether the step says nothing to the reader: main waits in a runner most of the time, and the fibers
/// that it waits for are what is shown.
bool is_dull(event const& each) { return each.kind == operation_kind::runner_wait && each.values.empty(); }

std::string mark_text(failure const& failed) {
    switch (failed.outcome) {
    case outcome::deadlocked: return "nobody can go on";
    case outcome::livelocked: return "nobody gets any further";
    case outcome::step_limit: return "cut off here";
    case outcome::diverged: return "not the same execution";
    case outcome::crashed: return "crashes here";
    default: return "fails here";
    }
}

step_row step_row_of(event const& each) {
    step_row row;
    row.number = each.kind == operation_kind::none ? "" : std::to_string(each.step);
    row.has_fiber = true;
    row.fiber = each.fiber;
    row.fiber_name = printable(each.fiber_name);
    // The column is full of checkpoints: the name alone is what a reader looks for.
    bool const is_named = each.kind == operation_kind::checkpoint && !each.name.empty();
    row.text = is_named ? printable(each.name) : action(each);
    if (each.kind == operation_kind::compare_exchange) {
        row.text.replace(0, to_string(each.kind).size(), "CAS");
    }
    row.values = short_values_text(each);
    if (!is_in_standard_library(each.file)) {
        row.location = short_location(each.file, each.line);
    }
    return row;
}

step_row mark_row_of(failure const& failed, event const* last, bool has_column) {
    step_row row;
    row.kind = step_row::kind_type::mark;
    row.number = "✗";
    row.text = mark_text(failed);
    if (last != nullptr && has_column) {
        row.has_fiber = true;
        row.fiber = last->fiber;
        row.fiber_name = printable(last->fiber_name);
    } else if (!failed.fiber.empty()) {
        row.text = printable(failed.fiber) + ' ' + row.text;
    }
    row.location = short_location(failed.file, failed.line);
    return row;
}

step_row gap_row_of(std::string const& what) {
    step_row row;
    row.kind = step_row::kind_type::gap;
    row.number = "⋮";
    row.text = "… " + what + " …";
    return row;
}

/// A step that may be shown, or those that only repeat the `period` steps before them.
struct shown_step {
    event const* step = nullptr;
    std::size_t repeated = 0;
    std::size_t period = 0;
};

/// Whether their rows differ in nothing but their numbers.
bool is_alike(event const& a, event const& b) {
    return a.fiber == b.fiber && a.kind == b.kind && a.line == b.line && a.name == b.name && a.values == b.values &&
           a.file == b.file;
}

/// Of rounds that are the same, one after the other, the first one and the beginning of one stay. What changes from
/// round to round, as the value of a counter, is shown.
std::vector<shown_step> without_rounds(std::vector<event const*> const& all, std::size_t& mark) {
    constexpr std::size_t period_max = 4;
    constexpr std::size_t saved_min = 4;
    std::vector<shown_step> result;
    std::size_t new_mark = 0;
    for (std::size_t at = 0; at < all.size();) {
        new_mark = at <= mark ? result.size() : new_mark;
        std::size_t const end = at < mark ? mark : all.size();
        std::size_t period = 1;
        std::size_t repeated = 0;
        for (; period <= period_max; ++period) {
            repeated = 0;
            while (at + repeated + period < end && is_alike(*all[at + repeated], *all[at + repeated + period])) {
                ++repeated;
            }
            repeated -= repeated % period;
            if (repeated >= saved_min) {
                break;
            }
        }
        if (period > period_max) {
            result.push_back({all[at++]});
            continue;
        }
        for (std::size_t first = at; at < first + period; ++at) {
            result.push_back({all[at]});
        }
        result.push_back({nullptr, repeated, period});
        at += repeated;
    }
    mark = mark == all.size() ? result.size() : new_mark;
    return result;
}

/// Which of `size` rows are shown, in `rows_max` lines with a gap line for each that is left out: the first
/// few, those that end with the mark, and the last.
std::vector<bool> kept_rows(std::size_t size, std::size_t mark, std::size_t rows_max) {
    std::vector<bool> kept(size, size <= rows_max);
    if (size <= rows_max) {
        return kept;
    }
    std::size_t const lines = rows_max - 2;
    std::size_t const head = std::max<std::size_t>(lines / 5, 1);
    bool const is_mark_near_end = size - mark <= lines / 2;
    std::size_t const tail = is_mark_near_end ? lines + 1 - head : std::max<std::size_t>(lines / 3, 1);
    std::fill_n(kept.begin(), head, true);
    std::fill(kept.end() - static_cast<std::ptrdiff_t>(tail), kept.end(), true);
    if (!is_mark_near_end) {
        std::size_t const around = lines - head - tail;
        std::size_t const begin = mark + 1 > around ? mark + 1 - around : 0;
        std::fill(kept.begin() + static_cast<std::ptrdiff_t>(begin),
                  kept.begin() + static_cast<std::ptrdiff_t>(mark + 1), true);
    }
    // A gap of one row would take the line that the row takes.
    for (std::size_t at = 1; at + 1 < size; ++at) {
        if (kept[at - 1] && kept[at + 1]) {
            kept[at] = true;
        }
    }
    return kept;
}

} // namespace

std::vector<step_row> step_rows(failure const& failed, std::size_t rows_max) {
    std::vector<event> const& events = failed.trace.events;
    // Where nobody says how many steps stood before the failure, it is after the last one of its fiber;
    // without a fiber, at the end.
    event const* last = nullptr;
    bool has_column = false;
    std::vector<event const*> shown;
    std::size_t mark = 0;
    for (event const& each : events) {
        bool const is_failing = !failed.fiber.empty() && each.fiber_name == failed.fiber;
        if (!is_dull(each)) {
            shown.push_back(&each);
            has_column = has_column || is_failing;
        }
        bool const is_before =
            failed.step.has_value() && (each.step < *failed.step ||
                                        (each.kind == operation_kind::none && each.step == *failed.step && is_failing));
        if (is_failing && (is_before || !failed.step.has_value())) {
            last = &each;
        }
        if (is_before || (is_failing && !failed.step.has_value())) {
            mark = shown.size();
        }
    }
    if (shown.empty()) {
        return {};
    }
    if (last == nullptr && !failed.step.has_value()) {
        mark = shown.size();
    }
    std::vector<shown_step> steps(shown.size());
    std::ranges::transform(shown, steps.begin(), [](event const* each) { return shown_step{each}; });
    if (shown.size() + 1 > rows_max) {
        steps = without_rounds(shown, mark);
    }
    // Position `mark` is that of the mark row, before the step that would stand there.
    std::vector<bool> const kept = kept_rows(steps.size() + 1, mark, rows_max);
    std::vector<step_row> rows;
    std::size_t left_out = 0;
    std::size_t in_a_row = 0; ///< steps that are shown, up to here
    for (std::size_t at = 0; at <= steps.size(); ++at) {
        shown_step const* const each = at == mark ? nullptr : &steps[at < mark ? at : at - 1];
        bool const is_fold = each != nullptr && each->step == nullptr;
        if (!kept[at] || (is_fold && in_a_row < each->period)) {
            left_out += is_fold ? each->repeated : 1;
            in_a_row = 0;
            continue;
        }
        if (left_out != 0) {
            rows.push_back(gap_row_of(std::to_string(left_out) + " steps"));
            left_out = 0;
        }
        if (each == nullptr) {
            rows.push_back(mark_row_of(failed, last, has_column));
        } else if (is_fold) {
            rows.push_back(
                gap_row_of(std::to_string(each->repeated) + " more like " +
                           (each->period == 1 ? std::string("this") : "these " + std::to_string(each->period))));
        } else {
            rows.push_back(step_row_of(*each->step));
            ++in_a_row;
        }
    }
    return rows;
}

} // namespace fermata::detail
