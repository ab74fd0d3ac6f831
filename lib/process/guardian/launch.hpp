// fermata - https://www.boost.org/LICENSE_1_0.txt
#pragma once

#include "process/guardian/protocol.hpp"

#include <sys/types.h>

#include <string>

namespace fermata::process::guardian {

struct launched {
    pid_t id = -1;
    int error = 0;    ///< errno, if there is no process
    std::string mark; ///< the entry of its environment by which its descendants are found
};

/// Starts a process in a group of its own. Closes none of the descriptors.
launched launch(launch_request const& request, int const* descriptors);

} // namespace fermata::process::guardian
