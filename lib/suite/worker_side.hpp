// fermata - https://www.boost.org/LICENSE_1_0.txt
#pragma once

#include "process/descriptor.hpp"
#include "suite/frames.hpp"

#include <sys/types.h>

#include <optional>
#include <string>
#include <string_view>

namespace fermata::suite::detail {

/// Set in workers: the process that runs them.
inline constexpr char const* worker_variable = "FERMATA_SUITE_WORKER";

/// A worker's end of its channel.
class worker_side {
public:
    /// Null if this process is no worker. To be called first in main().
    static worker_side* enter();
    /// Null if there is none; also in processes that a test has forked.
    static worker_side* current() noexcept;

    /// Blocks until there is a test case to be run; empty if there is none any more.
    std::optional<std::uint64_t> next();
    /// Ends the process if nobody can hear it.
    void send(frame_kind kind, std::uint64_t index, std::string_view body);
    /// Allocates nothing, and gives up silently: for signal handlers.
    void send_in_handler(frame_kind kind, std::string_view body) noexcept;
    /// A test has forked this process, and it has come back from the test: there is nothing for it to do.
    bool is_forked() const noexcept;

    int number() const noexcept { return number_; }
    int count() const noexcept { return count_; }

private:
    explicit worker_side(int descriptor);
    bool is_channel_ours() const noexcept;

    process::detail::descriptor channel_;
    ::pid_t owner_;
    ::ino_t identity_ = 0; ///< of the socket: the number may become somebody else's
    frame_reader reader_;
    int number_ = 0;
    int count_ = 1;
};

/// A sentence about the current test for the report; lost if nobody makes one.
void note_for_report(std::string const& sentence);

} // namespace fermata::suite::detail
