// fermata - https://www.boost.org/LICENSE_1_0.txt
#pragma once

#include "process/descriptor.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace fermata::process::detail {

/// What is to be launched: all found out, nothing left to be searched.
struct launch_plan {
    std::string path;
    std::vector<std::string> arguments;
    std::vector<std::string> environment; ///< "NAME=value"
    descriptor directory;
    descriptor input;
    descriptor output;
    descriptor errors;
    descriptor inherited; ///< becomes descriptor 3 of the process, if there is one
};

/// The bytes of the guardian program.
std::string_view guardian_image() noexcept;

/// Has the guardian, which is started if there is none yet, launch a process. Returns the channel over which the
/// guardian tells about it; see guardian/protocol.hpp. Does not wait for the launch.
descriptor launch(launch_plan plan);

/// Has the guardian write to `to`, when this process is gone and all that it has launched, what `words` says then; see
/// guardian::last_words_head.
void leave_last_words(int words, int to);

/// An entry of an environment that no other process has, with 128 random bits in its name.
std::string random_mark();

} // namespace fermata::process::detail
