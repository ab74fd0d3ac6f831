// fermata - https://www.boost.org/LICENSE_1_0.txt
#pragma once

#include <fermata/core/current.hpp>
#include <fermata/model/source_location.hpp>

#include <string_view>

namespace fermata {

namespace detail {
void pass_checkpoint(std::string_view name, source_location where);
}

/// A scheduling point with a name: other fibers may go on here before this one does.
/// Outside a fiber it does nothing (a load and a branch), so it can stay in production code.
/// Throws usage_error if the name is empty.
inline void checkpoint(std::string_view name, source_location where = source_location::current()) {
    if (detail::current_fiber != nullptr) {
        detail::pass_checkpoint(name, where);
    }
}

} // namespace fermata
