// fermata - https://www.boost.org/LICENSE_1_0.txt
//
// How a worker ends, and what that says about the test that it ran.
#include "suite/worker.hpp"

#include "suite/exit_codes.hpp"
#include "suite/proc.hpp"

#include <fmt/core.h>

#include <csignal>

namespace fermata::suite::detail {

std::string worker::exit_text() const {
    if (runs_->is_lost()) {
        return "the guardian of the processes was killed, and all of them with it";
    }
    if (runs_->error() != 0) {
        return "it could not be started";
    }
    return to_string(*runs_->status());
}

void worker::kill_on_time() {
    switch (kill_stage_) {
    case kill_stage::none: {
        killed_as_ = verdict::timed_out;
        std::string const limit = fmt::format("{:g} s", std::chrono::duration<double>(limit_).count());
        bool const is_stopped = is_process_stopped(runs_->id());
        if (!crash_text_.empty()) {
            killed_as_ = verdict::crashed;
            killed_why_ = crash_text_ + ", and did not end";
        } else if (state_ == state::starting) {
            killed_why_ = fmt::format("its process did not reach main() within {}", limit);
        } else if (state_ == state::finishing) {
            killed_why_ = fmt::format("it had passed, and then its process did not end within {}", limit);
        } else if (is_stopped) {
            killed_why_ = fmt::format("stopped (SIGSTOP), and killed after its timeout of {}", limit);
        } else {
            killed_why_ = fmt::format("killed after its timeout of {}", limit);
        }
        kill_stage_ = kill_stage::asked;
        if (state_ == state::running && !is_stopped && runs_->id() > 0) {
            ::kill(runs_->id(), SIGQUIT); // it tells what it is in
            deadline_ = run_clock::now() + std::chrono::milliseconds(500);
        } else {
            stop(killed_as_, killed_why_, !is_stopped);
        }
        return;
    }
    case kill_stage::asked: stop(killed_as_, killed_why_); return;
    case kill_stage::terminated: stop(killed_as_, killed_why_, false); return;
    case kill_stage::killed: return;
    }
}

void worker::has_exited() {
    bool const was_starting = state_ == state::starting;
    state_ = state::clearing;
    deadline_ = run_clock::time_point::max();
    if (kill_stage_ != kill_stage::killed) {
        runs_->kill(); // whoever it has left behind
    }
    if (was_starting) {
        start_failure_ =
            kill_stage_ != kill_stage::none ? killed_why_ : "its process ended before main(): " + exit_text();
        current_ = {};
        current_.output = runs_->captured()->output.kept();
        return;
    }
    if (!item_.has_value()) {
        return;
    }
    bool const is_clean = runs_->status().has_value() && *runs_->status() == process::exit_status{};
    if (kill_stage_ == kill_stage::none && ended_.has_value() && crash_text_.empty()) {
        cut_output();
        if (!is_clean) {
            current_.how = verdict::crashed;
            current_.why = fmt::format("{}, and then its process ended with {}",
                                       ended_->has_passed ? "passed" : "failed", exit_text());
            ++new_failures_;
        }
        return;
    }
    cut_output();
    current_.seconds = std::chrono::duration<double>(run_clock::now() - began_).count();
    if (kill_stage_ != kill_stage::none) {
        bool const had_failed = killed_as_ == verdict::not_run && !current_.failures.empty();
        current_.how = had_failed ? verdict::failed : killed_as_;
        current_.why = killed_why_;
        current_.token = token_in(current_.output);
        new_failures_ += killed_as_ == verdict::not_run ? 0 : 1;
        return;
    }
    current_.how = verdict::crashed;
    ++new_failures_;
    auto const status = runs_->status().value_or(process::exit_status{});
    if (runs_->is_lost()) {
        current_.why = exit_text();
    } else if (status.signal != 0) {
        current_.why = "crashed with " + to_string(status);
        if (status.signal == SIGKILL) {
            current_.why += ", which it did not get from here: perhaps there was not enough memory";
        }
    } else if (status.code == exit_codes::cannot_report) {
        current_.why = "the descriptor of the reporting channel was closed, so nobody knows how it ended";
    } else {
        current_.why = fmt::format("its process ended with {} in the middle of it", exit_text());
    }
    current_.token = token_in(current_.output);
}

void worker::settle() {
    state_ = state::gone;
    if (runs_->is_gone() && kill_stage_ == kill_stage::none) {
        auto const said = runs_->gone();
        if (int const left = said.value + said.others; left > 0) {
            current_.notes.push_back(fmt::format("it left {} behind, which {} killed",
                                                 left == 1 ? "a process" : fmt::format("{} processes", left),
                                                 left == 1 ? "was" : "were"));
        }
    }
    if (item_.has_value()) {
        results_.push_back(std::move(current_));
        item_.reset();
    }
}

} // namespace fermata::suite::detail
