// fermata - https://www.boost.org/LICENSE_1_0.txt
//
// What a run does: groups, options, exit codes.
#include "support.hpp"

#include <doctest/doctest.h>

using namespace support;

namespace {

/// All but the suite with what is not good.
ended run_good(std::vector<std::string> arguments, environment variables = {}) {
    arguments.emplace_back("-tse=not good");
    return cases().run(std::move(arguments), std::move(variables));
}

bool passed(ended const& run, int count) {
    return run.code == 0 &&
           run.says("| " + std::string(6 - std::to_string(count).size(), ' ') + std::to_string(count) + " passed |");
}

constexpr int good_count = 16;

} // namespace

TEST_CASE("without options of ours it is a doctest executable") {
    // State of one test is seen by the next there, so only some.
    ended const run = cases().run({"-tc=free 1,where it runs", "-s"});
    CHECK(run.code == 0);
    CHECK(run.says("[doctest] run with \"--help\" for options\n"));
    CHECK(run.says("SUCCESS: CHECK( state++ == 0 ) is correct!"));
    CHECK(run.says("parallel 0, workers 1, number 0\n"));
    CHECK(run.says(" 2 passed | 0 failed |"));
    CHECK(cases().run({"-tc=nothing at all"}).code == 0);
    CHECK(cases().run({"-tc=fails"}).code == 1);
    CHECK(cases().run({"--count", "-ts=in order"}).says("passing the current filters: 5\n"));
    CHECK(cases().run({"-ltc", "-ts=in order"}).says("\nordered 3\n"));
}

TEST_CASE("MP-01 MP-02 a test sees whether it runs in parallel, and with how many workers") {
    ended const run = cases().run({"--np=3", "-tc=where it runs", "--show-output"});
    CHECK(run.code == 0);
    CHECK(run.says("parallel 1, workers 3, number 1\n"));
}

TEST_CASE("MP-03 the options are in the help text, with doctest's; --np 0 is a plain run") {
    ended const help = cases().run({"--help"});
    CHECK(help.code == 0);
    for (char const* const each : {"--test-case=<filters>", "--np=<N|auto>", "--list-groups", "--timeout=<seconds>",
                                   "--abort-after=<int>", "--durations=<int>", "--rerun-failed", "--order=<string>",
                                   "--repeat=<int>", "--shard=<I/N>", "--show-output", "--reuse-workers"}) {
        CHECK(help.says(each));
    }
    ended const run = cases().run({"--np", "0", "-tc=free 1"});
    CHECK(run.code == 0);
    CHECK(run.output == cases().run({"-tc=free 1"}).output);
}

TEST_CASE("MP-18 MP-20 free tests have fresh processes, serial ones share theirs; isolated ones run alone") {
    CHECK(passed(run_good({"--np=2"}), good_count));
    CHECK(passed(run_good({"--np", "auto", "--order=random:7"}), good_count));
    CHECK(passed(run_good({}, {{"FERMATA_SUITE_NP", "3"}}), good_count));
    CHECK(passed(run_good({"--np=2", "-ob=rand"}), good_count)); // a serial group keeps its order of definition
}

TEST_CASE("workers are reused for free tests only when that is asked for") {
    ended const run = cases().run({"--np=1", "--reuse-workers", "-tc=free *", "--order=declared"});
    CHECK(run.code == 1); // the second sees the state of the first
    CHECK(run.says("Failed (1):\n  free 2  "));
    CHECK(passed(cases().run({"--np=1", "-tc=free *"}), 2));
}

TEST_CASE("MP-10 MP-11 MP-12 --list-groups") {
    ended const run = cases().run({"--list-groups", "-nc"});
    CHECK(run.code == 0);
    CHECK(run.says("ungrouped  free  ("));
    CHECK(run.says("\nordered  serial  (3 tests)\n"));
    CHECK(run.says("\nother  free  (1 test)\n"));
    CHECK(run.says("\nquite alone  isolated_serial  (2 tests)\n"));
    CHECK(run.says("  ordered 2  "));
}

