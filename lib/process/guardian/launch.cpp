// fermata - https://www.boost.org/LICENSE_1_0.txt
#include "process/guardian/launch.hpp"

#include <csignal>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <vector>

namespace fermata::process::guardian {

namespace {

void close_from(unsigned first) {
#ifdef SYS_close_range
    if (::syscall(SYS_close_range, first, ~0U, 0U) == 0) {
        return;
    }
#endif
    for (int each = static_cast<int>(first); each < 65536; ++each) { // a kernel before 5.9
        ::close(each);
    }
}

/// What the child does before it becomes another program. It shares the guardian's memory until then, so it
/// must change none of it but `error`.
[[noreturn]] void become(char* const* arguments, char* const* environment, char const* path, int const* descriptors,
                         bool has_inherited, pid_t guardian, int volatile& error) {
    ::setpgid(0, 0);
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (::getppid() != guardian) {
        ::_exit(127); // it has died before it could be told to send the signal
    }
    for (int signal = 1; signal < 65; ++signal) {
        struct sigaction ordinary {};
        ordinary.sa_handler = SIG_DFL;
        ::sigaction(signal, &ordinary, nullptr);
    }
    bool const is_wired = ::fchdir(descriptors[passed::directory]) == 0 && ::dup2(descriptors[passed::input], 0) >= 0 &&
                          ::dup2(descriptors[passed::output], 1) >= 0 && ::dup2(descriptors[passed::errors], 2) >= 0 &&
                          (!has_inherited || ::dup2(descriptors[passed::inherited], inherited_descriptor) >= 0);
    if (is_wired) {
        close_from(has_inherited ? inherited_descriptor + 1 : 3);
        sigset_t none;
        ::sigemptyset(&none);
        ::sigprocmask(SIG_SETMASK, &none, nullptr);
        ::execve(path, arguments, environment);
    }
    error = errno;
    ::_exit(127);
}

} // namespace

launched launch(launch_request const& request, int const* descriptors) {
    launched made;
    void* const mapped =
        ::mmap(nullptr, request.words_size, PROT_READ | PROT_WRITE, MAP_PRIVATE, descriptors[passed::words], 0);
    if (mapped == MAP_FAILED) {
        made.error = errno;
        return made;
    }
    char* word = static_cast<char*>(mapped);
    char* const end = word + request.words_size;
    auto const next = [&] {
        char* const here = word;
        word += ::strnlen(word, static_cast<std::size_t>(end - word)) + 1;
        return here;
    };
    char const* const path = next();
    std::vector<char*> arguments;
    for (std::uint32_t i = 0; i < request.argument_count; ++i) {
        arguments.push_back(next());
    }
    arguments.push_back(nullptr);
    std::vector<char*> environment;
    for (std::uint32_t i = 0; i < request.environment_count; ++i) {
        environment.push_back(next());
    }
    made.mark = environment.empty() ? "" : environment.back();
    environment.push_back(nullptr);

    pid_t const guardian = ::getpid();
    int volatile error = 0;
    pid_t const child = ::vfork();
    if (child == 0) {
        become(arguments.data(), environment.data(), path, descriptors, request.has_inherited != 0, guardian, error);
    }
    made.id = child;
    made.error = child < 0 ? errno : error;
    ::munmap(mapped, request.words_size);
    return made;
}

} // namespace fermata::process::guardian
