// fermata - https://www.boost.org/LICENSE_1_0.txt
#pragma once

#include <fermata/model/error.hpp>

#include <optional>
#include <string>

namespace fermata::process {

/// How a process ended.
struct exit_status {
    int code = 0;   ///< what it returned, if no signal ended it
    int signal = 0; ///< which signal ended it; 0 if none did

    friend bool operator==(exit_status const&, exit_status const&) = default;
};

/// "exit code 12", "signal 11 (Segmentation fault)"
std::string to_string(exit_status const& value);

/// What is known when something goes wrong with a process.
struct process_context {
    std::string command;
    std::string phase; ///< "before the start", "at the start", "until it is ready", "at the stop"
    std::optional<exit_status> status{};
    std::string output_tail{}; ///< the last lines of its output and error output
};

/// Everything that goes wrong with processes is of this family; it itself means that a process could not be started.
class process_error : public error {
public:
    process_error(std::string const& message, process_context context);

    std::string const& command() const noexcept { return context_.command; }
    std::string const& phase() const noexcept { return context_.phase; }
    /// Empty if it has not ended, or never began.
    std::optional<exit_status> const& status() const noexcept { return context_.status; }
    std::string const& output_tail() const noexcept { return context_.output_tail; }

private:
    process_context context_;
};

/// It was not ready at the deadline. It is stopped.
class start_timeout : public process_error {
public:
    using process_error::process_error;
};

/// It ended while it was waited for.
class exited_before_ready : public process_error {
public:
    using process_error::process_error;
};

/// Something answers already where the process would; nothing was started. Or start() was called twice.
class already_running : public process_error {
public:
    using process_error::process_error;
};

/// It ended with a code or by a signal that executor_options::expected_exit_codes does not hold.
class unexpected_exit : public process_error {
public:
    using process_error::process_error;
};

} // namespace fermata::process
