// fermata - https://www.boost.org/LICENSE_1_0.txt
#pragma once

#include <functional>
#include <string>

namespace example {

/// The body of the answer of a server on this machine.
std::string request(int port, std::string const& method, std::string const& target);

/// Answers "GET /value" and the like for ever: the handler gets "GET /value" and gives the body.
[[noreturn]] void serve(int port, std::function<std::string(std::string const&)> const& handler);

} // namespace example
