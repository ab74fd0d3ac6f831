// fermata - https://www.boost.org/LICENSE_1_0.txt
#pragma once

#include <fermata/process/probe.hpp>

#include <span>

namespace fermata::process::detail {

/// Waits until one of the descriptors is ready (then it says so) or the time has come. In a fiber it parks the fiber.
void wait_for(std::span<awaited> descriptors, wakeups::clock::time_point until);

/// For the destructors that run while a fiber is given up, and for what takes a moment only: blocks.
void wait_blocking(std::span<awaited> descriptors, wakeups::clock::time_point until);

} // namespace fermata::process::detail
