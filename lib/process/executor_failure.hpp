// fermata - https://www.boost.org/LICENSE_1_0.txt
#pragma once

#include "process/executor_state.hpp"

namespace fermata::process::detail {

namespace phases {
inline constexpr char const* before = "before the start";
inline constexpr char const* start = "at the start";
inline constexpr char const* wait = "until it is ready";
inline constexpr char const* stop = "at the stop";
} // namespace phases

template <class Error>
void executor_state::fail(std::string const& message, char const* phase) {
    if (child_ != nullptr && child_->has_started()) {
        child_->captured()->drain_all(); // its last words
    }
    throw Error("'" + what_.words().front() + "': " + message, context(phase));
}

} // namespace fermata::process::detail
