// fermata - https://www.boost.org/LICENSE_1_0.txt
//
// Trap 8: a program under test that crashes takes the process along. Its schedule must be on stderr first.
#include "child.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <csignal>
#include <string>
#include <vector>

#ifndef FERMATA_CRASHER
#error "FERMATA_CRASHER names the program that crashes"
#endif

namespace {

struct mode {
    char const* name;
    int signal;
    char const* signal_name;
    bool speaks_first; ///< the C library writes a line of its own before the signal comes
};

constexpr mode modes[] = {
    {"segv", SIGSEGV, "SIGSEGV", false},     {"abort", SIGABRT, "SIGABRT", false}, {"assert", SIGABRT, "SIGABRT", true},
    {"overflow", SIGSEGV, "SIGSEGV", false}, {"terminate", SIGABRT, "", false},    {"sigfpe", SIGFPE, "SIGFPE", false},
};

/// The lines of fermata, without what the C library said before.
std::vector<std::string> words(child::outcome const& of, bool speaks_first) {
    std::vector<std::string> all = child::lines(of.errors);
    auto const begin =
        std::find_if(all.begin(), all.end(), [](auto const& line) { return line.rfind("fermata:", 0) == 0; });
    if (!speaks_first) {
        CHECK(begin == all.begin());
    }
    return {begin, all.end()};
}

void check_last_point(std::string const& line, mode const& how) {
    CHECK(line.find(how.signal_name) != std::string::npos);
    CHECK(line.find("'alice'") != std::string::npos);
    CHECK(line.find("'read'") != std::string::npos);
    CHECK(line.find("crasher.cpp:") != std::string::npos);
}

} // namespace

TEST_CASE("a crash in an exploration leaves its token first, then the fiber and its last point") {
    for (mode const& how : modes) {
        CAPTURE(how.name);
        auto const ended = child::run({FERMATA_CRASHER, how.name});
        INFO("stderr: ", ended.errors);
        CHECK(ended.signal == how.signal);
        auto const said = words(ended, how.speaks_first);
        REQUIRE(said.size() >= 2);
        CHECK(said[0].find("FERMATA_REPLAY=fm1:") != std::string::npos);
        check_last_point(said[1], how);
        if (how.name == std::string("overflow")) {
            CHECK(ended.errors.find("stack_size") != std::string::npos);
        } else {
            CHECK(ended.errors.find("stack_size") == std::string::npos);
        }

        std::string const token = child::token_in(said[0]);
        REQUIRE_FALSE(token.empty());
        auto const again = child::run({FERMATA_CRASHER, how.name}, {{"FERMATA_REPLAY", token}});
        INFO("stderr of the replay: ", again.errors);
        CHECK(again.signal == how.signal);
        auto const said_again = words(again, how.speaks_first);
        REQUIRE(said_again.size() >= 2);
        CHECK(child::token_in(said_again[0]) == token);
        CHECK(said_again[1] == said[1]);
    }
}

TEST_CASE("a crash in main's own body") {
    auto const ended = child::run({FERMATA_CRASHER, "segv", "main"});
    INFO("stderr: ", ended.errors);
    CHECK(ended.signal == SIGSEGV);
    auto const said = words(ended, false);
    REQUIRE(said.size() >= 2);
    CHECK_FALSE(child::token_in(said[0]).empty());
    CHECK(said[1].find("'main'") != std::string::npos);
}

TEST_CASE("a crash in a runner outside of explorations names the fiber and its last point") {
    for (mode const& how : modes) {
        CAPTURE(how.name);
        auto const ended = child::run({FERMATA_CRASHER, how.name, "standalone"});
        INFO("stderr: ", ended.errors);
        CHECK(ended.signal == how.signal);
        auto const said = words(ended, how.speaks_first);
        REQUIRE_FALSE(said.empty());
        auto const point = std::find_if(said.begin(), said.end(),
                                        [](auto const& line) { return line.find("'alice'") != std::string::npos; });
        REQUIRE(point != said.end());
        check_last_point(*point, how);
        CHECK((ended.errors.find("stack_size") != std::string::npos) == (how.name == std::string("overflow")));
    }
}

TEST_CASE("a program that does not crash says nothing") {
    auto const ended = child::run({FERMATA_CRASHER, "not at all"});
    CHECK(ended.exit_code == 0);
    CHECK(ended.errors.empty());
}
