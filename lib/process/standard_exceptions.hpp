// fermata - https://www.boost.org/LICENSE_1_0.txt
#pragma once

#include <cstdint>
#include <exception>
#include <string>

namespace fermata::process::detail {

/// Which exception of the standard this is, from 1; 0 if it is none of those that can be made from a text.
std::uint32_t standard_kind(std::exception const& thrown);

/// The same exception again.
std::exception_ptr make_exception(std::uint32_t kind, std::string const& type, std::string const& message);

} // namespace fermata::process::detail
