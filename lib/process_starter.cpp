// fermata - https://www.boost.org/LICENSE_1_0.txt
//
// The parent's side of a starter that is a process: a fiber that goes wherever the process has come to.
#include <fermata/process_starter.hpp>

#include "core/execution.hpp"
#include "core/remote.hpp"
#include "process/child.hpp"
#include "process/drainer.hpp"
#include "process/trouble.hpp"

#include <fermata/core/wait.hpp>

#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <memory>
#include <string>
#include <vector>

namespace fermata {

namespace {

using namespace process::detail;

constexpr std::size_t packet_max = 64 * 1024; // of a checkpoint: its name and the path of its source

/// The process of one execution.
class held_process {
public:
    held_process(process::command const& what, process_starter_options const& options) : options_(options) {
        int ends[2];
        if (::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) != 0) {
            throw_trouble("socketpair", errno);
        }
        ours_ = descriptor(ends[0]);
        child_plan plan{what};
        plan.shell = options.shell;
        plan.working_directory = options.working_directory;
        plan.environment = options.environment;
        plan.environment[detail::checkpoint_descriptor_variable] =
            std::to_string(process::guardian::inherited_descriptor);
        plan.inherited = descriptor(ends[1]);
        child_ = std::make_unique<child>(std::move(plan));
        drain_in_background(child_->captured());
    }
    held_process(held_process const&) = delete;
    held_process& operator=(held_process const&) = delete;

    /// It is gone, and all that comes from it, before the runner is.
    ~held_process() {
        child_->kill();
        auto const deadline = process::wakeups::clock::now() + std::chrono::seconds(60);
        while (!child_->is_gone() && !child_->is_lost() && child_->error() == 0 &&
               process::wakeups::clock::now() < deadline) {
            process::wakeups wake;
            child_->wake(wake, false);
            wake.at(deadline);
            wake.wait_blocking(); // it takes no time, and a fiber that is given up must not wait otherwise
            child_->listen();
        }
        stop_draining(child_->captured());
    }

    /// Goes on to the next checkpoint. False if it has ended.
    bool reach_checkpoint() {
        while (true) {
            wait(); // first, since it is never there yet
            if (receive()) {
                return true;
            }
            child_->listen();
            if (child_->error() != 0 || child_->is_lost() || (child_->status().has_value() && !receive())) {
                return false;
            }
            if (!message_.empty()) {
                return true;
            }
        }
    }

    std::string name() const { return message_.substr(sizeof(detail::remote_checkpoint), head_.name_size); }
    std::string file() const { return message_.substr(sizeof(detail::remote_checkpoint) + head_.name_size); }
    std::uint32_t line() const noexcept { return head_.line; }

    void let_go() {
        message_.clear();
        char const go = 1;
        static_cast<void>(::send(ours_.get(), &go, 1, MSG_NOSIGNAL)); // if it has died, that will be seen
    }

    void check_end(process::command const& what) const {
        process::process_context context{what.text(), "while it runs", child_->status()};
        if (child_->error() != 0) {
            context.phase = "at the start";
            throw process::process_error("the process cannot be executed: " + error_text(child_->error()),
                                         std::move(context));
        }
        child_->captured()->drain_all();
        context.output_tail = child_->captured()->tail();
        if (!child_->status().has_value()) {
            throw process::process_error("the guardian was killed, and the process with it", std::move(context));
        }
        process::exit_status const how = *child_->status();
        int const code = how.signal != 0 ? -how.signal : how.code;
        auto const& expected = options_.expected_exit_codes;
        if (code != 0 && std::find(expected.begin(), expected.end(), code) == expected.end()) {
            throw process::unexpected_exit("the process ended with " + to_string(how), std::move(context));
        }
    }

private:
    bool receive() {
        if (!message_.empty()) {
            return true;
        }
        ssize_t const got = ::recv(ours_.get(), packet_.get(), packet_max, MSG_DONTWAIT);
        if (got < static_cast<ssize_t>(sizeof(head_))) {
            is_silent_ = got == 0;
            return false;
        }
        std::memcpy(&head_, packet_.get(), sizeof(head_));
        message_.assign(packet_.get(), static_cast<std::size_t>(got));
        return true;
    }

    void wait() {
        // No step ends here: a process that runs is in the midst of one.
        std::vector<detail::awaited_descriptor> asked;
        asked.push_back({child_->channel()});
        if (!is_silent_) {
            asked.push_back({ours_.get()});
        }
        auto const is_blocked = [this] { return options_.is_blocked != nullptr && options_.is_blocked(); };
        detail::function_ref<bool()> const probe(is_blocked);
        detail::outside_wait what;
        what.descriptors = asked.data();
        what.count = asked.size();
        what.is_blocked = &probe;
        what.what = "its process to come to a checkpoint, or to end";
        what.goes_on_at_once = true;
        if (!detail::park_outside(what, {})) {
            throw execution_aborted{}; // only a fiber that is given up comes here
        }
    }

    process_starter_options const& options_;
    descriptor ours_;
    std::unique_ptr<child> child_;
    std::unique_ptr<char[]> packet_ = std::make_unique_for_overwrite<char[]>(packet_max);
    std::string message_;
    detail::remote_checkpoint head_;
    bool is_silent_ = false; ///< it has closed its end
};

void run(process::command const& what, process_starter_options const& options) {
    held_process process(what, options);
    while (process.reach_checkpoint()) {
        detail::fiber& me = *detail::current_fiber;
        detail::execution& mine = *me.owner;
        std::uint32_t const place = mine.sites.add(process.name(), process.file(), process.line());
        mine.give_way(me, {operation_kind::checkpoint, access::write, 0, place, 0});
        process.let_go();
    }
    process.check_end(what);
}

} // namespace

process_starter::process_starter(std::string_view name, process::command what, process_starter_options options)
    : starter(name, [what = std::move(what), options = std::move(options)] { run(what, options); }) {}

} // namespace fermata
