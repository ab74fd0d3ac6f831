// fermata - https://www.boost.org/LICENSE_1_0.txt
//
// The guardian: a small program that the library carries in itself and starts with the first executor. It launches
// everything, so that everything comes from it; whoever loses his parent becomes its child. When the test program is
// gone, however it went, it kills them all.
#include "process/guardian/launch.hpp"
#include "process/guardian/ward.hpp"

#include <csignal>
#include <fcntl.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <memory>
#include <vector>

namespace fermata::process::guardian {

namespace {

constexpr int busy_interval_ms = 3; ///< between two looks at those that are being ended
constexpr int ending_looks_max = 20'000;

class guardian {
public:
    explicit guardian(int signals) : signals_(signals) {}

    void run() {
        while (wait()) {
            look_at_children();
            wards_.erase(std::remove_if(wards_.begin(), wards_.end(), [](auto const& each) { return each->is_over(); }),
                         wards_.end());
        }
        end_all();
        say_last_words();
    }

private:
    /// False when the test program is gone.
    bool wait() {
        asked_.clear();
        asked_.push_back({ward_descriptor, POLLIN, 0});
        asked_.push_back({control_descriptor, POLLIN, 0});
        asked_.push_back({signals_, POLLIN, 0});
        bool is_busy = false;
        for (auto const& each : wards_) {
            asked_.push_back({each->channel(), POLLIN, 0}); // a negative one is passed over
            is_busy = is_busy || each->is_busy();
        }
        std::size_t const count = wards_.size();
        if (::poll(asked_.data(), asked_.size(), is_busy ? busy_interval_ms : -1) < 0) {
            return errno == EINTR;
        }
        forget_descendants();
        if (asked_[0].revents != 0) {
            return false;
        }
        for (std::size_t i = 0; i < count; ++i) {
            if (asked_[3 + i].revents != 0) {
                listen_to(*wards_[i]);
            } else if (wards_[i]->is_busy()) {
                wards_[i]->look_again();
            }
        }
        return asked_[1].revents == 0 || take_request();
    }

    static void listen_to(ward& which) {
        order what;
        ssize_t const got = ::recv(which.channel(), &what, sizeof(what), MSG_DONTWAIT);
        if (got == sizeof(what)) {
            which.follow(what);
        } else if (got >= 0 || (errno != EAGAIN && errno != EINTR)) {
            which.abandon();
        }
    }

    bool take_request() {
        launch_request request;
        iovec content{&request, sizeof(request)};
        alignas(cmsghdr) char attached[CMSG_SPACE(sizeof(int) * passed::count_max)];
        msghdr message{};
        message.msg_iov = &content;
        message.msg_iovlen = 1;
        message.msg_control = attached;
        message.msg_controllen = sizeof(attached);
        ssize_t const got = ::recvmsg(control_descriptor, &message, MSG_CMSG_CLOEXEC | MSG_DONTWAIT);
        if (got == 0 || (got < 0 && errno != EAGAIN && errno != EINTR)) {
            return false;
        }
        int descriptors[passed::count_max];
        int count = 0;
        for (cmsghdr* each = got > 0 ? CMSG_FIRSTHDR(&message) : nullptr; each != nullptr;
             each = CMSG_NXTHDR(&message, each)) {
            if (each->cmsg_level == SOL_SOCKET && each->cmsg_type == SCM_RIGHTS) {
                count = static_cast<int>((each->cmsg_len - CMSG_LEN(0)) / sizeof(int));
                std::memcpy(descriptors, CMSG_DATA(each), static_cast<std::size_t>(count) * sizeof(int));
            }
        }
        if (got == sizeof(request) && request.is_last_words != 0 && count == 2) {
            last_words_ = descriptors[0];
            last_words_to_ = descriptors[1];
            return true;
        }
        int const expected = request.has_inherited != 0 ? passed::inherited + 1 : passed::channel + 1;
        bool const is_whole = got == sizeof(request) && count == expected;
        if (is_whole) {
            take_over(request, descriptors);
        }
        for (int i = 0; i < count; ++i) {
            if (i != passed::channel || !is_whole) {
                ::close(descriptors[i]);
            }
        }
        return true;
    }

