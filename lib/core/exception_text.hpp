// fermata - https://www.boost.org/LICENSE_1_0.txt
#pragma once

#include <exception>
#include <string>
#include <typeinfo>

namespace fermata::detail {

/// "std::runtime_error: disk full", or the type alone.
std::string describe_exception(std::exception_ptr const& thrown);
std::string type_name(std::type_info const& type);

} // namespace fermata::detail
