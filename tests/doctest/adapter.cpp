// fermata - https://www.boost.org/LICENSE_1_0.txt
//
// Runs the test cases of must_fail.cpp and must_pass.cpp as processes, and reads how they ended.
#include "../traps/child.hpp"

#include <doctest/doctest.h>

#include <csignal>
#include <string>
#include <utility>
#include <vector>

namespace {

child::outcome run(std::string const& test_case, std::vector<std::string> more = {},
                   std::vector<std::pair<std::string, std::string>> const& environment = {}) {
    std::vector<std::string> command{FERMATA_DOCTEST_CASES, "--no-colors", "--no-path-filenames=true",
                                     "--test-case=" + test_case};
    command.insert(command.end(), more.begin(), more.end());
    return child::run(command, environment);
}

bool has(child::outcome const& ended, std::string const& what) { return ended.output.find(what) != std::string::npos; }

/// What doctest has counted: "assertions: 3 | 2 passed | 1 failed |", without the padding.
bool counted(child::outcome const& ended, int passed, int failed) {
    std::size_t const begin = ended.output.find("assertions:");
    if (begin == std::string::npos) {
        return false;
    }
    std::string tight;
    for (char const c : ended.output.substr(begin, ended.output.find('\n', begin) - begin)) {
        if (c != ' ') {
            tight += c;
        }
    }
    return tight == "assertions:" + std::to_string(passed + failed) + "|" + std::to_string(passed) + "passed|" +
                        std::to_string(failed) + "failed|";
}

bool columns_of_both(std::string const& output) {
    for (std::string const& line : child::lines(output)) {
        if (line.find("alice") != std::string::npos && line.find("bob") != std::string::npos) {
            return true;
        }
    }
    return false;
}

/// It failed by one assertion in an exploration, and has been told so once.
void check_reported_once(child::outcome const& ended, int passed_besides) {
    INFO("output: ", ended.output);
    INFO("errors: ", ended.errors);
    CHECK(ended.exit_code == 1);
    CHECK(child::count(ended.output, "ERROR:") == 1);
    CHECK(counted(ended, passed_besides, 1));
    CHECK(has(ended, "FERMATA_REPLAY"));
    CHECK_FALSE(child::token_in(ended.output).empty());
    CHECK(has(ended, "must_fail.cpp:")); // at the place of the assertion
}

} // namespace

TEST_CASE("a failed check in the body: once, with columns, replay line, values and place") {
    auto const ended = run("a check in the body");
    check_reported_once(ended, 1);
    INFO("output: ", ended.output);
    CHECK(columns_of_both(ended.output));
    CHECK(has(ended, "CHECK( balance == 130 ) is NOT correct!"));
    CHECK((has(ended, "values: CHECK( 110 == 130 )") || has(ended, "values: CHECK( 120 == 130 )")));
    CHECK(has(ended, "of the test case"));

    auto const again = run("a check in the body", {}, {{"FERMATA_REPLAY", child::token_in(ended.output)}});
    check_reported_once(again, 1);
    CHECK(child::token_in(again.output) == child::token_in(ended.output));
}

TEST_CASE("many failing executions are reported once") {
    check_reported_once(run("all failing executions count once"), 2);
}

TEST_CASE("a failed require ends its fiber, and nothing else") {
    auto const ended = run("a require in a starter");
    check_reported_once(ended, 5);
    INFO("output: ", ended.output);
    CHECK(has(ended, "REQUIRE_FALSE( written ) is NOT correct!"));
    CHECK(has(ended, "the end of the test case was reached"));
    CHECK_FALSE(has(ended, "TestFailureException"));
    CHECK_FALSE(has(ended, "THREW"));
}

TEST_CASE("a failed check lets its fiber go on") { check_reported_once(run("a check lets its fiber go on"), 3); }

TEST_CASE("only the notes of the fiber that failed are shown") {
    auto const ended = run("the notes of another fiber");
    check_reported_once(ended, 1);
    INFO("output: ", ended.output);
    CHECK(has(ended, "a note of alice"));
    CHECK(has(ended, "amount := 7"));
    CHECK_FALSE(has(ended, "a note of bob"));
    CHECK_FALSE(has(ended, "a note of main"));
}

TEST_CASE("CHECK(report) shows the whole report") {
    auto const deadlock = run("check of a report with a deadlock");
    check_reported_once(deadlock, 0);
    CHECK(has(deadlock, "CHECK( report )"));
    auto const expectation = run("check of a report with an expectation");
    check_reported_once(expectation, 0);
    INFO("output: ", expectation.output);
    CHECK(has(expectation, "a deposit was lost"));
    CHECK(columns_of_both(expectation.output));
}

TEST_CASE("CHECK(report.ok()) fails as an ordinary assertion") {
    auto const ended = run("check of ok");
    INFO("output: ", ended.output);
    CHECK(ended.exit_code == 1);
    CHECK(counted(ended, 0, 1));
    CHECK(child::count(ended.output, "ERROR:") == 1);
}

