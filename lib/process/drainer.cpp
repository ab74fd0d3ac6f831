// fermata - https://www.boost.org/LICENSE_1_0.txt
#include "process/drainer.hpp"

#include "process/trouble.hpp"

#include <csignal>
#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <mutex>
#include <thread>
#include <vector>

namespace fermata::process::detail {

namespace {

/// One for the process, made with the first executor that is ready; never destroyed, because its thread runs on
/// while statics are.
struct drainer {
    std::mutex guards;
    std::vector<std::shared_ptr<captured_output>> drained;
    int wake_reading = -1;
    int wake_writing = -1;
    pid_t owner = 0; ///< a forked process has none of our threads

    void wake() const {
        char const byte = 0;
        static_cast<void>(!::write(wake_writing, &byte, 1)); // full is good enough
    }

    void run() {
        std::vector<std::shared_ptr<captured_output>> now;
        std::vector<pollfd> asked;
        while (true) {
            {
                std::lock_guard const lock(guards);
                now = drained;
            }
            asked.assign(1, {wake_reading, POLLIN, 0});
            for (auto const& each : now) {
                std::lock_guard const lock(each->guards);
                asked.push_back({each->output.get(), POLLIN, 0});
                asked.push_back({each->errors.get(), POLLIN, 0});
            }
            ::poll(asked.data(), asked.size(), -1);
            char bytes[64];
            while (asked[0].revents != 0 && ::read(wake_reading, bytes, sizeof(bytes)) > 0) {
            }
            for (std::size_t i = 0; i < now.size(); ++i) {
                if (asked[1 + 2 * i].revents != 0 || asked[2 + 2 * i].revents != 0) {
                    now[i]->drain();
                }
            }
            now.clear();
        }
    }
};

drainer& the_drainer() {
    static drainer* const only = new drainer;
    return *only;
}

void start_thread(drainer& on) {
    int ends[2];
    if (::pipe2(ends, O_CLOEXEC | O_NONBLOCK) != 0) {
        throw_trouble("pipe", errno);
    }
    on.wake_reading = ends[0];
    on.wake_writing = ends[1];
    on.owner = ::getpid();
    sigset_t all; // signals are the business of the program's own threads
    sigset_t before;
    ::sigfillset(&all);
    ::pthread_sigmask(SIG_SETMASK, &all, &before);
    std::thread([&on] { on.run(); }).detach();
    ::pthread_sigmask(SIG_SETMASK, &before, nullptr);
}

} // namespace

void drain_in_background(std::shared_ptr<captured_output> which) {
    drainer& on = the_drainer();
    std::lock_guard const lock(on.guards);
    if (on.owner != ::getpid()) {
        on.drained.clear();
        start_thread(on);
    }
    on.drained.push_back(std::move(which));
    on.wake();
}

void stop_draining(std::shared_ptr<captured_output> const& which) {
    drainer& on = the_drainer();
    std::lock_guard const lock(on.guards);
    if (std::erase(on.drained, which) != 0 && on.owner == ::getpid()) {
        on.wake();
    }
}

} // namespace fermata::process::detail
