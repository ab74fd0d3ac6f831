// fermata - https://www.boost.org/LICENSE_1_0.txt
#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <vector>

namespace fermata::process {

namespace detail {
struct captured_output;
struct awaited {
    int descriptor = -1;
    bool for_writing = false;
    bool is_ready = false;
};
} // namespace detail

/// When somebody who waits wants to be asked again, at the latest.
class wakeups {
public:
    using clock = std::chrono::steady_clock;

    void when_readable(int descriptor) { descriptors_.push_back({descriptor, false}); }
    void when_writable(int descriptor) { descriptors_.push_back({descriptor, true}); }
    void at(clock::time_point time) { earliest_ = time < earliest_ ? time : earliest_; }
    void after(clock::duration delay) { at(clock::now() + delay); }

    /// Waits for the first of them. In a fiber this parks the fiber, and is a scheduling point.
    void wait();
    /// The same, for what must be done to its end: a fiber that is given up meanwhile goes on blocking, and throws
    /// nothing.
    void wait_to_the_end();
    /// Blocks in a fiber too.
    void wait_blocking();

private:
    std::vector<detail::awaited> descriptors_;
    clock::time_point earliest_ = clock::time_point::max();
};

/// What a probe sees of a process.
class probed {
public:
    probed(int pid, detail::captured_output const* captured, wakeups& wake)
        : pid_(pid), captured_(captured), wake_(wake) {}

    /// 0 before it is started.
    int pid() const noexcept { return pid_; }
    /// What it has written so far; of much output the end.
    std::string output() const;
    std::string error_output() const;
    /// When the probe wants to be asked again. It is asked anyway whenever there is new output.
    wakeups& wake() const noexcept { return wake_; }

    detail::captured_output const* captured() const noexcept { return captured_; }

private:
    int pid_;
    detail::captured_output const* captured_;
    wakeups& wake_;
};

enum class answer {
    no,      ///< not now; ask again after executor_options::poll_interval
    pending, ///< it is found out; ask again when what was told to wake() comes
    yes
};

/// Finds out whether a condition holds. One object serves one start.
class probe {
public:
    virtual ~probe();

    /// Must not block: what takes time is pending. An exception from it ends the start.
    virtual answer ask(probed const& process) = 0;
};

} // namespace fermata::process
