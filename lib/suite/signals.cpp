// fermata - https://www.boost.org/LICENSE_1_0.txt
#include "suite/signals.hpp"

#include "process/trouble.hpp"

#include <sys/signalfd.h>
#include <unistd.h>

#include <cerrno>

namespace fermata::suite::detail {

signals::signals() {
    sigset_t taken;
    ::sigemptyset(&taken);
    for (int const each : {SIGINT, SIGTERM, SIGHUP}) {
        struct sigaction now {};
        ::sigaction(each, nullptr, &now);
        if (now.sa_handler != SIG_IGN) { // nohup, or a shell's background job
            ::sigaddset(&taken, each);
        }
    }
    ::pthread_sigmask(SIG_BLOCK, &taken, &before_);
    descriptor_ = process::detail::descriptor(::signalfd(-1, &taken, SFD_NONBLOCK | SFD_CLOEXEC));
    if (!descriptor_) {
        process::detail::throw_trouble("signalfd", errno);
    }
}

signals::~signals() {
    while (take() != 0) { // what came late must not end us
    }
    ::pthread_sigmask(SIG_SETMASK, &before_, nullptr);
}

int signals::take() {
    signalfd_siginfo received;
    return ::read(descriptor_.get(), &received, sizeof(received)) == sizeof(received)
               ? static_cast<int>(received.ssi_signo)
               : 0;
}

} // namespace fermata::suite::detail
