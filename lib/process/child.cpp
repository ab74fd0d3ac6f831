// fermata - https://www.boost.org/LICENSE_1_0.txt
#include "process/child.hpp"

#include "process/environment.hpp"
#include "process/guardian_client.hpp"
#include "process/trouble.hpp"

#include <fcntl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>

namespace fermata::process::detail {

namespace {

/// The reading end does not block; the writing end does, because it is the child's.
descriptor make_pipe(descriptor& writing) {
    int ends[2];
    if (::pipe2(ends, O_CLOEXEC) != 0) {
        throw_trouble("pipe", errno);
    }
    descriptor reading(ends[0]);
    writing = descriptor(ends[1]);
    ::fcntl(reading.get(), F_SETFL, O_NONBLOCK);
    return reading;
}

exit_status decode(int status) {
    return WIFSIGNALED(status) ? exit_status{0, WTERMSIG(status)} : exit_status{WEXITSTATUS(status), 0};
}

} // namespace

child::child(child_plan plan) : captured_(std::make_shared<captured_output>()) {
    launch_plan made;
    made.environment = merged_environment(plan.environment);
    std::string const directory = plan.working_directory.empty() ? "." : plan.working_directory;
    made.directory = descriptor(::open(directory.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
    if (!made.directory) {
        throw_trouble("the working directory '" + directory + "' cannot be opened", errno);
    }
    if (plan.shell) {
        made.path = "/bin/sh";
        made.arguments = {"sh", "-c", plan.what.text()};
    } else {
        made.arguments = plan.what.words();
        made.path = find_program(plan.program.empty() ? made.arguments.front() : plan.program, made.environment,
                                 made.directory.get());
    }
    made.environment.push_back(random_mark());
    made.input = descriptor(::open("/dev/null", O_RDONLY | O_CLOEXEC));
    made.inherited = std::move(plan.inherited);
    captured_->output.open(make_pipe(made.output), plan.output_file, plan.output_kept_max);
    if (plan.joins_streams) {
        made.errors = descriptor(::fcntl(made.output.get(), F_DUPFD_CLOEXEC, 3));
    } else {
        captured_->errors.open(make_pipe(made.errors), plan.error_output_file, plan.output_kept_max);
    }
    channel_ = launch(std::move(made));
}

child::~child() = default;

void child::listen() {
    guardian::news heard;
    while (channel_) {
        ssize_t const got = ::recv(channel_.get(), &heard, sizeof(heard), MSG_DONTWAIT);
        if (got < 0 && errno == EINTR) {
            continue;
        }
        if (got < 0 && errno == EAGAIN) {
            return;
        }
        if (got != sizeof(heard)) {
            is_lost_ = error_ == 0;
            channel_.reset();
            return;
        }
        switch (heard.kind) {
        case guardian::news::kind_type::started: id_ = heard.value; break;
        case guardian::news::kind_type::failed: error_ = heard.value; break;
        case guardian::news::kind_type::exited: status_ = decode(heard.value); break;
        case guardian::news::kind_type::living: living_ = heard.value; break;
        case guardian::news::kind_type::quiet: is_quiet_ = true; break;
        case guardian::news::kind_type::gone: gone_ = heard; break;
        }
    }
}

void child::wake(wakeups& when, bool for_output) const {
    if (channel_) {
        when.when_readable(channel_.get());
    }
    for (captured_stream const* each : {&captured_->output, &captured_->errors}) {
        if (for_output && each->get() >= 0) {
            when.when_readable(each->get());
        }
    }
}

void child::signal(int number, bool everybody) {
    is_quiet_ = false;
    send({guardian::order::kind_type::signal_group, number, everybody ? 1U : 0U});
}

void child::kill() { send({guardian::order::kind_type::kill, 0, 0}); }

void child::ask_who_lives() {
    living_.reset();
    send({guardian::order::kind_type::ask, 0, 0});
}

void child::send(guardian::order const& what) {
    if (channel_ && ::send(channel_.get(), &what, sizeof(what), MSG_NOSIGNAL) != sizeof(what)) {
        is_lost_ = true;
        channel_.reset();
    }
}

} // namespace fermata::process::detail
