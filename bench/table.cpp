// fermata - https://www.boost.org/LICENSE_1_0.txt

#include "table.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <iterator>
#include <string_view>

namespace bench {
namespace {

/// With three digits that count, and with a comma between thousands.
std::string number(double value) {
    if (value < 100) {
        return fmt::format("{:.{}f}", value, value < 10 ? 2 : 1);
    }
    return with_commas(static_cast<std::uint64_t>(std::llround(value)));
}

std::string figure(row const& of, double value) {
    switch (of.unit) {
    case unit::nanoseconds: return value < 10'000 ? number(value) + " ns" : number(value / 1000) + " µs";
    case unit::per_second: return number(value) + " /s";
    case unit::kibibytes: return number(value) + " KiB";
    case unit::executions: return value == std::floor(value) ? fmt::format("{:.0f}", value) : number(value);
    }
    return {};
}

std::string per_step(row const& of, double value) {
    return of.steps == 0 ? std::string() : number(1e9 / value / of.steps) + " ns";
}

std::string wanted(row const& of) {
    if (!of.target) {
        return {};
    }
    auto const sign = of.target->bound == target::bound_type::at_least ? "≥" : "≤";
    auto const limit =
        of.target->subject == target::subject_type::ratio ? number(of.target->limit) : figure(of, of.target->limit);
    return fmt::format("{} {}", sign, limit);
}

/// With a digit more where a missed ratio would look like its limit.
std::string ratio(row const& of) {
    std::string const text = number(of.ratio());
    bool const looks_met = of.target && !of.met() && text == number(of.target->limit);
    return looks_met ? fmt::format("{:.3f}", of.ratio()) : text;
}

std::string_view verdict(row const& of) { return !of.target ? "" : of.met() ? "met" : "MISSED"; }

std::size_t width(std::string_view text) {
    return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) { return (c & 0xc0) != 0x80; }));
}

std::string quoted(std::string_view text) {
    std::string out = "\"";
    for (char const c : text) {
        if (c == '"' || c == '\\') {
            out += '\\';
        }
        out += c;
    }
    return out + '"';
}

constexpr std::array<std::string_view, 4> unit_names = {"ns", "1/s", "KiB", "executions"};

} // namespace

bool row::met() const {
    if (!target) {
        return true;
    }
    double const value = target->subject == target::subject_type::ratio ? ratio() : measured;
    return target->bound == target::bound_type::at_least ? value >= target->limit : value <= target->limit;
}

std::string with_commas(std::uint64_t value) {
    std::string text = std::to_string(value);
    for (auto at = static_cast<std::ptrdiff_t>(text.size()) - 3; at > 0; at -= 3) {
        text.insert(static_cast<std::size_t>(at), 1, ',');
    }
    return text;
}

std::string to_text(table const& value) {
    constexpr std::size_t columns = 9;
    struct line {
        std::array<std::string, columns> cells;
        std::string below{}; // too long for a column
    };
    std::vector<line> lines{{{"figure", "fermata", "a step", "yardstick", "", "a step", "ratio", "target", ""}}};
    std::string group;
    for (auto const& each : value.rows) {
        if (each.group != group) {
            group = each.group;
            lines.push_back({{group}});
        }
        lines.push_back(
            {{"  " + each.figure, figure(each, each.measured), per_step(each, each.measured), each.yardstick,
              figure(each, each.yardstick_measured), per_step(each, each.yardstick_measured), ratio(each), wanted(each),
              std::string(verdict(each))},
             each.peers.empty() ? "" : "      peers: " + each.peers + '\n'});
    }
    std::array<std::size_t, columns> widths{};
    for (auto const& each : lines) {
        for (std::size_t i = 0; i != columns; ++i) {
            widths[i] = std::max(widths[i], width(each.cells[i]));
        }
    }
    std::string text;
    for (auto const& each : lines) {
        std::string written;
        for (std::size_t i = 0; i != columns; ++i) {
            bool const to_the_left = i == 0 || i == 3 || i == 8;
            std::string const space(widths[i] - width(each.cells[i]), ' ');
            written += (i == 0 ? "" : "  ") + (to_the_left ? each.cells[i] + space : space + each.cells[i]);
        }
        text += written.substr(0, written.find_last_not_of(' ') + 1) + '\n' + each.below;
        if (&each == lines.data()) {
            std::size_t rule = 2 * (columns - 1);
            for (auto const each_width : widths) {
                rule += each_width;
            }
            text += std::string(rule, '-') + '\n';
        }
    }
    auto const with_target = [](row const& each) { return each.target.has_value(); };
    auto const missed = [](row const& each) { return !each.met(); };
    text += fmt::format("\n{} of {} targets met\n",
                        std::count_if(value.rows.begin(), value.rows.end(), with_target) -
                            std::count_if(value.rows.begin(), value.rows.end(), missed),
                        std::count_if(value.rows.begin(), value.rows.end(), with_target));
    return text;
}

std::string to_json(table const& value) {
    std::string text = "{\n  \"rows\": [";
    for (auto const& each : value.rows) {
        auto const name = unit_names[static_cast<std::size_t>(each.unit)];
        text += &each == value.rows.data() ? "\n    {" : ",\n    {";
        fmt::format_to(std::back_inserter(text),
                       "\"group\": {}, \"figure\": {}, \"unit\": \"{}\", \"measured\": {:.4f}, \"yardstick\": {}, "
                       "\"yardstick_measured\": {:.4f}, \"ratio\": {:.4f}",
                       quoted(each.group), quoted(each.figure), name, each.measured, quoted(each.yardstick),
                       each.yardstick_measured, each.ratio());
        if (each.steps != 0) {
            fmt::format_to(std::back_inserter(text),
                           ", \"steps_of_an_execution\": {:.6g}, \"steps_per_second\": {:.0f}", each.steps,
                           each.measured * each.steps);
        }
        if (each.target) {
            fmt::format_to(std::back_inserter(text),
                           ", \"target\": {{\"of\": \"{}\", \"bound\": \"{}\", \"limit\": {}}}, \"met\": {}",
                           each.target->subject == target::subject_type::ratio ? "ratio" : "measured",
                           each.target->bound == target::bound_type::at_least ? "at least" : "at most",
                           each.target->limit, each.met());
        }
        if (!each.peers.empty()) {
            text += ", \"peers\": " + quoted(each.peers);
        }
        text += '}';
    }
    return text + "\n  ]\n}\n";
}

} // namespace bench
