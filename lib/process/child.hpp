// fermata - https://www.boost.org/LICENSE_1_0.txt
#pragma once

#include "process/captured_output.hpp"
#include "process/descriptor.hpp"
#include "process/guardian/protocol.hpp"

#include <fermata/process/command.hpp>
#include <fermata/process/error.hpp>
#include <fermata/process/probe.hpp>

#include <map>
#include <memory>
#include <optional>
#include <string>

namespace fermata::process::detail {

/// How a child is to be made.
struct child_plan {
    command what;
    bool shell = false;
    std::string working_directory{};
    std::map<std::string, std::optional<std::string>> environment{};
    std::string output_file{};
    std::string error_output_file{};
    std::size_t output_kept_max = 1 << 20;
    descriptor inherited{};
    std::string program{};      ///< what is executed instead of the first word; empty: that
    bool joins_streams = false; ///< its error output goes where its output goes, in the order of writing
};

/// A process that the guardian has launched, seen through its channel. Nothing here blocks, but what says so.
class child {
public:
    /// Throws process_error if there is no such program or directory.
    explicit child(child_plan plan);
    child(child const&) = delete;
    child& operator=(child const&) = delete;
    ~child();

    /// Takes in what the guardian has told.
    void listen();
    /// Wakes when there is something to listen() to, or output.
    void wake(wakeups& when, bool for_output = true) const;

    bool has_started() const noexcept { return id_ != 0; }
    /// errno, if it could not be executed.
    int error() const noexcept { return error_; }
    /// Becomes readable when there is something to listen() to; -1 when the guardian is gone.
    int channel() const noexcept { return channel_.get(); }
    int id() const noexcept { return id_; }
    std::optional<exit_status> const& status() const noexcept { return status_; }
    bool is_quiet() const noexcept { return is_quiet_; }
    bool is_gone() const noexcept { return gone_.has_value(); }
    guardian::news gone() const noexcept { return *gone_; }
    /// The guardian itself is gone; and so, then, is the process.
    bool is_lost() const noexcept { return is_lost_; }

    void signal(int number, bool everybody);
    void kill();
    /// The answer is living(), as soon as listen() has heard it.
    void ask_who_lives();
    std::optional<int> const& living() const noexcept { return living_; }

    std::shared_ptr<captured_output> const& captured() const noexcept { return captured_; }

private:
    void send(guardian::order const& what);

    descriptor channel_;
    std::shared_ptr<captured_output> captured_;
    int id_ = 0;
    int error_ = 0;
    bool is_quiet_ = false;
    bool is_lost_ = false;
    std::optional<exit_status> status_;
    std::optional<guardian::news> gone_;
    std::optional<int> living_;
};

} // namespace fermata::process::detail
