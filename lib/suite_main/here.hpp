// fermata - https://www.boost.org/LICENSE_1_0.txt
#pragma once

#include "suite_main/worker.hpp"

#include "suite/console.hpp"
#include "suite/exit_codes.hpp"
#include "suite/history.hpp"
#include "suite/proc.hpp"
#include "suite/run.hpp"
#include "suite/summary.hpp"

#include <fmt/core.h>

#include <chrono>
#include <condition_variable>
#include <fstream>
#include <optional>
#include <ostream>
#include <thread>

#include <unistd.h>

// A run in this process (--np 0), where it is one that doctest alone cannot make.

namespace fermata::suite::detail {
namespace {

class local_sink final : public report_sink {
public:
    void began(run_item const& which) {
        result = {};
        result.index = which.index;
        result.repetition = which.repetition;
        console.take();
    }
    void assertion_failed(failure_text const& what) override { result.failures.push_back(what); }
    void crashing(char const*) override {}
    void ended(case_report report) override {
        result.how = report.has_passed ? verdict::passed : verdict::failed;
        result.seconds = report.seconds;
        result.report = std::move(report);
        result.output = result.report.console = console.take();
    }
    case_result result;
};

/// Ends the process when a test takes too long: there is no other way to end a test here.
class watchdog {
public:
    watchdog(std::string const& name, std::optional<std::chrono::nanoseconds> limit) {
        if (limit.has_value() && *limit > std::chrono::nanoseconds::zero()) {
            thread_ = std::thread([this, name, limit] {
                std::unique_lock lock(guards_);
                if (!ended_.wait_for(lock, *limit, [this] { return has_ended_; })) {
                    write_text(STDERR_FILENO,
                               fmt::format("[fermata] TIMED OUT after {:g} s: {}\n"
                                           "[fermata] in this process (--np 0) the others cannot be run any more\n",
                                           std::chrono::duration<double>(*limit).count(), name));
                    std::_Exit(exit_codes::failed);
                }
            });
        }
    }
    watchdog(watchdog const&) = delete;
    watchdog& operator=(watchdog const&) = delete;
    ~watchdog() {
        {
            std::lock_guard const lock(guards_);
            has_ended_ = true;
        }
        ended_.notify_all();
        if (thread_.joinable()) {
            thread_.join();
        }
    }

private:
    std::mutex guards_;
    std::condition_variable ended_;
    bool has_ended_ = false;
    std::thread thread_;
};

int run_here(framework_run const& what) {
    touch_shard_status(what.how);
    flat_schedule const plan = schedule_in_process(what);
    if (plan.items.empty()) {
        return plan.exit_code;
    }
    doctest::registerReporter<case_reporter>("fermata_case", 0, true);
    argument_list const arguments(what.with.program, options_for_one(what.how.others));
    doctest::Context context(arguments.count(), arguments.values());
    local_sink sink;
    std::ostream console(&sink.console);
    std::ostream nowhere(nullptr);
    bool const has_console = std::find(what.with.formats.begin(), what.with.formats.end(), output_format::console) !=
                                 what.with.formats.end() &&
                             !what.with.is_quiet;
    the_sink = &sink;
    context.setCout(has_console ? &console : &nowhere);

    auto const begin = std::chrono::steady_clock::now();
    auto const since = [&] { return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count(); };
    history past(what.how.state_file.empty() ? history::default_path(own_program()) : what.how.state_file, what.all);
    run_outcome outcome;
    outcome.selected = plan.items.size();
    outcome.skipped = what.all.cases.size() - plan.items.size() / static_cast<std::size_t>(what.how.repeat);
    std::uint64_t failures = 0;
    for (run_item const& each : plan.items) {
        sink.began(each);
        if (what.how.abort_after > 0 && failures >= static_cast<std::uint64_t>(what.how.abort_after)) {
            outcome.why_stopped = fmt::format("stopped by --abort-after={}", what.how.abort_after);
        } else {
            case_info const& which = what.all.cases[each.index];
            watchdog const watching(which.name, which.limit.has_value() ? which.limit : what.how.limit);
            run_one(context, each.index);
            failures +=
                std::max<std::uint64_t>(sink.result.failures.size(), sink.result.how == verdict::passed ? 0 : 1);
        }
        past.add(sink.result);
        outcome.results.push_back(std::move(sink.result));
    }
    the_sink = nullptr;
    outcome.seconds = since();
    bool const is_saved = past.save();
    std::string text = has_console ? summary(outcome, what.all, what.how, what.with, is_saved) : std::string();
    for (output_format const each : what.with.formats) {
        text += each == output_format::junit ? junit_report(outcome, what.all, what.with)
                : each == output_format::xml ? xml_report(outcome, what.all, what.with)
                                             : std::string();
    }
    std::fflush(stdout);
    if (what.with.out_file.empty()) {
        write_text(STDOUT_FILENO, text);
    } else {
        std::ofstream(what.with.out_file) << text;
    }
    return outcome.has_passed() || what.always_returns_zero ? exit_codes::passed : exit_codes::failed;
}

} // namespace
} // namespace fermata::suite::detail