    void take_over(launch_request const& request, int const* descriptors) {
        int const channel = descriptors[passed::channel];
        launched made = launch(request, descriptors);
        bool const has_failed = made.error != 0;
        news const first{has_failed ? news::kind_type::failed : news::kind_type::started,
                         has_failed ? made.error : made.id, 0};
        if (has_failed && made.id > 0) {
            ::waitpid(made.id, nullptr, 0);
        }
        ::send(channel, &first, sizeof(first), MSG_NOSIGNAL | MSG_DONTWAIT);
        if (has_failed) {
            ::close(channel);
        } else {
            wards_.push_back(std::make_unique<ward>(made.id, channel, std::move(made.mark)));
        }
    }

    void look_at_children() {
        signalfd_siginfo received[8];
        while (::read(signals_, received, sizeof(received)) > 0) {
        }
        for (auto const& each : wards_) {
            each->look_at_leader();
        }
        reap_orphans();
    }

    ward* leader(pid_t id) const {
        for (auto const& each : wards_) {
            if (each->leader() == id) {
                return each.get();
            }
        }
        return nullptr;
    }

    /// Those whose parents have died are children of the guardian now, and nobody else reaps them.
    void reap_orphans() {
        while (true) {
            siginfo_t found{};
            if (::waitid(P_ALL, 0, &found, WEXITED | WNOHANG | WNOWAIT) != 0 || found.si_pid == 0) {
                return;
            }
            ward* const known = leader(found.si_pid);
            if (known == nullptr) {
                ::waitpid(found.si_pid, nullptr, WNOHANG);
            } else if (known->holds_zombie()) {
                break; // it is always found first, so the others are looked for one by one
            } else {
                known->look_at_leader();
            }
        }
        pid_t const self = ::getpid();
        for (process_entry const& each : descendants()) {
            if (each.parent == self && each.is_dead() && leader(each.id) == nullptr) {
                ::waitpid(each.id, nullptr, WNOHANG);
            }
        }
    }

    void end_all() {
        // Whoever is born while we look is a child of somebody who is dead by then, or is found by the next look.
        for (int looks = 0; looks < ending_looks_max; ++looks) {
            forget_descendants();
            for (process_entry const& each : descendants()) {
                ::kill(each.id, SIGKILL);
            }
            pid_t reaped = 0;
            while ((reaped = ::waitpid(-1, nullptr, WNOHANG)) > 0) {
            }
            if (reaped < 0 && errno == ECHILD) {
                return;
            }
            ::poll(nullptr, 0, 1);
        }
    }

    /// What the test program wants to be said if it cannot say it itself any more.
    void say_last_words() const {
        last_words_head head;
        if (last_words_ < 0 || ::pread(last_words_, &head, sizeof(head), 0) != sizeof(head)) {
            return;
        }
        char text[4096];
        while (head.size > 0) {
            ssize_t const got = ::pread(last_words_, text, std::min<std::size_t>(sizeof(text), head.size), head.begin);
            if (got <= 0 || ::write(last_words_to_, text, static_cast<std::size_t>(got)) != got) {
                return;
            }
            head.begin += static_cast<std::uint32_t>(got);
            head.size -= static_cast<std::uint32_t>(got);
        }
    }

    int last_words_ = -1;
    int last_words_to_ = -1;
    int signals_;
    std::vector<std::unique_ptr<ward>> wards_;
    std::vector<pollfd> asked_;
};

int run() {
    ::prctl(PR_SET_NAME, guardian_name);
    ::prctl(PR_SET_CHILD_SUBREAPER, 1);
    // It outlives whatever a terminal or a test runner sends: it ends when its work is done.
    sigset_t all;
    ::sigfillset(&all);
    ::sigprocmask(SIG_SETMASK, &all, nullptr);
    if (::chdir("/") != 0) {
        return 1;
    }
    sigset_t children;
    ::sigemptyset(&children);
    ::sigaddset(&children, SIGCHLD);
    struct sigaction ordinary {};
    ordinary.sa_handler = SIG_DFL; // an ignored SIGCHLD is inherited, and would lose the statuses
    ::sigaction(SIGCHLD, &ordinary, nullptr);
    int const signals = ::signalfd(-1, &children, SFD_NONBLOCK | SFD_CLOEXEC);
    if (signals < 0) {
        return 1;
    }
    guardian(signals).run();
    return 0;
}

} // namespace
} // namespace fermata::process::guardian

int main() { ::_exit(fermata::process::guardian::run()); }
