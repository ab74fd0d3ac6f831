// fermata - https://www.boost.org/LICENSE_1_0.txt
#include "process/guardian_client.hpp"

#include "process/guardian/protocol.hpp"
#include "process/trouble.hpp"

#include <csignal>
#include <fcntl.h>
#include <sched.h>
#include <sys/mman.h>
#include <sys/random.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <mutex>

namespace fermata::process::detail {

namespace {

std::mutex guards; // of the two that follow
int control = -1;  // stays open: that it closes is how the guardian learns of our end
pid_t control_owner = 0;

descriptor memory_file(char const* name, std::string_view content) {
    descriptor file(::memfd_create(name, MFD_CLOEXEC));
    if (!file) {
        throw_trouble("memfd_create", errno);
    }
    while (!content.empty()) {
        ssize_t const put = ::write(file.get(), content.data(), content.size());
        if (put < 0 && errno != EINTR) {
            throw_trouble("a memory file cannot be written", errno);
        }
        content.remove_prefix(put > 0 ? static_cast<std::size_t>(put) : 0);
    }
    return file;
}

struct guardian_start {
    int image;
    int control_end;
    int ward;
    int nothing;
    int volatile error = 0;
};

/// In the child: becomes the guardian. Shares our memory until then.
int become_guardian(void* argument) {
    auto& start = *static_cast<guardian_start*>(argument);
    ::setsid();
    // Out of the way of the numbers that they get.
    int const control_copy = ::fcntl(start.control_end, F_DUPFD, 16);
    int const ward_copy = ::fcntl(start.ward, F_DUPFD, 16);
    int const image_copy = ::fcntl(start.image, F_DUPFD_CLOEXEC, 16);
    for (int standard = 0; standard < 3; ++standard) {
        ::dup2(start.nothing, standard);
    }
    ::dup2(control_copy, guardian::control_descriptor);
    ::dup2(ward_copy, guardian::ward_descriptor);
    ::syscall(SYS_close_range, guardian::ward_descriptor + 1, image_copy - 1, 0U);
    ::syscall(SYS_close_range, image_copy + 1, ~0U, 0U);
    char name[] = "fermata-guardian";
    char* arguments[] = {name, nullptr};
    ::syscall(SYS_execveat, image_copy, "", arguments, environ, AT_EMPTY_PATH);
    start.error = errno;
    ::_exit(127);
}

constexpr std::size_t start_stack_size = 64 * 1024;

void start_guardian() {
    int ends[2];
    if (::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) != 0) {
        throw_trouble("socketpair", errno);
    }
    descriptor ours(ends[0]);
    descriptor const theirs(ends[1]);
    descriptor const image = memory_file("fermata-guardian", guardian_image());
    descriptor const nothing(::open("/dev/null", O_RDWR | O_CLOEXEC));
    descriptor const ward(static_cast<int>(::syscall(SYS_pidfd_open, ::getpid(), 0U)));
    if (!ward) {
        throw_trouble("pidfd_open (Linux 5.3 or later is needed)", errno);
    }
    // A handler must not run in the child, which shares our memory.
    sigset_t all;
    sigset_t before;
    ::sigfillset(&all);
    ::pthread_sigmask(SIG_SETMASK, &all, &before);
    guardian_start start{image.get(), theirs.get(), ward.get(), nothing.get()};
    auto const stack = std::make_unique<char[]>(start_stack_size);
    // Two generations, so that the guardian is nobody's child whom a wait() of the test program could meet. The second
    // is no vfork(): under AddressSanitizer one in the child of another returns in the wrong process.
    pid_t const middle = ::vfork();
    if (middle == 0) {
        if (::clone(&become_guardian, stack.get() + start_stack_size, CLONE_VM | CLONE_VFORK | SIGCHLD, &start) < 0) {
            start.error = errno;
        }
        ::_exit(0);
    }
    int const vfork_error = errno;
    ::pthread_sigmask(SIG_SETMASK, &before, nullptr);
    if (middle < 0) {
        throw_trouble("the guardian cannot be started", vfork_error);
    }
    while (::waitpid(middle, nullptr, 0) < 0 && errno == EINTR) {
    }
    if (start.error != 0) {
        throw_trouble("the guardian cannot be executed", start.error);
    }
    control = ours.release();
    control_owner = ::getpid();
}

bool send_request(guardian::launch_request request, int const* descriptors, int count) {
    iovec content{&request, sizeof(request)};
    alignas(cmsghdr) char attached[CMSG_SPACE(sizeof(int) * guardian::passed::count_max)] = {};
    msghdr message{};
    message.msg_iov = &content;
    message.msg_iovlen = 1;
    message.msg_control = attached;
    message.msg_controllen = CMSG_SPACE(sizeof(int) * static_cast<std::size_t>(count));
    cmsghdr* const header = CMSG_FIRSTHDR(&message);
    header->cmsg_level = SOL_SOCKET;
    header->cmsg_type = SCM_RIGHTS;
    header->cmsg_len = CMSG_LEN(sizeof(int) * static_cast<std::size_t>(count));
    std::memcpy(CMSG_DATA(header), descriptors, sizeof(int) * static_cast<std::size_t>(count));
    ssize_t sent = 0;
    while ((sent = ::sendmsg(control, &message, MSG_NOSIGNAL)) < 0 && errno == EINTR) {
    }
    return sent == sizeof(request);
}

void request_guardian(guardian::launch_request const& request, int const* descriptors, int count) {
    std::lock_guard const lock(guards);
    if (control_owner != ::getpid() && control >= 0) { // we were forked, and that guardian guards our parent
        ::close(control);
        control = -1;
    }
    for (int attempt = 0; attempt < 2; ++attempt) {
        if (control < 0) {
            start_guardian();
        }
        if (send_request(request, descriptors, count)) {
            return;
        }
        ::close(control); // somebody has killed it, and with it all that it had launched
        control = -1;
    }
    throw_trouble("the guardian does not answer", errno);
}

} // namespace

