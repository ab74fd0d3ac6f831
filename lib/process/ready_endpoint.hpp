// fermata - https://www.boost.org/LICENSE_1_0.txt
#pragma once

#include "process/connecting.hpp"

#include <memory>

namespace fermata::process::detail {

/// Whether somebody accepts connections there.
std::unique_ptr<probe> make_connecting_probe(endpoint const& to);

} // namespace fermata::process::detail
