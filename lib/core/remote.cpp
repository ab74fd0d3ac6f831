// fermata - https://www.boost.org/LICENSE_1_0.txt
//
// The child's side of a starter that is a process: its main thread is held at its checkpoints by a runner elsewhere.
#include "core/remote.hpp"

#include "core/fiber.hpp"

#include <fermata/core/current.hpp>
#include <fermata/model/error.hpp>

#include <csignal>
#include <fcntl.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>

namespace fermata::detail {

namespace {

/// Stands for this process in current_fiber, so that a checkpoint costs nothing more where there is no parent.
struct remote_process {
    int descriptor = -1;

    remote_process() {
        char const* const text = std::getenv(checkpoint_descriptor_variable);
        if (text == nullptr) {
            return;
        }
        descriptor = std::atoi(text);
        ::unsetenv(checkpoint_descriptor_variable); // it is not for our own children
        if (::fcntl(descriptor, F_SETFD, FD_CLOEXEC) != 0) {
            descriptor = -1;
            return;
        }
        auto* const self = new fiber; // for as long as the process lives
        self->special = special::remote;
        current_fiber = self;
    }
};

remote_process const here;

} // namespace

void pass_checkpoint_of_parent(std::string_view name, source_location where) {
    if (name.empty()) {
        throw usage_error("checkpoint() needs a name that is not empty");
    }
    std::string_view const file = where.file_name();
    remote_checkpoint head{static_cast<std::uint32_t>(where.line()), static_cast<std::uint32_t>(name.size())};
    iovec parts[] = {{&head, sizeof(head)},
                     {const_cast<char*>(name.data()), name.size()},
                     {const_cast<char*>(file.data()), file.size()}};
    msghdr message{};
    message.msg_iov = parts;
    message.msg_iovlen = 3;
    ssize_t done = 0;
    while ((done = ::sendmsg(here.descriptor, &message, MSG_NOSIGNAL)) < 0 && errno == EINTR) {
    }
    char go = 0;
    while (done > 0 && (done = ::recv(here.descriptor, &go, 1, 0)) < 0 && errno == EINTR) {
    }
    if (done <= 0) { // the runner is gone, and nobody outlives it
        ::raise(SIGKILL);
    }
}

} // namespace fermata::detail
