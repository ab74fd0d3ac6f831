// fermata - https://www.boost.org/LICENSE_1_0.txt
#pragma once

#include "process/child.hpp"

#include <fermata/process/executor.hpp>

#include <memory>
#include <string>

namespace fermata::process::detail {

/// What an executor is. A start is a sequence of short pieces, so that it can go on beside others.
class executor_state {
public:
    executor_state(command what, ready_when::condition ready, executor_options options);
    ~executor_state();

    void begin_start();
    bool advance_start(wakeups& wake);
    void abandon_start() noexcept;

    stop_result stop(bool may_throw);
    void kill();
    bool running();
    int pid() const;
    exit_status wait_exit();
    std::optional<exit_status> status();
    std::string output(captured_stream captured_output::*which) const;
    command const& what() const noexcept { return what_; }

private:
    enum class phase { idle, checking, launching, awaiting, up };

    // executor_state.cpp
    bool advance_check(wakeups& wake);
    void launch();
    bool advance_launch(wakeups& wake);
    bool advance_wait(wakeups& wake);
    bool has_vanished(wakeups& wake);
    void be_ready();

    // stopping.cpp
    bool is_up_or_starting() const noexcept { return phase_ != phase::idle && child_ != nullptr; }
    void end_all(stop_result& into);
    bool wait_until_quiet(std::chrono::nanoseconds at_most);
    bool is_expected(exit_status how, bool was_killed) const;
    int count_living();
    process_context context(char const* phase) const;
    template <class Error>
    [[noreturn]] void fail(std::string const& message, char const* phase);

    command what_;
    ready_when::condition ready_;
    executor_options options_;
    phase phase_ = phase::idle;
    std::unique_ptr<child> child_; ///< also after its end, for its output and status
    std::unique_ptr<probe> probe_;
    wakeups::clock::time_point deadline_{};
    wakeups::clock::time_point check_deadline_{};
};

} // namespace fermata::process::detail
