// fermata - https://www.boost.org/LICENSE_1_0.txt
#pragma once

#include <fermata/model/source_location.hpp>
#include <fermata/suite/group.hpp>

#include <chrono>
#include <optional>
#include <string>
#include <vector>

namespace fermata::suite::detail {

struct group_decoration {
    std::string group;
    std::string strategy; ///< empty if it gives none
    source_location where;
};

/// What decorators say about one test case, or one suite.
struct decorations {
    std::vector<group_decoration> groups{};
    std::optional<std::chrono::nanoseconds> limit{};
};

/// Null if there are none.
decorations const* decorations_of_case(std::string const& file, unsigned line, std::string const& name);
/// By the address of the suite's name, because suites of the same name may have different ones.
decorations const* decorations_of_suite(char const* name);

} // namespace fermata::suite::detail