TEST_CASE("FAIL, FAIL_CHECK and MESSAGE") {
    auto const ended = run("fail and fail_check");
    check_reported_once(ended, 3);
    INFO("output: ", ended.output);
    CHECK(has(ended, "FAIL_CHECK( the number 1 )"));
    CHECK_FALSE(has(ended, "a message"));
}

TEST_CASE("assertions about exceptions, and WARN") {
    auto const ended = run("assertions about exceptions");
    check_reported_once(ended, 1);
    INFO("output: ", ended.output);
    CHECK(has(ended, "CHECK_THROWS_WITH_AS( throws(), \"other\", std::runtime_error )"));
    CHECK(has(ended, "DIFFERENT"));
    CHECK(child::count(ended.output, "thrown") >= 1);
    CHECK_FALSE(has(ended, "WARN"));
}

TEST_CASE("SUBCASE inside of an exploration says that it cannot be") {
    auto const ended = run("subcases do not work inside");
    INFO("output: ", ended.output);
    CHECK(ended.exit_code == 1);
    CHECK(has(ended, "SUBCASE(\"inside\") inside of an exploration"));
}

TEST_CASE("doctest works as ever after an exploration that failed, and in the next test case") {
    auto const ended = run("one test case fails*");
    INFO("output: ", ended.output);
    CHECK(ended.exit_code == 1);
    // First case: the exploration and 3 == 4 fail, one passes. Second: exploration, CHECK of it, 5 == 5.
    CHECK(counted(ended, 4, 2));
    CHECK(child::count(ended.output, "ERROR:") == 2);
    CHECK(child::count(ended.output, "open when it fails again") == 1);
    CHECK(has(ended, "test cases: 2 | 1 passed | 1 failed"));
}

TEST_CASE("an exploration that ends by a usage error gives doctest back") {
    auto const ended = run("usage errors give doctest back");
    INFO("output: ", ended.output);
    CHECK(ended.exit_code == 1);
    CHECK(counted(ended, 4, 1));
    CHECK(has(ended, "CHECK( 6 == 7 ) is NOT correct!"));
    CHECK(has(ended, "of the test case"));
}

TEST_CASE("in a runner outside of explorations assertions report at once, with their own fiber's notes") {
    auto const ended = run("a runner outside of explorations");
    INFO("output: ", ended.output);
    CHECK(ended.exit_code == 1);
    CHECK(counted(ended, 1, 1));
    CHECK(child::count(ended.output, "ERROR:") == 1);
    CHECK(has(ended, "CHECK( 2 == 1 )"));
    CHECK(has(ended, "of number 2"));
    CHECK_FALSE(has(ended, "of number 1"));
    CHECK_FALSE(has(ended, "of the test case"));
    CHECK_FALSE(has(ended, "after the first"));
}

TEST_CASE("a replay fails the test case once") {
    auto const ended = run("a replay");
    check_reported_once(ended, 2);
}

TEST_CASE("a crash inside of a test case leaves its token first") {
    auto const ended = run("a crash");
    INFO("output: ", ended.output);
    INFO("errors: ", ended.errors);
    CHECK(ended.signal == SIGSEGV);
    auto const said = child::lines(ended.errors);
    REQUIRE(said.size() >= 2);
    CHECK(said[0].find("FERMATA_REPLAY=fm1:") != std::string::npos);
    CHECK(said[1].find("'alice'") != std::string::npos);
}

TEST_CASE("an exploration that passes is one assertion, and its verdict is shown when asked for") {
    auto const ended = run("an exploration is one assertion", {"--success"});
    INFO("output: ", ended.output);
    CHECK(ended.exit_code == 0);
    CHECK(counted(ended, 1, 0));
    CHECK(has(ended, "fermata::explore()"));
    CHECK(has(ended, "interleavings"));
}

TEST_CASE("test cases that pass") {
    std::vector<std::pair<std::string, int>> const cases{{"a hundred thousand executions",
                                                          child::with_address_sanitizer ? 3 : 4},
                                                         {"the notes of the test case are there afterwards", 6},
                                                         {"notes of a runner outside of explorations", 7},
                                                         {"expectations are for the test to judge", 3},
                                                         {"explorations on two threads", 4}};
    for (auto const& each : cases) {
        CAPTURE(each.first);
        auto const ended = run(each.first);
        INFO("output: ", ended.output);
        INFO("errors: ", ended.errors);
        CHECK(ended.exit_code == 0);
        CHECK(counted(ended, each.second, 0));
    }
    for (std::string const name : {"notes of fibers that are given up", "it must fail"}) {
        CAPTURE(name);
        auto const ended = run(name);
        INFO("output: ", ended.output);
        INFO("errors: ", ended.errors);
        CHECK(ended.exit_code == 0);
    }
}

TEST_CASE("subcases before and after an exploration are entered as ever") {
    auto const ended = run("subcases around an exploration");
    INFO("output: ", ended.output);
    CHECK(ended.exit_code == 0);
    for (std::string const path : {"path -1a", "path -1b", "path -2"}) {
        CHECK(child::count(ended.output, path) == 1);
    }
    CHECK(child::count(ended.output, "path ") == 3);
}
