// fermata - https://www.boost.org/LICENSE_1_0.txt
#pragma once

#include <fermata/model/source_location.hpp>
#include <fermata/process/command.hpp>
#include <fermata/process/error.hpp>
#include <fermata/process/ready_when.hpp>
#include <fermata/process/startable.hpp>

#include <chrono>
#include <cstddef>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace fermata::process {

struct executor_options {
    std::string working_directory{}; ///< empty: the caller's at the start
    /// What differs from the caller's environment; an empty optional removes a variable.
    std::map<std::string, std::optional<std::string>> environment{};
    bool shell = false;                                                     ///< the command is a line for /bin/sh
    std::chrono::nanoseconds start_timeout = std::chrono::seconds(30);      ///< for the whole start
    std::chrono::nanoseconds stop_timeout = std::chrono::seconds(10);       ///< from the stop signal to the kill signal
    std::chrono::nanoseconds poll_interval = std::chrono::milliseconds(10); ///< between two questions of a condition
    int stop_signal = 15;                                                   ///< SIGTERM
    int kill_signal = 9;                                                    ///< SIGKILL; it is followed by that anyway
    /// Beside 0 and the death by the stop or kill signal. A negative one means the death by that signal.
    std::vector<int> expected_exit_codes{};
    bool daemonizes = false;   ///< it starts somebody else in the background and returns 0
    std::string output_file{}; ///< where its output goes too, as a whole; empty: nowhere
    std::string error_output_file{};
    std::size_t output_kept_max = 1 << 20; ///< bytes of each stream in memory, 256 KiB or more
};

namespace detail {
class executor_state;
}

/// A program of the operating system, with everybody who comes from it. One object is for one thread at a time.
///
/// In a fiber every wait in it parks the fiber. Nothing of it outlives the test program, however that ends.
class executor : public startable {
public:
    /// Starts nothing yet. Throws usage_error for options that make no sense.
    executor(command what, ready_when::condition ready = ready_when::started(), executor_options options = {});
    /// Stops it if it is running, and throws nothing.
    ~executor() override;

    /// Throws unexpected_exit if it ended with a code that nobody expects; it is gone then too.
    stop_result stop() override;
    void kill() override;
    bool running() override;
    int pid() const override;
    std::string output() const override;
    std::string error_output() const override;
    std::string description() const override;

    /// Waits until it has ended by itself. Throws usage_error if it was never started.
    exit_status wait_exit();
    /// How it ended; empty while it runs, and before the first start.
    std::optional<exit_status> status();

private:
    void begin_start() override;
    bool advance_start(wakeups& wake) override;
    void abandon_start() noexcept override;

    std::unique_ptr<detail::executor_state> state_;
};

// The executors of other libraries, as functions.
executor simple_executor(command what, executor_options options = {});
executor output_executor(command what, std::string banner, executor_options options = {});
executor tcp_executor(command what, std::string host, int port, executor_options options = {});
executor unix_socket_executor(command what, std::string path, executor_options options = {});
executor http_executor(command what, std::string url, ready_when::http_options http = {},
                       executor_options options = {});
executor pid_executor(command what, std::string pid_file, executor_options options = {});

} // namespace fermata::process

namespace fermata {

/// A scheduling point: waits until the process has ended by itself, and parks the fiber meanwhile.
process::exit_status wait_exit(process::executor& which);

} // namespace fermata
