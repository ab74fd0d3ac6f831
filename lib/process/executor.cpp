// fermata - https://www.boost.org/LICENSE_1_0.txt
#include <fermata/process/executor.hpp>

#include "process/executor_state.hpp"

#include <exception>
#include <utility>

namespace fermata::process {

using detail::captured_output;

startable::~startable() = default;

void startable::start() {
    begin_start();
    try {
        wakeups wake;
        while (!advance_start(wake)) {
            wake.wait();
        }
    } catch (...) {
        abandon_start();
        throw;
    }
}

stopped_guard::stopped_guard(startable& which)
    : which_(which), result_(which.stop()), exceptions_(std::uncaught_exceptions()) {}

stopped_guard::~stopped_guard() noexcept(false) {
    try {
        which_.start();
    } catch (error const&) {
        if (std::uncaught_exceptions() == exceptions_) {
            throw;
        }
    }
}

std::string to_string(stopped_by value) {
    switch (value) {
    case stopped_by::nothing: return "was not running";
    case stopped_by::itself: return "had ended by itself";
    case stopped_by::stop_signal: return "ended after the stop signal";
    case stopped_by::kill_signal: return "had to be killed";
    case stopped_by::kill_of_strangers: return "left descendants outside of its group that had to be killed";
    }
    return "?";
}

executor::executor(command what, ready_when::condition ready, executor_options options)
    : state_(std::make_unique<detail::executor_state>(std::move(what), std::move(ready), std::move(options))) {}

executor::~executor() = default;

stop_result executor::stop() { return state_->stop(true); }

void executor::kill() { state_->kill(); }

bool executor::running() { return state_->running(); }

int executor::pid() const { return state_->pid(); }

std::string executor::output() const { return state_->output(&captured_output::output); }

std::string executor::error_output() const { return state_->output(&captured_output::errors); }

std::string executor::description() const { return state_->what().text(); }

exit_status executor::wait_exit() { return state_->wait_exit(); }

std::optional<exit_status> executor::status() { return state_->status(); }

void executor::begin_start() { state_->begin_start(); }

bool executor::advance_start(wakeups& wake) { return state_->advance_start(wake); }

void executor::abandon_start() noexcept { state_->abandon_start(); }

executor simple_executor(command what, executor_options options) {
    return executor(std::move(what), ready_when::started(), std::move(options));
}

executor output_executor(command what, std::string banner, executor_options options) {
    return executor(std::move(what), ready_when::output(std::move(banner)), std::move(options));
}

executor tcp_executor(command what, std::string host, int port, executor_options options) {
    return executor(std::move(what), ready_when::tcp(std::move(host), port), std::move(options));
}

executor unix_socket_executor(command what, std::string path, executor_options options) {
    return executor(std::move(what), ready_when::unix_socket(std::move(path)), std::move(options));
}

executor http_executor(command what, std::string url, ready_when::http_options http, executor_options options) {
    return executor(std::move(what), ready_when::http(std::move(url), std::move(http)), std::move(options));
}

executor pid_executor(command what, std::string pid_file, executor_options options) {
    return executor(std::move(what), ready_when::pid_file(std::move(pid_file)), std::move(options));
}

} // namespace fermata::process

namespace fermata {

process::exit_status wait_exit(process::executor& which) { return which.wait_exit(); }

} // namespace fermata
