// fermata - https://www.boost.org/LICENSE_1_0.txt
#include "suite/run.hpp"

#include "suite/console.hpp"
#include "suite/coordinator.hpp"
#include "suite/exit_codes.hpp"
#include "suite/history.hpp"
#include "suite/proc.hpp"
#include "suite/run_folder.hpp"
#include "suite/summary.hpp"
#include "suite/worker_side.hpp"

#include <fmt/core.h>

#include <fcntl.h>
#include <sys/prctl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>

namespace fermata::suite::detail {

namespace {

std::string history_path(options const& how) {
    return how.state_file.empty() ? history::default_path(own_program()) : how.state_file;
}

bool wants(run_settings const& with, output_format which) {
    return std::find(with.formats.begin(), with.formats.end(), which) != with.formats.end();
}

worker_plan plan_of(framework_run const& what, run_folder const& folder) {
    worker_plan plan;
    // Not by its path: somebody may have built another file there meanwhile.
    plan.program = fmt::format("/proc/{}/exe", ::getpid());
    plan.arguments = what.worker_arguments;
    plan.environment[worker_variable] = fmt::format("{}", ::getpid());
    plan.environment[run_folder::variable] = folder.path();
    plan.output_max = what.how.output_max;
    plan.grace = what.how.grace;
    return plan;
}

} // namespace

void touch_shard_status(options const& how) {
    for (std::string const& each : how.shard_status_files) {
        process::detail::descriptor const touched(::open(each.c_str(), O_CREAT | O_WRONLY | O_CLOEXEC, 0666));
    }
}

int nothing_to_run(options const& how, bool is_empty_shard) {
    if (is_empty_shard) {
        std::printf("[fermata] there are fewer tests than shards, and none for shard %d of %d\n", how.shard,
                    how.shards);
        return exit_codes::passed;
    }
    std::fprintf(stderr, "[fermata] nothing was run: %s\n",
                 how.rerun_failed ? "none of the selected tests failed the last time"
                                  : "no test is selected by the filters");
    return exit_codes::nothing_selected;
}

flat_schedule schedule_in_process(framework_run const& what) {
    history const past(history_path(what.how), what.all);
    schedule const made = make_schedule(what.all, what.selected, what.how, past);
    flat_schedule flat;
    for (phase const& each : made.phases) {
        for (unit const& one : each.units) {
            flat.items.insert(flat.items.end(), one.items.begin(), one.items.end());
        }
    }
    if (flat.items.empty()) {
        flat.exit_code = nothing_to_run(what.how, made.is_empty_shard);
    }
    return flat;
}

int run_in_workers(framework_run what) {
    touch_shard_status(what.how);
    history past(history_path(what.how), what.all);
    schedule made = make_schedule(what.all, what.selected, what.how, past);
    if (made.runs == 0) {
        return nothing_to_run(what.how, made.is_empty_shard);
    }
    process::detail::descriptor file;
    if (!what.with.out_file.empty()) {
        file = process::detail::descriptor(
            ::open(what.with.out_file.c_str(), O_CREAT | O_WRONLY | O_TRUNC | O_CLOEXEC, 0666));
        if (!file) {
            std::fprintf(stderr, "[fermata] the output file '%s' cannot be opened: %s\n", what.with.out_file.c_str(),
                         std::strerror(errno));
            return exit_codes::misconfigured;
        }
    }
    int const out = file ? file.get() : STDOUT_FILENO;
    bool const has_console = wants(what.with, output_format::console) && !what.with.is_quiet;
    // The progress line must not get into a file, nor between the words that go into one.
    char const* const terminal = std::getenv("TERM");
    bool const is_dumb = terminal != nullptr && std::strcmp(terminal, "dumb") == 0;
    bool const is_live = ::isatty(STDERR_FILENO) != 0 && !is_dumb && !what.with.is_quiet &&
                         (!has_console || file || ::isatty(STDOUT_FILENO) != 0);
    // If a test kills the guardian, what that leaves behind comes to us.
    ::prctl(PR_SET_CHILD_SUBREAPER, 1);
    run_folder const folder(what.how.joins_parent ? ::getppid() : 0);
    console view(what.all, what.how, what.with, has_console ? out : -1, is_live ? STDERR_FILENO : -1);
    std::size_t const distinct = made.runs / static_cast<std::size_t>(what.how.repeat);
    run_outcome outcome = coordinator(what.all, what.how, plan_of(what, folder), view).run(std::move(made));
    outcome.skipped = what.all.cases.size() - std::min(distinct, what.all.cases.size());

    // As they are declared: that is where a person looks for them, and it is the same in every run.
    std::stable_sort(outcome.results.begin(), outcome.results.end(), [](case_result const& a, case_result const& b) {
        return std::pair(a.index, a.repetition) < std::pair(b.index, b.repetition);
    });
    for (case_result const& each : outcome.results) {
        past.add(each);
    }
    bool const is_saved = past.save();
    view.print(has_console ? summary(outcome, what.all, what.how, what.with, is_saved) : std::string());
    if (wants(what.with, output_format::junit)) {
        write_text(out, junit_report(outcome, what.all, what.with));
    }
    if (wants(what.with, output_format::xml)) {
        write_text(out, xml_report(outcome, what.all, what.with));
    }
    if (outcome.signal != 0) {
        return exit_codes::interrupted + outcome.signal;
    }
    return outcome.has_passed() || what.always_returns_zero ? exit_codes::passed : exit_codes::failed;
}

} // namespace fermata::suite::detail
