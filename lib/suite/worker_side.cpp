// fermata - https://www.boost.org/LICENSE_1_0.txt
#include "suite/worker_side.hpp"

#include "process/guardian/protocol.hpp"
#include "suite/exit_codes.hpp"
#include "suite/waiting.hpp"

#include <fermata/suite/run.hpp>

#include <csignal>
#include <fcntl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>

namespace fermata::suite {

namespace detail {

namespace {

worker_side* the_worker = nullptr;
constexpr int descriptor_min = 200; ///< out of the way of what tests open and close by number

/// Sent to a worker that takes too long: it tells what it is in.
void on_quit(int) {
    int const error = errno;
    report_hang();
    if (worker_side* const mine = worker_side::current()) {
        mine->send_in_handler(frame_kind::dumped, {});
    }
    errno = error;
}

} // namespace

worker_side* worker_side::enter() {
    if (std::getenv(worker_variable) == nullptr) {
        return nullptr;
    }
    ::unsetenv(worker_variable); // it is not for what the tests start
    int const moved = ::fcntl(process::guardian::inherited_descriptor, F_DUPFD_CLOEXEC, descriptor_min);
    if (moved < 0) {
        return nullptr;
    }
    ::close(process::guardian::inherited_descriptor);
    static worker_side only(moved);
    the_worker = &only;
    struct sigaction quit {};
    quit.sa_handler = &on_quit;
    quit.sa_flags = SA_RESTART;
    ::sigaction(SIGQUIT, &quit, nullptr);
    // What was written before a crash is to be seen.
    std::setvbuf(stdout, nullptr, _IOLBF, BUFSIZ);
    only.send(frame_kind::ready, 0, {});
    return the_worker;
}

worker_side* worker_side::current() noexcept {
    return the_worker != nullptr && !the_worker->is_forked() ? the_worker : nullptr;
}

worker_side::worker_side(int descriptor) : channel_(descriptor), owner_(::getpid()) {
    struct stat found {};
    ::fstat(descriptor, &found);
    identity_ = found.st_ino;
}

bool worker_side::is_channel_ours() const noexcept {
    struct stat found {};
    return ::fstat(channel_.get(), &found) == 0 && S_ISSOCK(found.st_mode) && found.st_ino == identity_;
}

bool worker_side::is_forked() const noexcept { return ::getpid() != owner_; }

void worker_side::send(frame_kind kind, std::uint64_t index, std::string_view body) {
    std::string const bytes = encode(kind, index, body);
    if (!is_channel_ours() || !write_all(channel_.get(), bytes.data(), bytes.size())) {
        std::fflush(nullptr);
        ::_exit(exit_codes::cannot_report);
    }
}

void worker_side::send_in_handler(frame_kind kind, std::string_view body) noexcept {
    if (is_channel_ours()) {
        frame_head const head{frame_mark, kind, 0, body.size()};
        if (write_all(channel_.get(), reinterpret_cast<char const*>(&head), sizeof(head))) {
            write_all(channel_.get(), body.data(), body.size());
        }
    }
}

std::optional<std::uint64_t> worker_side::next() {
    frame what;
    while (!reader_.next(what)) {
        char buffer[4096];
        ssize_t const got = is_channel_ours() ? ::recv(channel_.get(), buffer, sizeof(buffer), 0) : 0;
        if (got < 0 && errno == EINTR) {
            continue;
        }
        if (got <= 0) { // whoever runs us is gone
            std::fflush(nullptr);
            ::_exit(exit_codes::cannot_report);
        }
        reader_.add(buffer, static_cast<std::size_t>(got));
    }
    if (what.kind != frame_kind::run) {
        return std::nullopt;
    }
    static_cast<void>(std::sscanf(what.body.c_str(), "%d %d", &number_, &count_));
    send(frame_kind::began, what.index, {});
    return what.index;
}

void note_for_report(std::string const& sentence) {
    if (worker_side* const mine = worker_side::current()) {
        mine->send(frame_kind::note, 0, sentence);
    }
}

} // namespace detail

bool is_parallel() noexcept { return detail::the_worker != nullptr; }

int worker_count() noexcept { return detail::the_worker != nullptr ? detail::the_worker->count() : 1; }

int worker_number() noexcept { return detail::the_worker != nullptr ? detail::the_worker->number() : 0; }

} // namespace fermata::suite
