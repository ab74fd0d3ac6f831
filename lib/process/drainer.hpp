// fermata - https://www.boost.org/LICENSE_1_0.txt
#pragma once

#include "process/captured_output.hpp"

#include <memory>

namespace fermata::process::detail {

/// Has a thread of this process drain the output from now on, so that the child never blocks on a full pipe.
void drain_in_background(std::shared_ptr<captured_output> which);

/// The caller drains again.
void stop_draining(std::shared_ptr<captured_output> const& which);

} // namespace fermata::process::detail
