// fermata - https://www.boost.org/LICENSE_1_0.txt
#include "report/step_table.hpp"

#include "report/layout.hpp"
#include "report/step_rows.hpp"

#include <algorithm>
#include <numeric>
#include <optional>
#include <utility>

namespace fermata::detail {

namespace {

constexpr std::size_t columns_max = 6;
constexpr std::size_t narrowest_column = 12;
constexpr std::size_t widest_location = 24;
constexpr std::size_t widest_list_name = 20;
constexpr std::string_view between_columns = " │ ";
constexpr std::size_t between_columns_width = 3;

struct column {
    std::size_t fiber;
    std::string name;
    std::size_t width;
};

std::size_t cell_width(step_row const& row) {
    return display_width(row.text) + (row.values.empty() ? 0 : 2 + display_width(row.values));
}

/// The text and its values in a cell. If they do not fit, both give way, and what one does not need of its
/// half the other has.
std::string cell(step_row const& row, std::size_t width) {
    if (row.values.empty()) {
        return shortened(row.text, width);
    }
    std::size_t const room = width < 2 ? 0 : width - 2;
    std::size_t const half = room / 2;
    std::size_t const text = display_width(row.text);
    std::size_t const values = display_width(row.values);
    std::size_t const text_width = text + values <= room ? text
                                   : values <= half      ? room - values
                                                         : std::min(text, room - half);
    return shortened(row.text, text_width) + "  " + shortened(row.values, room - text_width);
}

/// What stands around the cells: the number of the step on the left, the place in the source on the right.
class frame {
public:
    explicit frame(std::vector<step_row> const& rows) {
        for (step_row const& each : rows) {
            number_width_ = std::max(number_width_, display_width(each.number));
            location_width_ = std::max(location_width_, display_width(each.location));
        }
        location_width_ = std::min(location_width_, widest_location);
    }

    /// What is left for the cells.
    std::size_t inside() const noexcept {
        return screen_width - 2 - number_width_ - 2 - (location_width_ == 0 ? 0 : location_width_ + 2);
    }

    std::string line(step_row const& row, std::string inside, std::size_t width) const {
        std::string result(2 + number_width_ - display_width(row.number), ' ');
        result += row.number + "  ";
        if (row.location.empty()) {
            return trimmed(result + inside);
        }
        return result + padded(std::move(inside), width) + "  " + shortened(row.location, location_width_);
    }

    std::string header(std::string const& inside) const {
        return trimmed(std::string(4 + number_width_, ' ') + inside);
    }

private:
    static std::string trimmed(std::string text) {
        text.resize(text.find_last_not_of(' ') + 1);
        return text;
    }

