// fermata - https://www.boost.org/LICENSE_1_0.txt
#include <fermata/process/orchestrator.hpp>

#include <algorithm>

namespace fermata::process {

orchestrator::orchestrator(members which, start_order how) : how_(how) {
    for (startable& each : which) {
        if (&each == this || std::find(members_.begin(), members_.end(), &each) != members_.end()) {
            throw usage_error("an orchestrator has '" + each.description() + "' twice");
        }
        members_.push_back(&each);
    }
}

orchestrator::~orchestrator() {
    try {
        if (is_up_) {
            stop();
        } else {
            abandon_start();
        }
    } catch (error const&) {
    }
}

void orchestrator::begin_start() {
    if (is_up_) {
        throw already_running("start() of an orchestrator was called twice", {description(), "before the start"});
    }
    begun_ = 0;
    is_ready_.assign(members_.size(), false);
}

bool orchestrator::advance_start(wakeups& wake) {
    try {
        bool all = true;
        for (std::size_t i = 0; i < members_.size(); ++i) {
            if (i == begun_) {
                ++begun_; // first, so that it is given up if it cannot even begin
                members_[i]->begin_start();
            }
            if (!is_ready_[i]) {
                is_ready_[i] = members_[i]->advance_start(wake);
                all = all && is_ready_[i];
            }
            if (!is_ready_[i] && how_ == start_order::one_after_the_other) {
                return false;
            }
        }
        is_up_ = all;
        return all;
    } catch (...) {
        abandon_start();
        throw;
    }
}

void orchestrator::abandon_start() noexcept {
    if (is_up_) {
        return;
    }
    for (; begun_ > 0; --begun_) {
        startable& last = *members_[begun_ - 1];
        try {
            if (is_ready_[begun_ - 1]) {
                last.stop();
            } else {
                last.abandon_start();
            }
        } catch (...) { // why the start failed is what is told
        }
    }
}

stop_result orchestrator::stop() {
    stop_result all;
    std::string failures;
    process_context context{description(), "at the stop"};
    for (std::size_t i = members_.size(); i-- > 0;) {
        try {
            stop_result const one = members_[i]->stop();
            all.how = std::max(all.how, one.how);
            all.killed += one.killed;
            all.status = one.status.has_value() ? one.status : all.status;
        } catch (process_error const& failed) {
            failures += std::string("\n") + failed.what();
            context.status = failed.status();
        }
    }
    is_up_ = false;
    begun_ = 0;
    if (!failures.empty()) {
        throw unexpected_exit("stopping failed:" + failures, std::move(context));
    }
    return all;
}

void orchestrator::kill() {
    for (std::size_t i = members_.size(); i-- > 0;) {
        members_[i]->kill();
    }
    is_up_ = false;
    begun_ = 0;
}

bool orchestrator::running() {
    return std::all_of(members_.begin(), members_.end(), [](startable* each) { return each->running(); });
}

int orchestrator::pid() const { return members_.empty() ? 0 : members_.back()->pid(); }

std::string orchestrator::output() const {
    std::string text;
    for (startable const* each : members_) {
        text += each->output();
    }
    return text;
}

std::string orchestrator::error_output() const {
    std::string text;
    for (startable const* each : members_) {
        text += each->error_output();
    }
    return text;
}

std::string orchestrator::description() const {
    std::string text;
    for (startable const* each : members_) {
        text += (text.empty() ? "" : "; ") + each->description();
    }
    return text;
}

} // namespace fermata::process
