// fermata - https://www.boost.org/LICENSE_1_0.txt
#pragma once

#include <fermata/model/trace.hpp>

#include <string>
#include <string_view>

namespace fermata::detail {

/// The text with every control character written as an escape ("\n", "\x1b"), so that a name or a value of
/// the program under test can neither break a line nor steer a terminal.
std::string printable(std::string_view text);

/// What the fiber did, without its name: "starts", "checkpoint 'read'", "lock mutex 1".
std::string action(event const& value);

/// The values of its step, "seen=100, n=2"; empty if there are none.
std::string values_text(event const& value);

/// Where there is little room: what an atomic holds after the step, "= 7", what it held before it, "3 → 7", and why
/// nothing came of it, "7 ≠ 9". Other values as they are.
std::string short_values_text(event const& value);

/// Whether a file belongs to the standard library, whose guards call operations under test: no place that tells a
/// reader anything.
bool is_in_standard_library(std::string_view file) noexcept;

/// "bank.cpp:12" for a path in any folder; empty if the file is unknown.
std::string short_location(std::string_view file, std::size_t line);

} // namespace fermata::detail
