// fermata - https://www.boost.org/LICENSE_1_0.txt
//
// Test cases that kill those who run them, and what is there to be interrupted. Selected one by one.
#include <fermata/suite.hpp>

#include <doctest/doctest.h>

#include <csignal>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <string>

namespace suite = fermata::suite;

namespace {

[[noreturn]] void sleep_for_ever() {
    while (true) {
        ::pause();
    }
}

/// Another process of this test, in a session of its own.
void leave_a_child() {
    if (::fork() == 0) {
        ::setsid();
        sleep_for_ever();
    }
}

int process_in(std::string const& folder) { // "…/fermata-suite-<process>-…"
    std::string const mark = "fermata-suite-";
    return std::atoi(folder.c_str() + folder.rfind(mark) + mark.size());
}

void wait_for(char const* key, int count) {
    REQUIRE(suite::message_board().wait(
        key, [=](int now) { return now >= count; }, std::chrono::seconds(30)));
}

} // namespace

TEST_CASE("kills its parent") {
    leave_a_child();
    wait_for("others", 1);
    ::kill(::getppid(), SIGKILL);
    sleep_for_ever();
}

TEST_CASE("kills whoever runs the tests") {
    leave_a_child();
    wait_for("others", 1);
    ::kill(process_in(suite::run_directory()), SIGKILL);
    sleep_for_ever();
}

TEST_CASE("interrupts whoever runs the tests") {
    std::puts("it has begun");
    leave_a_child();
    wait_for("others", 1);
    ::kill(process_in(suite::run_directory()), SIGINT);
    sleep_for_ever();
}

TEST_CASE("fails twice") {
    wait_for("others", 1);
    CHECK(false);
    CHECK(false);
}

TEST_CASE("runs beside it") {
    leave_a_child();
    suite::message_board().add("others", 1);
    sleep_for_ever();
}

TEST_CASE("comes later 1") {}
TEST_CASE("comes later 2") {}
