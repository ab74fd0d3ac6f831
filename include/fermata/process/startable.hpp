// fermata - https://www.boost.org/LICENSE_1_0.txt
#pragma once

#include <fermata/process/error.hpp>
#include <fermata/process/probe.hpp>

#include <optional>
#include <string>

namespace fermata::process {

/// What it took until a process was gone, from little to much.
enum class stopped_by {
    nothing,          ///< it was not running
    itself,           ///< it had ended before
    stop_signal,      ///< it ended after executor_options::stop_signal
    kill_signal,      ///< it, or somebody of its process group, had to be killed
    kill_of_strangers ///< descendants outside of its process group had to be killed
};

struct stop_result {
    stopped_by how = stopped_by::nothing;
    int killed = 0; ///< how many processes had to be killed
    std::optional<exit_status> status{};
};

std::string to_string(stopped_by value);

class stopped_guard;

/// What can be started and stopped: an executor, or an orchestrator of several.
class startable {
public:
    startable() = default;
    startable(startable const&) = delete;
    startable& operator=(startable const&) = delete;
    virtual ~startable();

    /// Returns when it is ready. If it fails, what was started is gone again.
    void start();
    /// Returns when it is gone, and what that took. Harmless if it is not running.
    virtual stop_result stop() = 0;
    /// Kills it and everybody who comes from it, without asking.
    virtual void kill() = 0;
    virtual bool running() = 0;
    /// Of an orchestrator: of the last one. 0 if it is not running.
    virtual int pid() const = 0;
    /// What it has written, the last executor_options::output_kept_max bytes; also after its end, until the next start.
    virtual std::string output() const = 0;
    virtual std::string error_output() const = 0;
    /// The command, or the commands.
    virtual std::string description() const = 0;

    /// Stops it now, and starts it again when the guard is destroyed, also by an exception.
    [[nodiscard]] stopped_guard stopped();

protected:
    friend class orchestrator;

    // A start in pieces, so that several can go on side by side.
    virtual void begin_start() = 0;
    /// True if it is ready. Otherwise says when to ask again. Throws if it failed; then it has cleaned up.
    virtual bool advance_start(wakeups& wake) = 0;
    /// Ends what begin_start() began.
    virtual void abandon_start() noexcept = 0;
};

/// Starts again what was stopped.
class stopped_guard {
public:
    explicit stopped_guard(startable& which);
    stopped_guard(stopped_guard const&) = delete;
    stopped_guard& operator=(stopped_guard const&) = delete;
    /// Throws what start() throws, unless an exception is passing already.
    ~stopped_guard() noexcept(false);

    stop_result const& result() const noexcept { return result_; }

private:
    startable& which_;
    stop_result result_;
    int exceptions_;
};

inline stopped_guard startable::stopped() { return stopped_guard(*this); }

} // namespace fermata::process