    std::size_t number_width_ = 1;
    std::size_t location_width_ = 0;
};

/// A column for each fiber that has a row, in the order of their numbers, as wide as its widest cell.
std::vector<column> columns_of(std::vector<step_row> const& rows) {
    std::vector<column> result;
    for (step_row const& row : rows) {
        if (!row.has_fiber) {
            continue;
        }
        auto found = std::find_if(result.begin(), result.end(), [&](column const& c) { return c.fiber == row.fiber; });
        if (found == result.end()) {
            result.push_back({row.fiber, row.fiber_name, std::max(display_width(row.fiber_name), std::size_t(8))});
            found = result.end() - 1;
        }
        found->width = std::max(found->width, cell_width(row));
    }
    std::sort(result.begin(), result.end(), [](column const& a, column const& b) { return a.fiber < b.fiber; });
    return result;
}

std::size_t width_of(std::vector<column> const& columns) {
    return std::accumulate(columns.begin(), columns.end(), (columns.size() - 1) * between_columns_width,
                           [](std::size_t sum, column const& each) { return sum + each.width; });
}

/// Takes from the widest columns, cell by cell, until all fit. False if they would become too narrow.
bool fit(std::vector<column>& columns, std::size_t width) {
    if (columns.size() > columns_max) {
        return false;
    }
    for (column& each : columns) {
        each.width = std::min(each.width, screen_width);
    }
    while (width_of(columns) > width) {
        auto const widest = std::max_element(columns.begin(), columns.end(),
                                             [](column const& a, column const& b) { return a.width < b.width; });
        if (widest->width <= narrowest_column) {
            return false;
        }
        --widest->width;
    }
    return true;
}

std::string joined(std::vector<std::string> const& cells, std::vector<column> const& columns) {
    std::string result;
    for (std::size_t at = 0; at < cells.size(); ++at) {
        result += (at == 0 ? "" : between_columns);
        result += padded(cells[at], columns[at].width);
    }
    return result;
}

/// Whether values that do not fit beside the text are better off in a line of their own.
bool wants_two_lines(step_row const& row, std::size_t width) { return !row.values.empty() && cell_width(row) > width; }

std::vector<std::string> in_columns(std::vector<step_row> const& rows, std::vector<column> const& columns,
                                    frame const& around, std::size_t lines_max) {
    std::vector<std::string> lines;
    std::vector<std::string> names;
    std::string rule;
    for (column const& each : columns) {
        names.push_back(shortened(each.name, each.width));
        rule += rule.empty() ? "" : "─┼─";
        for (std::size_t cells = 0; cells < each.width; ++cells) {
            rule += "─";
        }
    }
    lines.push_back(around.header(joined(names, columns)));
    lines.push_back(around.header(rule));
    auto const column_of = [&](step_row const& row) {
        return static_cast<std::size_t>(std::ranges::find(columns, row.fiber, &column::fiber) - columns.begin());
    };
    // The last ones first, where there is not enough room for all: what led to the failure is what is read.
    std::vector<bool> has_two_lines(rows.size(), false);
    std::size_t room = lines_max - std::min(lines_max, lines.size() + rows.size());
    for (std::size_t at = rows.size(); at-- > 0 && room != 0;) {
        has_two_lines[at] = rows[at].has_fiber && wants_two_lines(rows[at], columns[column_of(rows[at])].width);
        room -= has_two_lines[at] ? 1 : 0;
    }
    std::size_t const width = width_of(columns);
    for (std::size_t at = 0; at < rows.size(); ++at) {
        step_row row = rows[at];
        if (!row.has_fiber) {
            // It stands in no column, so that it may be longer than they are together.
            lines.push_back(around.line(row, shortened(row.text, around.inside()), width));
            continue;
        }
        std::size_t const where = column_of(row);
        std::vector<std::string> cells(columns.size());
        step_row values;
        if (has_two_lines[at]) {
            values.text = "  " + std::exchange(row.values, {});
        }
        cells[where] = cell(row, columns[where].width);
        lines.push_back(around.line(row, joined(cells, columns), width));
        if (has_two_lines[at]) {
            cells[where] = cell(values, columns[where].width);
            lines.push_back(around.line(values, joined(cells, columns), width));
        }
    }
    return lines;
}

std::vector<std::string> in_a_list(std::vector<step_row> const& rows, frame const& around) {
    std::size_t name_width = 0;
    std::size_t text_width = 0;
    for (step_row const& row : rows) {
        name_width = std::max(name_width, row.has_fiber ? display_width(row.fiber_name) : 0);
        text_width = std::max(text_width, cell_width(row));
    }
    name_width = std::min(name_width, widest_list_name);
    text_width = std::min(text_width, around.inside() - name_width - 2);
    std::size_t const width = name_width + 2 + text_width;
    std::vector<std::string> lines;
    for (step_row const& row : rows) {
        std::string const text =
            row.has_fiber ? padded(shortened(row.fiber_name, name_width), name_width + 2) + cell(row, text_width)
                          : shortened(row.text, around.inside());
        lines.push_back(around.line(row, text, width));
    }
    return lines;
}

} // namespace

std::vector<std::string> step_table(failure const& failed, std::size_t lines_max) {
    constexpr std::size_t header_lines = 2;
    std::vector<step_row> const rows = step_rows(failed, lines_max - header_lines);
    if (rows.empty()) {
        return {};
    }
    frame const around(rows);
    std::vector<column> columns = columns_of(rows);
    return fit(columns, around.inside()) ? in_columns(rows, columns, around, lines_max) : in_a_list(rows, around);
}

} // namespace fermata::detail
