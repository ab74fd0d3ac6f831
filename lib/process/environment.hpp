// fermata - https://www.boost.org/LICENSE_1_0.txt
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace fermata::process::detail {

/// This process's environment with the differences: "NAME=value".
std::vector<std::string> merged_environment(std::map<std::string, std::optional<std::string>> const& differences);

/// The path of a program that is to be run in that directory with that environment. Throws process_error if there is
/// none.
std::string find_program(std::string const& name, std::vector<std::string> const& environment, int directory);

} // namespace fermata::process::detail
