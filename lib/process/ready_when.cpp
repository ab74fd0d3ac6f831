// fermata - https://www.boost.org/LICENSE_1_0.txt
//
// Conditions that need no network, and those that are made of others.
#include <fermata/process/ready_when.hpp>

#include "process/captured_output.hpp"

#include <fermata/model/error.hpp>

#include <csignal>
#include <cstdlib>
#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

namespace fermata::process {

probe::~probe() = default;

namespace {

std::string kept(process::detail::captured_output const* captured,
                 process::detail::captured_stream process::detail::captured_output::*which) {
    if (captured == nullptr) {
        return {};
    }
    std::lock_guard const lock(captured->guards);
    return std::string((captured->*which).kept());
}

} // namespace

std::string probed::output() const { return kept(captured_, &detail::captured_output::output); }

std::string probed::error_output() const { return kept(captured_, &detail::captured_output::errors); }

namespace ready_when {

namespace {

class asks final : public probe {
public:
    explicit asks(std::function<bool(probed const&)> holds) : holds_(std::move(holds)) {}
    answer ask(probed const& process) override { return holds_(process) ? answer::yes : answer::no; }

private:
    std::function<bool(probed const&)> holds_;
};

condition asking(std::string description, std::function<bool(probed const&)> holds,
                 std::function<bool(probed const&)> before_start = nullptr) {
    condition::maker before;
    if (before_start) {
        before = [before_start] { return std::make_unique<asks>(before_start); };
    }
    return condition(
        std::move(description), [holds = std::move(holds)] { return std::make_unique<asks>(holds); }, before);
}

/// 0 if there is no such file, or no process id in it.
int read_process_id(std::string const& path) {
    int const file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (file < 0) {
        return 0;
    }
    char text[32] = {};
    ssize_t const got = ::read(file, text, sizeof(text) - 1);
    ::close(file);
    return got > 0 ? std::max(0, std::atoi(text)) : 0;
}

bool names_living_process(std::string const& path) {
    int const id = read_process_id(path);
    return id > 0 && (::kill(id, 0) == 0 || errno == EPERM);
}

class combined final : public probe {
public:
    combined(std::vector<condition> const& members, bool all, bool before_start) : all_(all) {
        for (condition const& each : members) {
            members_.push_back(before_start ? each.make_probe_before_start() : each.make_probe());
        }
        if (before_start) { // only those that can say something
            std::erase(members_, nullptr);
        }
    }

    answer ask(probed const& process) override {
        bool is_pending = false;
        bool has_refused = false;
        for (auto& each : members_) {
            answer const found = each == nullptr ? answer::yes : each->ask(process);
            if (found == answer::yes && !all_) {
                return answer::yes;
            }
            if (found == answer::yes) {
                each = nullptr;
            }
            is_pending = is_pending || found == answer::pending;
            has_refused = has_refused || found == answer::no;
        }
        if (all_ && !is_pending && !has_refused) {
            return answer::yes;
        }
        return has_refused ? answer::no : answer::pending;
    }

private:
    std::vector<std::unique_ptr<probe>> members_; ///< null: it has held, or there is nothing to ask
    bool all_;
};

condition combine(std::vector<condition> members, bool all) {
    std::string description;
    bool asks_before = false;
    for (condition const& each : members) {
        description += (description.empty() ? "" : all ? " and " : " or ") + each.description();
        asks_before = asks_before || each.make_probe_before_start() != nullptr;
    }
    condition::maker before;
    if (asks_before) { // whichever is there already, it is not the one that is to be started
        before = [members] { return std::make_unique<combined>(members, false, true); };
    }
    return condition(
        members.size() > 1 ? "(" + description + ")" : description,
        [members, all] { return std::make_unique<combined>(members, all, false); }, before);
}

} // namespace

condition started() {
    return condition("started", [] { return nullptr; });
}

condition pid_file(std::string path) {
    if (path.empty()) {
        throw usage_error("pid_file(): the path is empty");
    }
    auto const holds = [path](probed const&) { return names_living_process(path); };
    return asking("a living process in the pid file '" + path + "'", holds, holds);
}

namespace detail {

condition predicate_of(std::function<bool(probed const&)> holds) { return asking("a predicate", std::move(holds)); }

condition all_of(std::vector<condition> members) { return combine(std::move(members), true); }

condition any_of(std::vector<condition> members) { return combine(std::move(members), false); }

} // namespace detail
} // namespace ready_when
} // namespace fermata::process
