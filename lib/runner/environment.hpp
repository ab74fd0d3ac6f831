// fermata - https://www.boost.org/LICENSE_1_0.txt
#pragma once

#include <fermata/runner/explore.hpp>

#include <optional>
#include <string>

namespace fermata::detail {

/// The options as the environment overrules them. Throws usage_error that names the variable.
options overruled_by_environment(options given);

/// FERMATA_REPLAY, if it is set and not empty.
std::optional<std::string> replay_from_environment();

/// FERMATA_VERBOSE is set, to something else than 0.
bool is_verbose();

/// Throws usage_error that names the option and what would be right.
void check_options(options const& given);

} // namespace fermata::detail
