// fermata - https://www.boost.org/LICENSE_1_0.txt
//
// Runs that do not come to their end: interrupted, given up, or killed from inside.
#include "support.hpp"

#include <doctest/doctest.h>

using namespace support;

namespace {

/// Runs one of the killers with two others that come after it; nothing may be left of them.
ended run_killer(std::string const& name, std::vector<std::string> more = {}, std::string const& awaited = {}) {
    static int count = 0;
    std::string const tag = "fermata-killers-" + std::to_string(::getpid()) + "-" + std::to_string(++count);
    std::vector<std::string> arguments{"--np=2", "--order=declared", "-tc=" + name + ",runs beside it,comes later*"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    ended const run = program(KILLERS_PROGRAM).run(arguments, {{"TAG", tag}}, awaited);
    CHECK(eventually([&] { return processes_with(tag).empty(); }));
    return run;
}

} // namespace

TEST_CASE("a test that kills its parent: those in flight are named, the rest is not run") {
    ended const run = run_killer("kills its parent");
    CHECK(run.code == 1);
    CHECK(run.says("Crashed (2):"));
    CHECK(run.says("  kills its parent  "));
    CHECK(run.says("  runs beside it  "));
    CHECK(run.says("the guardian of the processes was killed"));
    CHECK(run.says("Not run (2)"));
    CHECK(run.says("  comes later 1\n  comes later 2\n"));
}

TEST_CASE("a test that kills whoever runs the tests: the guardian tells it") {
    ended const run = run_killer("kills whoever runs the tests", {}, "  not run: ");
    CHECK(run.code == 128 + 9);
    CHECK(holds(run.errors, "the process that ran the tests was killed"));
    CHECK(holds(run.errors, "  was running: kills whoever runs the tests  ("));
    CHECK(holds(run.errors, "  was running: runs beside it  ("));
    CHECK(holds(run.errors, "  not run: 2 of 4 tests\n"));
}

TEST_CASE("MP-N6 an interrupt ends everything, and what did not run is listed") {
    ended const run = run_killer("interrupts whoever runs the tests");
    CHECK(run.code == 128 + 2);
    CHECK(run.says("it has begun\n"));
    CHECK(run.says("Not run (4); interrupted by signal 2 (Interrupt):\n"));
    CHECK(run.says("  interrupts whoever runs the tests  (interrupted by signal 2 (Interrupt) while it ran)\n"));
    CHECK(run.says("  runs beside it  (interrupted by signal 2 (Interrupt) while it ran)\n"));
    CHECK(run.says("  comes later 1\n  comes later 2\n"));
}

TEST_CASE("--abort-after counts the failures of all processes, and stops everything") {
    for (char const* const form : {"--abort-after=2", "-aa=2"}) {
        ended const run = run_killer("fails twice", {form});
        CHECK(run.code == 1);
        CHECK(run.says("Failed (1):\n  fails twice  "));
        CHECK(run.says("stopped after 2 failures (--abort-after=2)"));
        CHECK(run.says("  runs beside it  (stopped after 2 failures"));
    }
}
