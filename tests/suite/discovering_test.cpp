// fermata - https://www.boost.org/LICENSE_1_0.txt
//
// A thousand test cases, and what CTest gets to know of test cases.
#include "support.hpp"
#include "xml_check.hpp"

#include <doctest/doctest.h>

#include <fstream>

using namespace support;

namespace {

/// A folder in which CTest finds the test cases of the program.
std::string discovered(folder const& here, std::vector<std::string> more = {}) {
    std::string const file = here / "tests.cmake";
    std::vector<std::string> arguments{"--discover=" + file, "--discover-with=prefix: ", "--discover-with=",
                                       std::string("--discover-with=") + CASES_PROGRAM};
    arguments.insert(arguments.end(), more.begin(), more.end());
    CHECK(program(CASES_PROGRAM).run(arguments).code == 0);
    std::ofstream(here / "CTestTestfile.cmake") << "include([==[" << file << "]==])\n";
    return content(file);
}

std::string run_ctest(folder const& here, std::vector<std::string> more) {
    std::vector<std::string> words{CTEST_PROGRAM, "--test-dir", here.path.string()};
    words.insert(words.end(), more.begin(), more.end());
    process::executor_options options;
    options.expected_exit_codes = {8};
    options.environment = {{"FERMATA_SUITE_STATE_FILE", here / "history"}, {"CTEST_PARALLEL_LEVEL", std::nullopt}};
    process::executor runs(process::command(words), ready_when::started(), options);
    runs.start();
    runs.wait_exit();
    return runs.output();
}

} // namespace

TEST_CASE("a thousand generated test cases") {
    program const generated(GENERATED_PROGRAM);
    std::string const file = generated.here() / "junit.xml";
    ended const run = generated.run({"--np=auto", "-r=console,junit", "-o=" + file});
    CHECK(run.code == 0);
    std::string const text = content(file);
    CHECK(holds(text, "[doctest] test cases:   1000 |   1000 passed |      0 failed | 0 skipped\n"));
    std::string const junit = text.substr(text.find("<?xml"));
    CHECK(what_is_wrong_with_xml(junit) == "");
    CHECK(times_in(junit, "<testcase ") == 1000);
    // Every execution of a test was exactly the one that it should be.
    for (int i = 0; i < 1000; ++i) {
        CHECK(times_in(junit, " name=\"generated " + std::to_string(i) + "\"") == 1);
    }
    ended const some = generated.run({"--np=2", "-tc=generated 9?", "--order=random:1", "--reuse-workers"});
    CHECK(some.says("     10 |"));
}

TEST_CASE("CTest gets every case, with its group as a resource lock, or RUN_SERIAL") {
    folder const here;
    std::string const text = discovered(here);
    CHECK(times_in(text, "add_test(") == 23);
    CHECK(times_in(text, " RESOURCE_LOCK [=[ordered]=]") == 3);
    CHECK(times_in(text, " RUN_SERIAL TRUE") == 4);
    CHECK(holds(text, " DEPENDS [=[prefix: ordered 1]=]"));
    CHECK(times_in(discovered(here, {"--discover-groups-together"}), "add_test(") == 20);
}

TEST_CASE("ctest -j runs them, whatever their names are") {
    folder const here;
    discovered(here, {"--discover-groups-together"});
    std::string const output = run_ctest(here, {"-j", "4"});
    CHECK(holds(output, "75% tests passed, 5 tests failed out of 20"));
    CHECK(holds(output, "prefix: name; with, all* \"kinds\" [of] (characters) $and\\ more"));
    for (char const* const failed : {"fails", "throws", "should fail and does not", "takes too long", "aborts"}) {
        CHECK(holds(output, "- prefix: " + std::string(failed) + " (Failed)"));
    }
}
