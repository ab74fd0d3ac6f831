// fermata - https://www.boost.org/LICENSE_1_0.txt
//
// What a run prints, and what it writes for machines.
#include "support.hpp"
#include "xml_check.hpp"

#include <doctest/doctest.h>

#include <pty.h>
#include <sys/wait.h>

using namespace support;

namespace {

std::string const all_of_them = "-tc=*"; // what is skipped stays so

} // namespace

TEST_CASE("a failing test's output stands in one piece, in the order of writing, with its group and worker") {
    for (int i = 0; i < 5; ++i) {
        ended const run = cases().run({"--np=3", all_of_them});
        CHECK(run.code == 1);
        std::size_t const begin = run.output.find("── FAILED  fails ──");
        REQUIRE(begin != std::string::npos);
        std::string const block = run.output.substr(begin, run.output.find("\n\n──", begin) - begin);
        std::string const expected[] = {" ungrouped · worker ",
                                        "written to standard output\nwritten to standard error\n====",
                                        "DESCRIPTION: a description\nTEST SUITE: not good\nTEST CASE:  fails\n",
                                        "ERROR: CHECK( 1 == 2 ) is NOT correct!\n  values: CHECK( 1 == 2 )\n"
                                        "  logged: what is logged\n",
                                        "did NOT throw at all!",
                                        "  a subcase\n",
                                        "FATAL ERROR: with a message & <tags>"};
        std::size_t at = 0;
        for (std::string const& each : expected) {
            at = block.find(each, at);
            CHECK_MESSAGE(at != std::string::npos, (each + "\nis not in\n" + block));
        }
        CHECK(!holds(block, "TEST CASE:  throws"));
    }
}

TEST_CASE("a passing test's own output is suppressed, what the reporter says about it is not") {
    ended const run = cases().run({"--np=2", "-tc=where it runs"});
    CHECK(!run.says("parallel 1"));
    CHECK(run.says("── passed  where it runs ──"));
    CHECK(run.says("MESSAGE: told to the reporter"));
    CHECK(cases().run({"--np=2", "-tc=where it runs", "--show-output"}).says("parallel 1"));
    CHECK(cases().run({"--np=2", "-tc=free 1", "-s"}).says("SUCCESS: CHECK( state++ == 0 ) is correct!"));
    CHECK(cases().run({"--np=2", "-tc=free 1", "-d"}).says(" s: free 1\n"));
    CHECK(cases().run({"--np=2", "-tc=free 1", "-q"}).output.empty());
    CHECK(cases().run({"--np=2", "-tc=free 1", "-m"}).output.empty());
    CHECK(cases().run({"--np=2", "-tc=fails", "-fc"}).says("\033[0;31mERROR: "));
}

TEST_CASE("the end of a run: failures again, the slowest, the crashed, and a line for the failed ones") {
    ended const run = cases().run({"--np=2", "--order=declared", "-ts=not good", "--durations=2"});
    std::string const expected[] = {"\nFailed (3):\n",
                                    "  fails  ",
                                    ": CHECK( 1 == 2 ) is NOT correct!\n",
                                    ": with a message & <tags>\n",
                                    "  throws  ",
                                    ": threw: what it throws\n",
                                    "  should fail and does not  ",
                                    "\nSlowest:\n",
                                    "\nTimed out (1):\n",
                                    "  takes too long  ",
                                    "\nCrashed (1):\n",
                                    "  aborts  ",
                                    "\n      crashed with signal 6 (Aborted)\n",
                                    "\nAgain:  ",
                                    "--np=2 --order=declared '-ts=not good' --durations=2 --rerun-failed\n",
                                    "[doctest] test cases:      7 |      2 passed |      5 failed | 17 skipped\n",
                                    "[fermata] 2 workers in ",
                                    ", 1 crashed, 1 timed out\n",
                                    "[doctest] Status: FAILURE!\n"};
    std::size_t at = 0;
    for (std::string const& each : expected) {
        at = run.output.find(each, at);
        CHECK_MESSAGE(at != std::string::npos, (each + "\nis not in\n" + run.output));
    }
    std::size_t const slowest = run.output.find("\nSlowest:\n");
    CHECK(times_in(run.output.substr(slowest, run.output.find("\nTimed out", slowest) - slowest), "\n") == 3);
}

