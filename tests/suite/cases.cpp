// fermata - https://www.boost.org/LICENSE_1_0.txt
//
// A program with test cases of all kinds, which the tests of the suite run.
#include <fermata/suite.hpp>

#include <doctest/doctest.h>

#include <cstdio>
#include <cstdlib>
#include <iostream>
#include <stdexcept>
#include <thread>

namespace suite = fermata::suite;
using namespace std::chrono_literals;

namespace {
int state = 0; // fresh in every process
} // namespace

TEST_CASE("free 1") { CHECK(state++ == 0); }
TEST_CASE("free 2") { CHECK(state++ == 0); }

TEST_CASE("alone 1" * suite::group("alone", suite::isolated_free)) {
    suite::message_board board;
    CHECK(board.add("running", 1) <= 2); // the other one of its group
    CHECK(board.get<int>("others").value_or(0) == 0);
    CHECK(state++ == 0);
    board.add("running", -1);
}
TEST_CASE("alone 2" * suite::group("alone")) { CHECK(state++ == 0); }

TEST_SUITE("in order" * suite::group("ordered", suite::serial)) {
    TEST_CASE("ordered 1") { CHECK(state++ == 0); }
    TEST_CASE("ordered 2") { CHECK(state++ == 1); }
    TEST_CASE("not in order" * suite::group("other")) { CHECK(state++ == 0); }
    TEST_CASE("ordered 3") { CHECK(state++ == 2); }
}

TEST_SUITE("in order") { // the same name elsewhere: its group is not inherited
    TEST_CASE("of no group") { CHECK(state++ == 0); }
}

TEST_CASE("quite alone 1" * suite::group("quite alone", suite::isolated_serial)) {
    suite::message_board board;
    CHECK(board.get<int>("others").value_or(0) == 0);
    CHECK(state++ == 0);
}
TEST_CASE("quite alone 2" * suite::group("quite alone")) { CHECK(state++ == 1); }

TEST_CASE("counts itself") {
    suite::message_board board;
    board.add("others", 1);
    std::this_thread::sleep_for(50ms);
    board.add("others", -1);
}

TEST_CASE("where it runs") {
    std::cout << "parallel " << suite::is_parallel() << ", workers " << suite::worker_count() << ", number "
              << (suite::worker_number() > 0) << "\n";
    CHECK(suite::worker_number() <= 2 * suite::worker_count());
    MESSAGE("told to the reporter");
}

TEST_CASE_TEMPLATE("of types", T, int, double) { CHECK(sizeof(T) > 0); }

TEST_CASE("name; with, all* \"kinds\" [of] (characters) $and\\ more") { CHECK(true); }

TEST_SUITE("not good") {
    TEST_CASE("fails" * doctest::description("a description")) {
        std::puts("written to standard output");
        std::fputs("written to standard error\n", stderr);
        INFO("what is logged");
        CHECK(1 == 2);
        CHECK_THROWS(static_cast<void>(0));
        SUBCASE("a subcase") { FAIL("with a message & <tags>"); }
    }
    TEST_CASE("throws") { throw std::runtime_error("what it throws"); }
    TEST_CASE("may fail" * doctest::may_fail()) { CHECK(false); }
    TEST_CASE("should fail" * doctest::should_fail()) { CHECK(false); }
    TEST_CASE("should fail and does not" * doctest::should_fail()) { CHECK(true); }
    TEST_CASE("is skipped" * doctest::skip()) { CHECK(false); }
    TEST_CASE("takes too long" * doctest::timeout(0.2)) { std::this_thread::sleep_for(60s); }
    TEST_CASE("aborts") { std::abort(); }
}
