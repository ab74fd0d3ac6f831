// fermata - https://www.boost.org/LICENSE_1_0.txt
#include "suite/coordinator.hpp"

#include "suite/proc.hpp"

#include <fmt/core.h>

#include <unistd.h>

#include <algorithm>
#include <cstring>

namespace fermata::suite::detail {

namespace {
constexpr std::chrono::seconds limit_default(600);
/// To reach main(): however short the tests are, a machine has load.
constexpr std::chrono::seconds start_limit_min(30);
/// Processes that wait, beyond one per worker: tests can be shorter than a start.
constexpr std::size_t spare_count = 2;
} // namespace

std::size_t run_outcome::count(verdict how) const {
    return static_cast<std::size_t>(
        std::count_if(results.begin(), results.end(), [&](case_result const& each) { return each.how == how; }));
}

coordinator::coordinator(case_list const& all, options const& how, worker_plan workers, console& view)
    : all_(all),
      how_(how),
      plan_(std::move(workers)),
      view_(view),
      processes_(std::max(1, how.processes.value_or(1))) {}

run_outcome coordinator::run(schedule what) {
    auto const begin = run_clock::now();
    outcome_.selected = what.runs;
    outcome_.workers = processes_;
    view_.run_began(what.runs, processes_);
    for (phase& each : what.phases) {
        run_phase(std::move(each));
    }
    last_words_.clear();
    if (has_lost_guardian_) {
        kill_descendants();
    }
    outcome_.seconds = std::chrono::duration<double>(run_clock::now() - begin).count();
    return std::move(outcome_);
}

void coordinator::run_phase(phase what) {
    queue_.assign(std::make_move_iterator(what.units.begin()), std::make_move_iterator(what.units.end()));
    update_last_words();
    while (true) {
        assign(); // first: a test that waits is time lost, a process that is to wait for a test is not
        if (!is_stopping_) {
            launch();
        }
        if (slots_.empty() && (queue_.empty() || is_stopping_)) {
            break;
        }
        wait();
        collect();
    }
    for (unit const& each : queue_) {
        for (run_item const& item : each.items) {
            add_not_run(item, {});
        }
    }
    queue_.clear();
}

std::chrono::nanoseconds coordinator::limit_of(run_item const& which) const {
    case_info const& of = all_.cases[which.index];
    if (of.limit.has_value()) {
        return *of.limit;
    }
    if (of.framework_limit > 0) {
        return std::chrono::duration_cast<std::chrono::nanoseconds>(std::chrono::duration<double>(of.framework_limit));
    }
    return how_.limit.value_or(limit_default);
}

/// As many as can run now, and as many again that have begun to start: a process takes some milliseconds until it
/// reaches main(), and that is not to be waited for.
void coordinator::launch() {
    auto const unassigned = static_cast<std::size_t>(std::count_if(slots_.begin(), slots_.end(), [](slot const& each) {
        return !each.has_unit &&
               (each.runs->now() == worker::state::starting || each.runs->now() == worker::state::idle);
    }));
    std::size_t const wanted = std::min(queue_.size(), static_cast<std::size_t>(processes_) + spare_count);
    auto const limit = how_.limit.value_or(limit_default);
    auto const start_limit =
        limit > std::chrono::nanoseconds::zero() ? std::max<std::chrono::nanoseconds>(limit, start_limit_min) : limit;
    for (std::size_t i = unassigned; i < wanted; ++i) {
        slots_.push_back({std::make_unique<worker>(plan_, processes_, start_limit)});
    }
}

/// 0 if there is none. A process that has run its tests still ends, and whatever it has left behind is still killed:
/// the next test need not wait for that, but it must not get the same number, because with that goes who owns a port.
int coordinator::free_number() const {
    auto const busy = std::count_if(slots_.begin(), slots_.end(), [](slot const& each) {
        return each.has_unit && (each.runs->now() == worker::state::idle || each.runs->now() == worker::state::running);
    });
    if (busy >= processes_) {
        return 0;
    }
    for (int number = 1; number <= 2 * processes_; ++number) {
        if (std::none_of(slots_.begin(), slots_.end(), [&](slot const& each) {
                return each.runs->number() == number && each.runs->now() != worker::state::gone;
            })) {
            return number;
        }
    }
    return 0;
}

void coordinator::assign() {
    for (slot& each : slots_) {
        if (each.runs->now() != worker::state::idle || each.runs->is_killed()) {
            continue;
        }
        if (is_stopping_) {
            each.runs->finish();
        } else if (!each.left.empty()) {
            give_next(each);
        } else if (each.has_unit && how_.reuse_workers && each.may_share_process && !queue_.empty() &&
                   queue_.front().may_share_process) {
            each.left.assign(queue_.front().items.begin(), queue_.front().items.end());
            queue_.pop_front();
            give_next(each);
        } else if (each.has_unit || queue_.empty()) {
            each.runs->finish();
        } else if (int const number = free_number(); number != 0) {
            each.has_unit = true;
            each.number = number;
            each.may_share_process = queue_.front().may_share_process;
            each.left.assign(queue_.front().items.begin(), queue_.front().items.end());
            queue_.pop_front();
            give_next(each);
        }
    }
}

void coordinator::give_next(slot& to) {
    run_item const next = to.left.front();
    to.left.pop_front();
    to.runs->run(next, to.number, limit_of(next));
    update_last_words();
    collect(to); // the test before it in the same process is certain now
}

void coordinator::wait() {
    process::wakeups wake;
    for (slot const& each : slots_) {
        each.runs->wake(wake);
    }
    wake.when_readable(signals_.descriptor());
    if (view_.is_live()) {
        wake.after(std::chrono::milliseconds(100));
    }
    wake.wait_blocking();
    if (int const signal = signals_.take(); signal != 0) {
        bool const is_first = outcome_.signal == 0;
        outcome_.signal = is_first ? signal : outcome_.signal;
        stop_all(fmt::format("interrupted by signal {} ({})", signal, ::strsignal(signal)), is_first);
    }
    for (slot& each : slots_) {
        each.runs->advance();
    }
    if (view_.is_live()) {
        std::vector<console::running> running;
        for (slot const& each : slots_) {
            if (each.runs->now() == worker::state::running) {
                running.push_back({*each.runs->item(), each.runs->began()});
            }
        }
        view_.running_now(std::move(running));
        view_.tick();
    }
}

void coordinator::collect() {
    for (std::size_t i = 0; i < slots_.size(); ++i) {
        collect(slots_[i]);
    }
    for (std::size_t i = 0; i < slots_.size();) {
        slot& each = slots_[i];
        if (each.runs->now() != worker::state::gone) {
            ++i;
            continue;
        }
        if (each.runs->has_lost_guardian()) {
            has_lost_guardian_ = true; // the others find that out by themselves, and say so
            is_stopping_ = true;
            outcome_.why_stopped = "the guardian of the processes was killed, and all workers with it";
        }
        slot const ended = std::move(each);
        slots_.erase(slots_.begin() + static_cast<std::ptrdiff_t>(i));
        if (!ended.left.empty()) {
            queue_.push_front({{ended.left.begin(), ended.left.end()}, ended.may_share_process, 0});
        }
        if (!ended.runs->start_failure().empty()) {
            start_failed(ended);
        }
    }
    if (how_.abort_after > 0 && failures_ >= how_.abort_after && !is_stopping_) {
        stop_all(fmt::format("stopped after {} failure{} (--abort-after={})", failures_, failures_ == 1 ? "" : "s",
                             how_.abort_after),
                 true);
    }
}

void coordinator::collect(slot& from) {
    failures_ += from.runs->take_failures();
    for (case_result& each : from.runs->take_results()) {
        take(std::move(each));
    }
}

void coordinator::take(case_result result) {
    view_.case_ended(result);
    if (result.how == verdict::passed) {
        result.output.clear();
    }
    outcome_.results.push_back(std::move(result));
    update_last_words();
}

/// Its process was to run the next test, whichever that is.
void coordinator::start_failed(slot const& which) {
    if (queue_.empty() || is_stopping_) {
        return;
    }
    unit next = std::move(queue_.front());
    queue_.pop_front();
    case_result result;
    result.index = next.items.front().index;
    result.repetition = next.items.front().repetition;
    result.how = verdict::crashed;
    result.why = which.runs->start_failure();
    result.output = which.runs->early_output();
    ++failures_;
    next.items.erase(next.items.begin());
    if (!next.items.empty()) {
        queue_.push_front(std::move(next));
    }
    take(std::move(result));
}

void coordinator::stop_all(std::string why, bool with_grace) {
    if (!is_stopping_) {
        outcome_.why_stopped = std::move(why);
    }
    is_stopping_ = true;
    for (slot& each : slots_) {
        each.runs->stop(verdict::not_run, outcome_.why_stopped + " while it ran", with_grace);
    }
}

void coordinator::add_not_run(run_item const& which, std::string why) {
    case_result result;
    result.index = which.index;
    result.repetition = which.repetition;
    result.why = std::move(why);
    outcome_.results.push_back(std::move(result));
}

void coordinator::update_last_words() {
    std::string running;
    std::size_t begun = outcome_.results.size();
    for (slot const& each : slots_) {
        if (auto const& item = each.runs->item()) {
            case_info const& which = all_.cases[item->index];
            running += fmt::format("  was running: {}  ({}, {}, worker {})\n", which.name, place_of(which), which.group,
                                   each.runs->number());
            ++begun;
        }
    }
    std::size_t const not_run = outcome_.selected - std::min(begun, outcome_.selected);
    last_words_.set(
        fmt::format("\n[fermata] the process that ran the tests was killed, and this is its guardian: all of its "
                    "workers are gone\n{}  not run: {} of {} tests\n",
                    running, not_run, outcome_.selected));
}

} // namespace fermata::suite::detail
