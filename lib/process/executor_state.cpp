// fermata - https://www.boost.org/LICENSE_1_0.txt
//
// Starting. Every piece looks at the deadline and at the child, whatever the condition is at.
#include "process/executor_state.hpp"

#include "process/drainer.hpp"
#include "process/executor_failure.hpp"
#include "process/trouble.hpp"

#include <algorithm>

namespace fermata::process::detail {

namespace {
// Before the start nothing should answer: so long something may take to say that it does.
constexpr std::chrono::milliseconds check_time_max(1000);

void check(executor_options const& options) {
    if (options.start_timeout <= std::chrono::nanoseconds::zero() ||
        options.stop_timeout < std::chrono::nanoseconds::zero()) {
        throw usage_error("start_timeout must be positive, and stop_timeout must not be negative");
    }
    if (options.poll_interval <= std::chrono::nanoseconds::zero()) {
        throw usage_error("poll_interval must be positive");
    }
    for (int const signal : {options.stop_signal, options.kill_signal}) {
        if (signal < 1 || signal > 64) {
            throw usage_error(std::to_string(signal) + " is no signal");
        }
    }
}
} // namespace

executor_state::executor_state(command what, ready_when::condition ready, executor_options options)
    : what_(std::move(what)), ready_(std::move(ready)), options_(std::move(options)) {
    check(options_);
}

executor_state::~executor_state() {
    if (is_up_or_starting()) {
        try {
            phase_ == phase::up ? static_cast<void>(stop(false)) : abandon_start();
        } catch (...) {
        }
    }
}

void executor_state::begin_start() {
    if (phase_ == phase::up && !running()) {
        stop(false); // it has died meanwhile; what it left behind is cleared away
    }
    if (phase_ != phase::idle) {
        fail<already_running>("it is running already: start() was called twice", phases::before);
    }
    child_.reset();
    auto const now = wakeups::clock::now();
    deadline_ = now + std::min<std::chrono::nanoseconds>(options_.start_timeout, std::chrono::hours(24 * 365));
    check_deadline_ = std::min<wakeups::clock::time_point>(deadline_, now + check_time_max);
    probe_ = ready_.make_probe_before_start();
    phase_ = phase::checking;
}

bool executor_state::advance_start(wakeups& wake) {
    try {
        switch (phase_) {
        case phase::checking:
            if (!advance_check(wake)) {
                return false;
            }
            launch();
            [[fallthrough]];
        case phase::launching:
            if (!advance_launch(wake)) {
                return false;
            }
            [[fallthrough]];
        case phase::awaiting: return advance_wait(wake);
        case phase::idle:
        case phase::up: break;
        }
        return phase_ == phase::up;
    } catch (...) {
        abandon_start();
        throw;
    }
}

bool executor_state::advance_check(wakeups& wake) {
    if (probe_ == nullptr) {
        return true;
    }
    answer const found = probe_->ask(probed(0, nullptr, wake));
    if (found == answer::yes) {
        fail<already_running>("before it was started, " + ready_.description() + " was so already", phases::before);
    }
    if (found == answer::pending && wakeups::clock::now() < check_deadline_) {
        wake.at(check_deadline_);
        return false;
    }
    return true;
}

void executor_state::launch() {
    probe_.reset();
    child_plan plan{what_};
    plan.shell = options_.shell;
    plan.working_directory = options_.working_directory;
    plan.environment = options_.environment;
    plan.output_file = options_.output_file;
    plan.error_output_file = options_.error_output_file;
    plan.output_kept_max = options_.output_kept_max;
    try {
        child_ = std::make_unique<child>(std::move(plan));
    } catch (process_error const& error) {
        fail<process_error>(error.what(), phases::start);
    }
    phase_ = phase::launching;
}

bool executor_state::advance_launch(wakeups& wake) {
    child_->listen();
    if (child_->error() != 0) {
        fail<process_error>("it cannot be executed: " + error_text(child_->error()), phases::start);
    }
    if (child_->is_lost()) {
        fail<process_error>("the guardian was killed", phases::start);
    }
    if (!child_->has_started()) {
        child_->wake(wake, false);
        return false;
    }
    phase_ = phase::awaiting;
    probe_ = ready_.make_probe();
    if (probe_ == nullptr) { // nothing is asked for, so not that it lives on, either
        be_ready();
    }
    return true;
}

bool executor_state::advance_wait(wakeups& wake) {
    if (phase_ == phase::up) {
        return true;
    }
    child_->listen();
    bool const has_ended = child_->status().has_value();
    has_ended ? child_->captured()->drain_all() : static_cast<void>(child_->captured()->drain());
    if (child_->is_lost()) {
        fail<process_error>("the guardian was killed, and the process with it", phases::wait);
    }
    if (has_ended && !(options_.daemonizes && *child_->status() == exit_status{})) {
        fail<exited_before_ready>("it ended before it was ready (" + ready_.description() +
                                      "): " + to_string(*child_->status()),
                                  phases::wait);
    }
    answer const found = probe_->ask(probed(child_->id(), child_->captured().get(), wake));
    if (found == answer::yes) {
        be_ready();
        return true;
    }
    if (has_ended && has_vanished(wake)) {
        fail<exited_before_ready>("it returned 0 as a daemon does, but nobody of it lives on", phases::wait);
    }
    auto const now = wakeups::clock::now();
    if (now >= deadline_) {
        auto const seconds = std::chrono::duration<double>(options_.start_timeout).count();
        std::string text = std::to_string(seconds);
        text.erase(text.find_last_not_of('0') + 1);
        fail<start_timeout>("it was not ready (" + ready_.description() + ") within start_timeout = " + text +
                                (text.back() == '.' ? "0 s" : " s"),
                            phases::wait);
    }
    if (found == answer::no) {
        wake.at(now + options_.poll_interval);
    }
    wake.at(deadline_);
    child_->wake(wake);
    return false;
}

bool executor_state::has_vanished(wakeups& wake) {
    wake.after(options_.poll_interval);
    return count_living() == 0;
}

void executor_state::be_ready() {
    probe_.reset();
    phase_ = phase::up;
    drain_in_background(child_->captured());
}

void executor_state::abandon_start() noexcept {
    if (phase_ == phase::idle || phase_ == phase::up) {
        return;
    }
    probe_.reset();
    try {
        if (child_ != nullptr) {
            stop_result ignored;
            end_all(ignored);
        }
    } catch (...) {
    }
    phase_ = phase::idle;
}

} // namespace fermata::process::detail
