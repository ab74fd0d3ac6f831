// fermata - https://www.boost.org/LICENSE_1_0.txt
//
// The program of hostile.cpp: each of its test cases is reported as what it is, none changes another's result, the run
// ends, and no process is left.
#include "support.hpp"

#include <fermata/suite.hpp>

#include <doctest/doctest.h>

#include <csignal>

using namespace support;

namespace {

/// The part of the summary that begins with that heading, up to the next heading.
std::string section(std::string const& output, std::string const& heading) {
    std::size_t const end_of_run = output.rfind("\nFailed (");
    std::size_t const begin = output.find("\n" + heading, end_of_run);
    if (begin == std::string::npos) {
        return {};
    }
    std::size_t end = begin + 1;
    do {
        end = output.find('\n', end) + 1;
    } while (end != 0 && output[end] == ' ');
    return output.substr(begin, end - begin);
}

ended const& hostile_run() {
    static std::string const tag = "fermata-hostile-" + std::to_string(::getpid());
    static ended const run = [] {
        ended const made = program(HOSTILE_PROGRAM).run({"--np=2", "--timeout=60"}, {{"TAG", tag}});
        bool const is_clean = eventually([] { return processes_with(tag).empty(); });
        CHECK_MESSAGE(is_clean, "nothing is left");
        return made;
    }();
    return run;
}

bool crashed_as(std::string const& name, std::string const& why) {
    std::string const crashed = section(hostile_run().output, "Crashed");
    std::size_t const at = crashed.find("  " + name + "  ");
    return at != std::string::npos && crashed.compare(crashed.find('\n', at) + 1, 6 + why.size(), "      " + why) == 0;
}

} // namespace

// One process, because the run that they look at takes its time.
TEST_SUITE_BEGIN("hostile" * fermata::suite::group("hostile", fermata::suite::serial));

TEST_CASE("each crash is told as what it was") {
    CHECK(crashed_as("segfaults", "crashed with signal 11 (Segmentation fault)"));
    CHECK(crashed_as("aborts", "crashed with signal 6 (Aborted)"));
    CHECK(crashed_as("calls _exit(0)", "its process ended with exit code 0 in the middle of it"));
    CHECK(crashed_as("calls exit(0)", "its process ended with exit code 0 in the middle of it"));
    CHECK(crashed_as("closes all descriptors", "the descriptor of the reporting channel was closed"));
    CHECK(crashed_as("writes to all descriptors", "it wrote something into the reporting channel"));
    CHECK(crashed_as("is killed as if there were no memory", "crashed with signal 9 (Killed)"));
    CHECK(crashed_as("throws from a static destructor", "passed, and then its process ended with signal 6 (Aborted)"));
    CHECK(crashed_as("throws in a noexcept function", "crashed with signal 6 (Aborted)"));
    CHECK(crashed_as("overflows its stack", "crashed with signal 11 (Segmentation fault)"));
    CHECK(crashed_as("serial: crashes", "crashed with signal 6 (Aborted)"));
    CHECK(holds(hostile_run().output, "Crashed (11):"));
}

TEST_CASE("what hangs is killed at its timeout, with its last output and the token of its execution") {
    std::string const timed_out = section(hostile_run().output, "Timed out");
    CHECK(holds(timed_out, "Timed out (4):"));
    CHECK(holds(timed_out, "  ignores SIGTERM and hangs"));
    CHECK(holds(timed_out, "  blocks all signals and hangs"));
    CHECK(holds(timed_out, "      stopped (SIGSTOP), and killed after its timeout of 0.5 s"));
    CHECK(holds(timed_out, "      killed after its timeout of 1 s\n      replay with FERMATA_REPLAY=fm1:"));
    CHECK(holds(hostile_run().output, "the last output of it\n"));
}

TEST_CASE("what fails is told as a failure") {
    std::string const failed = section(hostile_run().output, "Failed");
    CHECK(holds(failed, "Failed (2):"));
    CHECK(holds(failed, "threw: std::bad_alloc"));
    CHECK(holds(failed, "  writes 100 MB and fails"));
}

TEST_CASE("a failing test's output is complete, a passing one's is not shown") {
    std::string const& output = hostile_run().output;
    CHECK(holds(output, "the first line of many\n"));
    CHECK(times_in(output, "\nyyyyyyyy") == 100 * 1024);
    CHECK(!holds(output, "xxxxxxxx"));
}

TEST_CASE("a process that was left behind is told, and its test passes") {
    std::string const notes = section(hostile_run().output, "Notes");
    CHECK(holds(notes, "  leaves a child: it left a process behind, which was killed\n"));
    CHECK(holds(notes, "  leaves a child in a session of its own: it left a process behind, which was killed\n"));
}

TEST_CASE("none changes another's result, and the run ends") {
    ended const& run = hostile_run();
    CHECK(run.code == 1);
    CHECK(holds(run.output, "[doctest] test cases:     27 |     10 passed |     17 failed | 0 skipped\n"));
    CHECK(holds(run.output, ", 11 crashed, 4 timed out\n"));
    for (char const* const good : {"a good one before", "a good one after", "serial: the third", "writes 100 MB\n",
                                   "has a child that comes back", "closes standard output"}) {
        CHECK(!holds(section(run.output, "Failed") + section(run.output, "Crashed"), std::string("  ") + good));
    }
}

TEST_SUITE_END();
