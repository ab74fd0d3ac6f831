// fermata - https://www.boost.org/LICENSE_1_0.txt
//
// MK-17: nothing of what a test program started is left when it is gone, however it went.
#include "support.hpp"

#include <doctest/doctest.h>

#include <csignal>
#include <sys/prctl.h>
#include <sys/wait.h>

using namespace support;

namespace {

constexpr int times = 100; // each takes some hundredths of a second

/// Starts the program of test_program.cpp and, when it has started everything, lets it go, or kills it.
void run_test_program(std::string const& how, std::string const& tag) {
    folder const here;
    std::string const ready = here / "ready";
    pid_t const id = ::fork();
    if (id == 0) {
        ::setenv("TAG", tag.c_str(), 1);
        ::execl(TEST_PROGRAM, TEST_PROGRAM, how.c_str(), ready.c_str(), nullptr);
        ::_exit(127);
    }
    REQUIRE(eventually([&] { return std::filesystem::exists(ready); }));
    if (how == "waits") {
        ::kill(id, SIGKILL);
    }
    int status = 0;
    ::waitpid(id, &status, 0);
    if (how == "exits") {
        REQUIRE(WIFEXITED(status));
        REQUIRE(WEXITSTATUS(status) == 0);
    } else {
        REQUIRE(WIFSIGNALED(status));
        REQUIRE(WTERMSIG(status) == (how == "waits" ? SIGKILL : SIGSEGV));
    }
}

void nothing_is_left(std::string const& how) {
    ::prctl(PR_SET_CHILD_SUBREAPER, 1); // whoever is left by all comes to us, as a zombie at least
    std::string const tag = "fermata-left-behind-" + how + "-" + std::to_string(::getpid());
    for (int i = 0; i < times; ++i) {
        run_test_program(how, tag);
        REQUIRE(eventually([&] { return processes_with(tag).empty(); }));
        // The guardian comes to us when its program is gone, and nobody else: it has reaped all others.
        int reaped = 0;
        while (::waitpid(-1, nullptr, 0) > 0) {
            ++reaped;
        }
        CHECK(reaped == 1);
    }
}

} // namespace

TEST_CASE("MK-17 when the test program exits") { nothing_is_left("exits"); }

TEST_CASE("MK-17 when it crashes") { nothing_is_left("crashes"); }

TEST_CASE("MK-17 when it is killed with SIGKILL") { nothing_is_left("waits"); }
