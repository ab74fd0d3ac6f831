// fermata - https://www.boost.org/LICENSE_1_0.txt
#pragma once

#include <string>

namespace fermata::process::detail {

/// Throws process_error for something that the operating system has refused. `error` is an errno.
[[noreturn]] void throw_trouble(std::string const& what, int error);

/// "No such file or directory"
std::string error_text(int error);

} // namespace fermata::process::detail
