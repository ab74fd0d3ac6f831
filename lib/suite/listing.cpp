// fermata - https://www.boost.org/LICENSE_1_0.txt
//
// What there is, for people and for CTest.
#include "suite/run.hpp"
#include "suite/text.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <map>

namespace fermata::suite::detail {

namespace {

bool is_serial(group_strategy how) { return how == serial || how == isolated_serial; }
bool is_isolated(group_strategy how) { return how == isolated_free || how == isolated_serial; }

std::string limit_text(case_info const& which) {
    if (which.limit.has_value()) {
        return fmt::format("{:g} s", std::chrono::duration<double>(*which.limit).count());
    }
    return which.framework_limit > 0 ? fmt::format("{:g} s", which.framework_limit) : "";
}

/// The cases of each group, in the order of their definition; groups in the order of their first.
std::vector<std::pair<std::string, std::vector<std::size_t>>> groups_of(framework_run const& what) {
    std::vector<std::size_t> selected = what.selected;
    std::sort(selected.begin(), selected.end());
    std::vector<std::pair<std::string, std::vector<std::size_t>>> found;
    for (std::size_t const index : selected) {
        std::string const& group = what.all.cases[index].group;
        auto const at = std::find_if(found.begin(), found.end(), [&](auto const& each) { return each.first == group; });
        (at == found.end() ? found.emplace_back(group, std::vector<std::size_t>{}) : *at).second.push_back(index);
    }
    return found;
}

/// CMake takes what stands in such brackets as it is, whatever it is.
std::string bracketed(std::string const& text) {
    std::string equals = "=";
    while (text.find("]" + equals + "]") != std::string::npos || text.ends_with("]" + equals)) {
        equals += '=';
    }
    // A line break right after the opening would be swallowed.
    return fmt::format("[{0}[{1}{2}]{0}]", equals, text.starts_with('\n') ? "\n" : "", text);
}

/// CTest reads the file line by line in places; a name on several lines, or with a semicolon, goes through CMake only.
std::string test_name(std::string const& prefix, case_info const& which, std::map<std::string, int>& seen) {
    std::string name = prefix + which.name;
    for (char& c : name) {
        c = c == '\n' || c == '\r' ? ' ' : c;
    }
    int const times = ++seen[name];
    return times == 1 ? name : fmt::format("{} ({})", name, times);
}

} // namespace

std::string group_listing(framework_run const& what) {
    painter const paint(what.with.with_colors);
    std::string text;
    std::size_t digits = std::to_string(what.all.cases.size()).size();
    for (auto const& [group, cases] : groups_of(what)) {
        text += fmt::format("{}  {}  ({})\n", paint(color::bold, group),
                            paint(color::cyan, to_string(what.all.groups.at(group))), counted(cases.size(), "test"));
        for (std::size_t const index : cases) {
            case_info const& which = what.all.cases[index];
            std::string const limit = limit_text(which);
            text +=
                fmt::format("  {:>{}}  {}  {}{}\n", index + 1, digits, which.name, paint(color::grey, place_of(which)),
                            limit.empty() ? "" : paint(color::grey, ", timeout " + limit));
        }
    }
    return text;
}

std::string ctest_listing(framework_run const& what) {
    // From discover: the prefix of names, the working directory (or empty), then what starts the program.
    std::vector<std::string> with = what.how.discover;
    with.resize(std::max<std::size_t>(with.size(), 2));
    std::string const prefix = with[0];
    std::string command;
    for (std::size_t i = 2; i < with.size(); ++i) {
        command += bracketed(with[i]) + ' ';
    }
    std::string text = "# Written by fermata_discover_tests(), whenever the executable is built.\n";
    std::map<std::string, int> seen;
    for (auto const& [group, cases] : groups_of(what)) {
        group_strategy const how = what.all.groups.at(group);
        bool const is_together = is_serial(how) && what.how.discover_groups_together;
        std::string before;
        for (std::size_t i = 0; i < cases.size(); ++i) {
            case_info const& which = what.all.cases[cases[i]];
            std::string numbers = std::to_string(cases[i] + 1);
            std::string name = test_name(prefix, which, seen);
            if (is_together) {
                name = prefix + group;
                for (std::size_t const index : std::vector(cases.begin() + 1, cases.end())) {
                    numbers += "," + std::to_string(index + 1);
                }
            }
            text += fmt::format("add_test({} {}--np=1 --order=declared --join-parent --only={})\n", bracketed(name),
                                command, numbers);
            text += fmt::format("set_tests_properties({} PROPERTIES LABELS {}", bracketed(name), bracketed(group));
            if (!with[1].empty()) {
                text += " WORKING_DIRECTORY " + bracketed(with[1]);
            }
            if (is_isolated(how)) {
                text += " RUN_SERIAL TRUE";
            }
            if (is_serial(how)) {
                text += " RESOURCE_LOCK " + bracketed(group);
            }
            if (is_serial(how) && !before.empty()) {
                text += " DEPENDS " + bracketed(before);
            }
            text += ")\n";
            before = name;
            if (is_together) {
                break;
            }
        }
    }
    return text;
}

} // namespace fermata::suite::detail
