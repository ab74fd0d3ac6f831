// fermata - https://www.boost.org/LICENSE_1_0.txt
#include "process/guardian/ward.hpp"

#include <csignal>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>

namespace fermata::process::guardian {

ward::ward(pid_t leader, int channel, std::string mark) : leader_(leader), channel_(channel), mark_(std::move(mark)) {}

ward::~ward() {
    if (channel_ >= 0) {
        ::close(channel_);
    }
}

void ward::tell(news const& what) const {
    if (channel_ >= 0) {
        ::send(channel_, &what, sizeof(what), MSG_NOSIGNAL | MSG_DONTWAIT);
    }
}

std::vector<std::pair<process_entry, bool>> ward::living() {
    std::vector<std::pair<process_entry, bool>> found;
    std::vector<process_entry> seen;
    auto const is_known = [&](process_entry const& which) {
        return std::any_of(known_.begin(), known_.end(), [&](process_entry const& each) {
            return each.id == which.id && each.start_time == which.start_time;
        });
    };
    auto const comes_from_seen = [&](process_entry const& which) {
        return std::any_of(seen.begin(), seen.end(),
                           [&](process_entry const& each) { return each.id == which.parent; });
    };
    // Parents stand before their children, so one pass finds whole families.
    for (process_entry const& each : descendants()) {
        if (each.id == leader_) {
            seen.push_back(each);
            continue;
        }
        bool const is_in_group = each.group == leader_ && !is_reaped_;
        if (is_in_group || is_known(each) || comes_from_seen(each) ||
            (!each.is_dead() && has_environment_entry(each, mark_))) {
            seen.push_back(each);
            if (!each.is_dead()) {
                found.emplace_back(each, is_in_group);
            }
        }
    }
    known_ = std::move(seen);
    return found;
}

void ward::follow(order const& what) {
    if (what.kind == order::kind_type::kill) {
        is_stopping_ = false;
        is_killing_ = true;
        look_again();
        return;
    }
    if (what.kind == order::kind_type::ask) {
        tell({news::kind_type::living, static_cast<std::int32_t>(living().size()) + (has_exited_ ? 0 : 1), 0});
        return;
    }
    is_stopping_ = true;
    stops_everybody_ = what.everybody != 0;
    auto const others = living(); // before the signal: who loses its parent by it is known then
    if (!is_reaped_) {
        ::kill(-leader_, what.signal);
    }
    for (auto const& [each, is_in_group] : others) {
        if (stops_everybody_ && !is_in_group) {
            ::kill(each.id, what.signal);
        }
    }
    look_again();
}

void ward::abandon() {
    ::close(channel_);
    channel_ = -1;
    is_stopping_ = false;
    if (!is_gone_) {
        is_killing_ = true;
        look_again();
    }
}

void ward::look_at_leader() {
    if (has_exited_) {
        return;
    }
    siginfo_t found{};
    if (::waitid(P_PID, static_cast<id_t>(leader_), &found, WEXITED | WNOHANG | WNOWAIT) != 0 || found.si_pid == 0) {
        return;
    }
    has_exited_ = true;
    int const status = found.si_code == CLD_EXITED ? (found.si_status & 0xff) << 8
                                                   : found.si_status | (found.si_code == CLD_DUMPED ? 0x80 : 0);
    tell({news::kind_type::exited, status, 0});
    if (!is_busy()) {
        auto const others = living();
        if (std::none_of(others.begin(), others.end(), [](auto const& each) { return each.second; })) {
            reap();
        }
    }
}

void ward::reap() {
    if (!is_reaped_) {
        int status = 0;
        ::waitpid(leader_, &status, 0);
        is_reaped_ = true;
    }
}

void ward::look_again() {
    auto const others = living();
    if (is_stopping_) {
        bool const is_awaited = std::any_of(others.begin(), others.end(),
                                            [&](auto const& each) { return each.second || stops_everybody_; });
        if (has_exited_ && !is_awaited) {
            is_stopping_ = false;
            tell({news::kind_type::quiet, 0, 0});
        }
        return;
    }
    if (!is_killing_) {
        return;
    }
    auto const remember = [&](pid_t id, bool is_in_group) {
        if (std::none_of(killed_.begin(), killed_.end(), [&](auto const& each) { return each.first == id; })) {
            killed_.emplace_back(id, is_in_group);
        }
    };
    if (!is_reaped_) {
        if (!has_exited_) {
            remember(leader_, true);
        }
        ::kill(-leader_, SIGKILL);
    }
    for (auto const& [each, is_in_group] : others) {
        if (!each.is_guardian) {
            remember(each.id, is_in_group);
        }
        ::kill(each.id, SIGKILL);
    }
    if (!others.empty() || !has_exited_) {
        return;
    }
    reap();
    is_killing_ = false;
    is_gone_ = true;
    auto const in_group = std::count_if(killed_.begin(), killed_.end(), [](auto const& each) { return each.second; });
    tell({news::kind_type::gone, static_cast<std::int32_t>(in_group),
          static_cast<std::int32_t>(static_cast<long>(killed_.size()) - in_group)});
    killed_.clear();
}

} // namespace fermata::process::guardian
