// fermata - https://www.boost.org/LICENSE_1_0.txt
#pragma once

#include <fermata/suite/group.hpp>

#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace fermata::suite::detail {

/// A test case of the executable, whatever framework it was written with.
struct case_info {
    std::string name;
    std::string suite;
    std::string file;
    unsigned line = 0;
    char const* suite_key = nullptr; ///< the address that decorations_of_suite() knows
    std::string description{};
    double framework_limit = 0; ///< seconds, by the framework's own decorator; 0: none
    bool is_selected = true;    ///< by the framework's filters
    bool may_fail = false;
    bool should_fail = false;

    // Found out by assign_groups().
    std::string group{};
    std::optional<std::chrono::nanoseconds> limit{};
};

/// The test cases of the executable, in the order of their definition; a case is named by its index in it.
struct case_list {
    std::vector<case_info> cases;
    std::map<std::string, group_strategy> groups{};

    group_strategy strategy_of(case_info const& which) const { return groups.at(which.group); }
    /// "tests/db.cpp:12" and the name: the same in the next build, if nobody has edited it.
    static std::string key_of(case_info const& which);
};

inline constexpr char const* no_group = "ungrouped";

/// Puts each case in its group. What is wrong comes back as sentences; empty if nothing is.
std::vector<std::string> assign_groups(case_list& all);

/// "tests/db.cpp:12"
std::string place_of(case_info const& which);

} // namespace fermata::suite::detail