descriptor launch(launch_plan plan) {
    std::string words = plan.path + '\0';
    for (auto const* list : {&plan.arguments, &plan.environment}) {
        for (std::string const& each : *list) {
            words += each;
            words += '\0';
        }
    }
    int ends[2];
    if (::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) != 0) {
        throw_trouble("socketpair", errno);
    }
    descriptor ours(ends[0]);
    descriptor const theirs(ends[1]);
    descriptor const file = memory_file("fermata-command", words);
    int const descriptors[] = {file.get(),        plan.directory.get(), plan.input.get(),    plan.output.get(),
                               plan.errors.get(), theirs.get(),         plan.inherited.get()};
    guardian::launch_request const request{static_cast<std::uint32_t>(words.size()),
                                           static_cast<std::uint32_t>(plan.arguments.size()),
                                           static_cast<std::uint32_t>(plan.environment.size()),
                                           plan.inherited ? 1U : 0U, 0U};
    int const count = plan.inherited ? guardian::passed::inherited + 1 : guardian::passed::channel + 1;

    request_guardian(request, descriptors, count);
    return ours;
}

void leave_last_words(int words, int to) {
    guardian::launch_request request;
    request.is_last_words = 1;
    int const descriptors[] = {words, to};
    request_guardian(request, descriptors, 2);
}

std::string random_mark() {
    unsigned char bytes[16];
    if (::getrandom(bytes, sizeof(bytes), 0) != sizeof(bytes)) {
        throw_trouble("getrandom", errno);
    }
    std::string text = "FERMATA_RUN_";
    for (unsigned char const each : bytes) {
        text += "0123456789abcdef"[each >> 4];
        text += "0123456789abcdef"[each & 15];
    }
    return text + "=1";
}

} // namespace fermata::process::detail
