// fermata - https://www.boost.org/LICENSE_1_0.txt
//
// Test cases that do what no test should. Each is reported as what it is, and changes no other's result.
#include <fermata/fermata.hpp>
#include <fermata/suite/group.hpp>

#include <doctest/doctest.h>

#include <csignal>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

namespace suite = fermata::suite;

namespace {

[[noreturn]] void sleep_for_ever() {
    while (true) {
        ::pause();
    }
}

struct throwing_static {
    ~throwing_static() noexcept(false) { throw std::runtime_error("thrown from a static destructor"); }
};

/// So that the test can look whether anybody is left.
void leave_a_child(bool in_own_session) {
    if (::fork() == 0) {
        if (in_own_session) {
            ::setsid();
        }
        std::signal(SIGTERM, SIG_IGN);
        std::signal(SIGHUP, SIG_IGN);
        sleep_for_ever();
    }
}

} // namespace

TEST_CASE("a good one before") { CHECK(true); }

TEST_CASE("segfaults") {
    int volatile* const nowhere = nullptr;
    *nowhere = 1;
}

TEST_CASE("aborts") { std::abort(); }

TEST_CASE("calls _exit(0)") { ::_exit(0); }

TEST_CASE("calls exit(0)") { std::exit(0); }

TEST_CASE("closes all descriptors") { ::syscall(SYS_close_range, 3U, ~0U, 0U); }

TEST_CASE("writes to all descriptors") {
    for (int each = 3; each < 1024; ++each) {
        static_cast<void>(!::write(each, "garbage garbage garbage garbage garbage", 39));
    }
}

TEST_CASE("writes 100 MB") {
    std::string const line(1023, 'x');
    for (int i = 0; i < 100 * 1024; ++i) {
        std::puts(line.c_str());
    }
}

TEST_CASE("writes 100 MB and fails") {
    std::puts("the first line of many");
    std::string const line(1023, 'y');
    for (int i = 0; i < 100 * 1024; ++i) {
        std::puts(line.c_str());
    }
    CHECK_MESSAGE(false, "after much output");
}

TEST_CASE("leaves a child") { leave_a_child(false); }

TEST_CASE("leaves a child in a session of its own") { leave_a_child(true); }

TEST_CASE("has a child that comes back") {
    if (::fork() == 0) {
        CHECK(false); // on its way through the test runner, which must not report it twice
        return;
    }
    int status = 0;
    ::wait(&status);
    CHECK(WIFEXITED(status));
}

TEST_CASE("ignores SIGTERM and hangs" * suite::timeout(0.5)) {
    std::signal(SIGTERM, SIG_IGN);
    std::puts("the last output of it");
    sleep_for_ever();
}

TEST_CASE("blocks all signals and hangs" * suite::timeout(0.5)) {
    sigset_t all;
    ::sigfillset(&all);
    ::sigprocmask(SIG_SETMASK, &all, nullptr);
    sleep_for_ever();
}

TEST_CASE("stops itself" * suite::timeout(0.5)) { ::raise(SIGSTOP); }

TEST_CASE("eats memory to a limit") {
    rlimit const limit{std::size_t{300} << 20, std::size_t{300} << 20};
    ::setrlimit(RLIMIT_AS, &limit);
    std::vector<std::unique_ptr<char[]>> eaten;
    while (true) {
        eaten.push_back(std::make_unique<char[]>(std::size_t{16} << 20));
    }
}

TEST_CASE("is killed as if there were no memory") { ::raise(SIGKILL); }

TEST_CASE("throws from a static destructor") {
    static throwing_static thrown_at_the_end;
    CHECK(true);
}

TEST_CASE("throws in a noexcept function") {
    std::string const empty;
    [&]() noexcept { static_cast<void>(empty.at(1)); }();
}

TEST_CASE("overflows its stack") {
    struct deep {
        static int down(int const* above) {
            int volatile here[4096] = {};
            here[0] = above != nullptr ? *above + 1 : 0;
            if (here[0] < 0) { // the compiler would see that it never ends
                return 0;
            }
            return down(const_cast<int const*>(here)) + here[1];
        }
    };
    CHECK(deep::down(nullptr) == 0);
}

TEST_CASE("hangs in an exploration" * suite::timeout(1.0)) {
    static_cast<void>(fermata::explore([] {
        fermata::starter one{"one", [] { fermata::checkpoint("in one"); }};
        fermata::starter two{"two", [] {
                                 fermata::checkpoint("in two");
                                 sleep_for_ever();
                             }};
        fermata::runner{{one, two}}.finish();
    }));
}

TEST_CASE("changes its directory and its environment") {
    REQUIRE(::chdir("/") == 0);
    ::clearenv();
}

TEST_CASE("closes standard output") {
    ::close(STDOUT_FILENO);
    ::close(STDERR_FILENO);
}

TEST_SUITE("serial" * suite::group("serial", suite::serial)) {
    TEST_CASE("serial: the first") { CHECK(true); }
    TEST_CASE("serial: crashes") { std::abort(); }
    TEST_CASE("serial: the third") { CHECK(true); }
}

TEST_CASE("a good one after") { CHECK(true); }
