// fermata - https://www.boost.org/LICENSE_1_0.txt
#include "suite/worker.hpp"

#include "process/trouble.hpp"
#include "suite/exit_codes.hpp"
#include "suite/proc.hpp"

#include <fmt/core.h>

#include <csignal>
#include <sys/socket.h>

#include <cerrno>
#include <cstring>

namespace fermata::suite::detail {

namespace {

/// From the word of the framework's handler that it crashes to its end: a handler may hang in a broken heap.
constexpr std::chrono::seconds crash_time_max(5);

run_clock::time_point after(std::chrono::nanoseconds time) {
    return time <= std::chrono::nanoseconds::zero() ? run_clock::time_point::max() : run_clock::now() + time;
}

} // namespace

worker::worker(worker_plan const& plan, int count, std::chrono::nanoseconds start_limit)
    : plan_(plan), count_(count), deadline_(after(start_limit)), limit_(start_limit) {
    int ends[2];
    if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0) {
        process::detail::throw_trouble("socketpair", errno);
    }
    channel_ = process::detail::descriptor(ends[0]);
    process::detail::child_plan made{process::command(plan.arguments)};
    made.program = plan.program;
    made.environment = plan.environment;
    made.output_kept_max = plan.output_max;
    made.inherited = process::detail::descriptor(ends[1]);
    made.joins_streams = true;
    runs_ = std::make_unique<process::detail::child>(std::move(made));
}

void worker::run(run_item what, int number, std::chrono::nanoseconds limit) {
    if (item_.has_value()) { // the process lives on, so nothing can befall that result any more
        results_.push_back(std::move(current_));
    }
    number_ = number;
    item_ = what;
    current_ = {};
    current_.index = what.index;
    current_.repetition = what.repetition;
    current_.worker = number;
    ended_.reset();
    runs_->captured()->drain_all();
    output_begin_ = runs_->captured()->output.end();
    began_ = run_clock::now();
    limit_ = limit;
    deadline_ = after(limit);
    state_ = state::running;
    std::string const bytes = encode(frame_kind::run, what.index, fmt::format("{} {}", number, count_));
    write_all(channel_.get(), bytes.data(), bytes.size()); // if it is gone we shall hear that
}

void worker::finish() {
    state_ = state::finishing;
    deadline_ = after(limit_);
    std::string const bytes = encode(frame_kind::finish, 0, {});
    write_all(channel_.get(), bytes.data(), bytes.size());
}

void worker::stop(verdict how, std::string why, bool with_grace) {
    if (state_ == state::clearing || state_ == state::gone || kill_stage_ == kill_stage::killed) {
        return;
    }
    if (kill_stage_ == kill_stage::none) {
        killed_as_ = how;
        killed_why_ = std::move(why);
    }
    if (with_grace && item_.has_value() && plan_.grace > std::chrono::nanoseconds::zero()) {
        kill_stage_ = kill_stage::terminated;
        runs_->signal(SIGTERM, true);
        deadline_ = after(plan_.grace);
    } else {
        kill_stage_ = kill_stage::killed;
        runs_->kill();
        deadline_ = run_clock::time_point::max();
    }
}

void worker::advance() {
    if (state_ == state::gone) {
        return;
    }
    runs_->listen();
    bool const has_exited_now = runs_->status().has_value() || runs_->is_lost() || runs_->error() != 0;
    read_frames();
    has_exited_now ? runs_->captured()->drain_all() : static_cast<void>(runs_->captured()->drain());
    if (has_exited_now && state_ != state::clearing) {
        has_exited();
    }
    if (state_ == state::clearing && (runs_->is_gone() || runs_->is_lost() || runs_->error() != 0)) {
        settle();
        return;
    }
    if (state_ != state::clearing && run_clock::now() >= deadline_) {
        kill_on_time();
    }
}

void worker::read_frames() {
    while (channel_) {
        char buffer[64 * 1024];
        ssize_t const got = ::recv(channel_.get(), buffer, sizeof(buffer), MSG_DONTWAIT);
        if (got < 0 && (errno == EAGAIN || errno == EINTR)) {
            break;
        }
        if (got <= 0) {
            channel_.reset();
            break;
        }
        reader_.add(buffer, static_cast<std::size_t>(got));
    }
    frame next;
    while (reader_.next(next)) {
        try {
            take(next);
        } catch (usage_error const&) {
            channel_.reset();
        }
    }
    if (reader_.is_broken() && kill_stage_ == kill_stage::none) {
        stop(verdict::crashed,
             "it wrote something into the reporting channel that is no report, so nobody knows how it ended", false);
    }
}

void worker::take(frame const& what) {
    switch (what.kind) {
    case frame_kind::ready:
        if (state_ == state::starting) {
            state_ = state::idle;
            deadline_ = run_clock::time_point::max();
        }
        break;
    case frame_kind::assertion_failed:
        if (item_.has_value()) {
            current_.failures.push_back(failure_in(what.body));
            ++new_failures_;
        }
        break;
    case frame_kind::crashing:
        if (kill_stage_ == kill_stage::none) {
            crash_text_ = what.body;
            deadline_ = after(crash_time_max);
        }
        break;
    case frame_kind::note: current_.notes.push_back(what.body); break;
    case frame_kind::dumped:
        if (kill_stage_ == kill_stage::asked) {
            stop(killed_as_, killed_why_);
        }
        break;
    case frame_kind::ended:
        if (item_.has_value() && what.index == item_->index && !ended_.has_value()) {
            item_ended(report_in(what.body));
        }
        break;
    case frame_kind::began:
    case frame_kind::run:
    case frame_kind::finish: break;
    }
}

void worker::item_ended(case_report report) {
    runs_->captured()->drain_all(); // it was written before it was told
    cut_output();
    current_.how = report.has_passed ? verdict::passed : verdict::failed;
    current_.seconds = report.seconds;
    if (!report.has_passed && current_.failures.empty()) {
        ++new_failures_; // by an exception, or because it did not fail as it should
    }
    current_.report = report;
    ended_ = std::move(report);
    if (!crash_text_.empty() || kill_stage_ != kill_stage::none) {
        return; // the framework's signal handler says that; the process ends now
    }
    ++ended_count_;
    state_ = state::idle;
    deadline_ = run_clock::time_point::max();
}

void worker::cut_output() {
    auto const& stream = runs_->captured()->output;
    std::string_view kept = stream.kept();
    if (stream.begin() > output_begin_) {
        current_.is_output_cut = true;
    } else {
        kept.remove_prefix(static_cast<std::size_t>(output_begin_ - stream.begin()));
    }
    current_.output = kept;
}

void worker::wake(process::wakeups& when) const {
    runs_->wake(when);
    if (channel_) {
        when.when_readable(channel_.get());
    }
    when.at(deadline_);
}

} // namespace fermata::suite::detail