TEST_CASE("MP-13 two groups on one test case") {
    for (std::vector<std::string> const& arguments : {std::vector<std::string>{}, {"--np=2"}, {"--np=0"}}) {
        ended const run = program(TWO_GROUPS_PROGRAM).run(arguments);
        CHECK(run.code == 3);
        CHECK(holds(run.errors, "test case 'in two' is in two groups: 'first' ("));
        CHECK(times_in(run.errors, "two_groups.cpp:12)") == 2);
        CHECK(!run.says("ran"));
    }
}

TEST_CASE("MP-16 an unknown strategy") {
    ended const run = program(UNKNOWN_STRATEGY_PROGRAM).run({"--np=2"});
    CHECK(run.code == 3);
    CHECK(holds(run.errors, "unknown_strategy.cpp:12): there is no strategy 'sereal'"));
    CHECK(!run.says("ran"));
}

TEST_CASE("MP-17 two strategies of one group") {
    ended const run = program(TWO_STRATEGIES_PROGRAM).run({"--np=2"});
    CHECK(run.code == 3);
    CHECK(holds(run.errors, "group 'both' has two strategies: serial ("));
    CHECK(holds(run.errors, "two_strategies.cpp:12) and free ("));
    CHECK(holds(run.errors, "two_strategies.cpp:13)"));
    CHECK(!run.says("ran"));
}

TEST_CASE("MP-23 exit codes tell what went wrong") {
    CHECK(cases().run({"--np=2", "-tc=free 1"}).code == 0);
    CHECK(cases().run({"--np=2", "-tc=fails"}).code == 1);
    CHECK(cases().run({"--np=2", "-tc=throws"}).code == 1);
    CHECK(cases().run({"--np=2", "-tc=aborts"}).code == 1);
    CHECK(cases().run({"--np=2", "-tc=takes too long"}).code == 1);
    CHECK(cases().run({"--np=2", "-tc=nothing at all"}).code == 2);
    CHECK(cases().run({"--np=0", "-tc=nothing at all"}).code == 2);
    for (std::vector<std::string> const& wrong : {std::vector<std::string>{"--np=many"},
                                                  {"--np"},
                                                  {"--np=2", "--shard=3/2"},
                                                  {"--np=2", "--order=alphabetical"},
                                                  {"--np=2", "--timeout=soon"},
                                                  {"--np=2", "--repeat=0"},
                                                  {"--np=2", "-r=nonsense"}}) {
        ended const run = cases().run(wrong);
        CHECK(run.code == 3);
        CHECK(holds(run.errors, "[fermata] --"));
    }
    ended const out = cases().run({"--np=2", "-tc=free 1", "-o=/nowhere/at/all"});
    CHECK(out.code == 3);
    ended const broken = cases().run({"--np=2", "-tc=free 1"}, {{"TMPDIR", "/proc"}}); // where no folder can be made
    CHECK(broken.code == 4);
    CHECK(holds(broken.errors, "[fermata] internal error: a folder for the run cannot be made"));
}

TEST_CASE("may_fail, should_fail and skip keep their meaning") {
    CHECK(passed(cases().run({"--np=2", "-tc=may fail,should fail"}), 2));
    ended const run = cases().run({"--np=2", "-tc=should fail and does not,is skipped"});
    CHECK(run.code == 1);
    CHECK(run.says("Should have failed but didn't! Marking it as failed!"));
    CHECK(run.says("     1 |      0 passed |      1 failed |"));
}

TEST_CASE("MP-N6 a test that outlives its timeout is killed and named; decorators overrule --timeout") {
    ended const decorated = cases().run({"--np=2", "-tc=takes too long", "--timeout=50"});
    CHECK(decorated.says("Timed out (1):\n  takes too long  "));
    CHECK(decorated.says("      killed after its timeout of 0.2 s\n"));
    CHECK(passed(cases().run({"--np=2", "-tc=counts itself", "--timeout=50"}), 1));
    CHECK(cases().run({"--np=2", "-tc=counts itself", "--timeout=0.001"}).says("killed after its timeout of 0.001 s"));
    ended const here = cases().run({"--np=0", "-tc=counts itself", "--timeout=0.001"});
    CHECK(here.code == 1);
    CHECK(here.says("TIMED OUT after 0.001 s: counts itself"));
}
