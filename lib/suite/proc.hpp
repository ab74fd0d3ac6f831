// fermata - https://www.boost.org/LICENSE_1_0.txt
#pragma once

#include <string>
#include <string_view>

namespace fermata::suite::detail {

/// Whether a process is stopped, by SIGSTOP or by a terminal; not by a debugger.
bool is_process_stopped(int id);

/// When a process began: with its id this tells it from every other. Empty if there is none.
std::string process_birth(int id);

/// Kills all that come from this process. True if nobody is left.
bool kill_descendants();

/// The replay token that a crash, or a hang, has left in the text; empty if none has.
std::string token_in(std::string_view text);

/// The file that this process runs.
std::string own_program();

} // namespace fermata::suite::detail
