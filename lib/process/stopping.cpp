// fermata - https://www.boost.org/LICENSE_1_0.txt
//
// Stopping: a signal to the group, grace, SIGKILL to the group, SIGKILL to everybody else who comes from it.
#include "process/drainer.hpp"
#include "process/executor_failure.hpp"

#include <algorithm>
#include <csignal>

namespace fermata::process::detail {

namespace {
// SIGKILL needs no time, but a loaded machine does.
constexpr std::chrono::seconds kill_time_max(60);
} // namespace

process_context executor_state::context(char const* phase) const {
    process_context made;
    made.command = what_.text();
    made.phase = phase;
    if (child_ != nullptr) {
        made.status = child_->status();
        made.output_tail = child_->captured()->tail();
    }
    return made;
}

bool executor_state::wait_until_quiet(std::chrono::nanoseconds at_most) {
    auto const deadline =
        wakeups::clock::now() + std::min<std::chrono::nanoseconds>(at_most, std::chrono::hours(24 * 365));
    while (true) {
        child_->listen();
        child_->captured()->drain();
        if (child_->is_quiet() || child_->is_lost()) {
            return true;
        }
        if (wakeups::clock::now() >= deadline) {
            return false;
        }
        wakeups wake;
        wake.at(deadline);
        child_->wake(wake);
        wake.wait_to_the_end();
    }
}

void executor_state::end_all(stop_result& into) {
    child_->kill();
    auto const deadline = wakeups::clock::now() + kill_time_max;
    while (!child_->is_gone() && !child_->is_lost() && child_->error() == 0 && wakeups::clock::now() < deadline) {
        wakeups wake;
        wake.at(deadline);
        child_->wake(wake);
        wake.wait_to_the_end();
        child_->listen();
        child_->captured()->drain();
    }
    stop_draining(child_->captured());
    child_->captured()->drain_all();
    {
        std::lock_guard const lock(child_->captured()->guards);
        child_->captured()->output.close();
        child_->captured()->errors.close();
    }
    if (child_->is_gone()) {
        guardian::news const said = child_->gone();
        into.killed = said.value + said.others;
        into.how = said.others > 0  ? stopped_by::kill_of_strangers
                   : said.value > 0 ? stopped_by::kill_signal
                                    : into.how;
    }
    into.status = child_->status();
}

stop_result executor_state::stop(bool may_throw) {
    stop_result result;
    if (phase_ != phase::up) {
        abandon_start();
        return result;
    }
    child_->listen();
    bool const had_exited = child_->status().has_value() && !options_.daemonizes;
    result.how = had_exited ? stopped_by::itself : stopped_by::stop_signal;
    stop_draining(child_->captured());
    child_->signal(options_.stop_signal, options_.daemonizes);
    bool was_killed = false;
    if (!wait_until_quiet(options_.stop_timeout)) {
        was_killed = true;
        if (options_.kill_signal != SIGKILL) {
            child_->signal(options_.kill_signal, options_.daemonizes);
            result.how = stopped_by::kill_signal; // also if it takes so long to end that SIGKILL is sent, too
            wait_until_quiet(options_.stop_timeout);
        }
    }
    end_all(result);
    phase_ = phase::idle;
    if (child_->is_lost() && may_throw) {
        fail<process_error>("the guardian was killed, and the process with it", phases::stop);
    }
    if (may_throw && !child_->is_gone() && !child_->is_lost()) {
        fail<process_error>("it could not be killed", phases::stop);
    }
    if (may_throw && child_->status().has_value() && !is_expected(*child_->status(), was_killed)) {
        fail<unexpected_exit>("it ended with " + to_string(*child_->status()) +
                                  ", which is not among expected_exit_codes",
                              phases::stop);
    }
    return result;
}

bool executor_state::is_expected(exit_status how, bool was_killed) const {
    if (how == exit_status{} || how.signal == options_.stop_signal) {
        return true;
    }
    if (was_killed && how.signal != 0 && (how.signal == options_.kill_signal || how.signal == SIGKILL)) {
        return true;
    }
    auto const& expected = options_.expected_exit_codes;
    int const code = how.signal != 0 ? -how.signal : how.code;
    return std::find(expected.begin(), expected.end(), code) != expected.end();
}

void executor_state::kill() {
    if (phase_ != phase::up) {
        abandon_start();
        return;
    }
    stop_result ignored;
    end_all(ignored);
    phase_ = phase::idle;
}

int executor_state::count_living() {
    child_->ask_who_lives();
    auto const deadline = wakeups::clock::now() + kill_time_max;
    while (!child_->living().has_value() && !child_->is_lost() && wakeups::clock::now() < deadline) {
        wakeups wake;
        wake.at(deadline);
        child_->wake(wake, false);
        wake.wait();
        child_->listen();
    }
    return child_->living().value_or(0);
}

bool executor_state::running() {
    if (phase_ != phase::up) {
        return false;
    }
    child_->listen();
    if (child_->is_lost()) {
        return false;
    }
    return !child_->status().has_value() || (options_.daemonizes && count_living() > 0);
}

int executor_state::pid() const {
    return is_up_or_starting() && (!child_->status().has_value() || options_.daemonizes) ? child_->id() : 0;
}

exit_status executor_state::wait_exit() {
    if (child_ == nullptr) {
        throw usage_error("wait_exit(): '" + what_.text() + "' was never started");
    }
    while (true) {
        child_->listen();
        if (child_->status().has_value()) {
            return *child_->status();
        }
        if (child_->is_lost()) {
            fail<process_error>("the guardian was killed, and the process with it", "while it runs");
        }
        wakeups wake;
        child_->wake(wake, false);
        wake.wait();
    }
}

std::optional<exit_status> executor_state::status() {
    if (child_ == nullptr) {
        return std::nullopt;
    }
    child_->listen();
    return child_->status();
}

std::string executor_state::output(captured_stream captured_output::*which) const {
    if (child_ == nullptr) {
        return {};
    }
    child_->captured()->drain_all();
    std::lock_guard const lock(child_->captured()->guards);
    return std::string(((*child_->captured()).*which).kept());
}

} // namespace fermata::process::detail
