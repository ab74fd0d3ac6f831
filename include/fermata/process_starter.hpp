// fermata - https://www.boost.org/LICENSE_1_0.txt
#pragma once

#include <fermata/process/command.hpp>
#include <fermata/process/error.hpp>
#include <fermata/runner/starter.hpp>

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace fermata {

struct process_starter_options {
    std::string working_directory{};                                 ///< empty: the caller's
    std::map<std::string, std::optional<std::string>> environment{}; ///< differences; an empty optional removes one
    bool shell = false;                                              ///< the command is a line for /bin/sh
    std::vector<int> expected_exit_codes{};                          ///< beside 0
    /// Whether it waits, on its way to its next checkpoint, for somebody else who is held. Null: it never does.
    std::function<bool()> is_blocked{};
};

/// A starter that is a program of its own. Its main thread's calls of fermata::checkpoint() are its checkpoints: the
/// runner holds it there, and between two of them it runs to the next, or to its end, as a step does. The process
/// begins when the starter's first step does, and it ends with the runner at the latest. If it ends with another code
/// than 0, or by a signal, the starter fails with a process::process_error. Links fermata::process.
class process_starter : public starter {
public:
    process_starter(std::string_view name, process::command what, process_starter_options options = {});
};

} // namespace fermata
