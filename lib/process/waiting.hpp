// fermata - https://www.boost.org/LICENSE_1_0.txt
#pragma once

#include <fermata/process/probe.hpp>

#include <span>

namespace fermata::process::detail {

/// Blocks until one of the descriptors is ready or the time has come: outside of fibers, and where a fiber is given up.
void wait_blocking(std::span<awaited> descriptors, wakeups::clock::time_point until);

} // namespace fermata::process::detail