TEST_CASE("one valid JUnit file for the whole run") {
    std::string const file = cases().here() / "junit.xml";
    for (char const* const np : {"--np=2", "--np=0"}) {
        std::vector<std::string> arguments{np, "-r=junit", "-o=" + file, "--order=declared"};
        if (std::string(np) == "--np=0") { // in one process a crash ends all
            arguments.emplace_back("-tc=fails,throws,may fail,should fail*,free 1");
        }
        ended const run = cases().run(arguments);
        std::string const text = content(file);
        CHECK(run.code == 1);
        CHECK((std::string(np) == "--np=0" || run.output.empty())); // in this process, the tests write to it
        CHECK(what_is_wrong_with_xml(text) == "");
        CHECK(holds(text, "name=\"fails\""));
        CHECK(holds(text, "<failure message=\"CHECK( 1 == 2 ) is NOT correct!"));
        CHECK(holds(text, "<failure message=\"with a message &amp; &lt;tags&gt;\" type=\"FAIL\">"));
        CHECK(holds(text, "<error message=\"threw: what it throws\" type=\"exception\">"));
        CHECK(holds(text, "name=\"should fail\" time=")); // passed: an element without content
        if (std::string(np) == "--np=2") {
            CHECK(times_in(text, "<testcase ") == 23);
            CHECK(holds(text, "errors=\"2\" failures=\"3\" skipped=\"0\" tests=\"23\""));
            CHECK(holds(text, "<error message=\"crashed with signal 6 (Aborted)\" type=\"CRASHED\">"));
            CHECK(holds(text, "<error message=\"killed after its timeout of 0.2 s\" type=\"TIMED OUT\">"));
            CHECK(holds(text, "name=\"name; with, all* &quot;kinds&quot; [of] (characters) $and\\ more\""));
        }
    }
    CHECK(what_is_wrong_with_xml(cases().run({"--np=2", "-r=junit"}).output) == "");
}

TEST_CASE("one valid file of doctest's XML for the whole run") {
    std::string const text = cases().run({"--np=2", "-r=xml", "--order=random:3"}).output;
    CHECK(what_is_wrong_with_xml(text) == "");
    CHECK(holds(text, "<Options order_by=\"file\""));
    CHECK(times_in(text, "<TestSuite ") == 3);
    CHECK(times_in(text, "<TestCase ") == 23);
    CHECK(holds(text, "<Exception crash=\"true\">\n        crashed with signal 6 (Aborted)\n"));
    CHECK(holds(text, "<Expanded>"));
    CHECK(holds(text, "<OverallResultsTestCases successes=\"18\" failures=\"5\" skipped=\"1\"/>"));
    CHECK(what_is_wrong_with_xml(cases().run({"--np=2", "-r=xml", "-s"}).output) == "");
}

TEST_CASE("console and JUnit together: the file is still one") {
    std::string const file = cases().here() / "both.xml";
    ended const run = cases().run({"--np=2", "-r=junit", "-o=" + file, "-tc=free*"});
    CHECK(run.code == 0);
    CHECK(what_is_wrong_with_xml(content(file)) == "");
}

TEST_CASE("on a terminal a line tells how many are done and have failed, and what runs; it leaves nothing behind") {
    folder const here;
    std::string const history = "--state-file=" + (here / "history");
    int terminal = -1;
    winsize size{};
    size.ws_col = 60;
    pid_t const id = ::forkpty(&terminal, nullptr, nullptr, &size);
    if (id == 0) {
        ::setenv("TERM", "xterm", 1);
        ::execl(CASES_PROGRAM, CASES_PROGRAM, "--np=2", "--order=declared", history.c_str(), nullptr);
        ::_exit(127);
    }
    std::string shown;
    char buffer[4096];
    ssize_t got = 0;
    while ((got = ::read(terminal, buffer, sizeof(buffer))) > 0) {
        shown.append(buffer, static_cast<std::size_t>(got));
    }
    ::close(terminal);
    int status = 0;
    ::waitpid(id, &status, 0);
    CHECK(WIFEXITED(status));
    CHECK(WEXITSTATUS(status) == 1);
    CHECK(holds(shown, "/23\033[0m\033[0;31m  5 failed\033[0m"));
    CHECK(holds(shown, "takes too long"));
    // The line is cleared before anything else is printed, and no longer than the terminal is wide.
    for (std::size_t at = shown.find("\r\033[K\033[0;36m"); at != std::string::npos;
         at = shown.find("\r\033[K\033[0;36m", at + 1)) {
        std::size_t const end = shown.find('\r', at + 1);
        REQUIRE(end != std::string::npos);
        CHECK(shown.compare(end, 4, "\r\033[K") == 0);
        CHECK(!holds(shown.substr(at, end - at), "\n"));
        CHECK(end - at < 60 + 60); // the width, and the colours
    }
    CHECK(holds(shown, "\033[0;31m──\033[0m \033[0;31mFAILED\033[0m  \033[1mfails\033[0m"));
}
