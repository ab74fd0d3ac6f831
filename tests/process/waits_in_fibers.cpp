// fermata - https://www.boost.org/LICENSE_1_0.txt
//
// Every wait for a process parks its fiber, and whoever waits does not spin.
#include "support.hpp"

#include <fermata/fermata.hpp>

#include <doctest/doctest.h>

#include <fcntl.h>

#include <ctime>
#include <functional>

using namespace support;
using process::executor;

namespace {

/// Lets another fiber make the file that `waits` needs: if it blocked the thread, it would never end.
void needs_another_fiber(std::string const& file, std::function<void()> const& waits) {
    std::string log;
    fermata::starter const first{"waits", [&] {
                                     waits();
                                     log += "done";
                                 }};
    fermata::starter const second{"goes on", [&] {
                                      fermata::sleep_for(5ms); // so that the other one has begun
                                      fermata::checkpoint("goes on");
                                      log += "go ";
                                      std::ofstream(file) << "\n";
                                  }};
    fermata::runner{{first, second}}.finish();
    CHECK(log == "go done");
}

process::command obstinate(std::string const& file) {
    return actor("ignore=15", "print=ready", "wait_file=" + file, "exit=0");
}

process::executor_options patient() {
    process::executor_options options;
    options.stop_timeout = 300s;
    options.start_timeout = 300s;
    return options;
}

double processor_seconds() {
    timespec now{};
    ::clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) / 1e9;
}

} // namespace

TEST_CASE("stop() of an executor") {
    folder const here;
    executor server{obstinate(here / "go"), ready_when::output("ready"), patient()};
    server.start();
    needs_another_fiber(here / "go", [&] { CHECK(server.stop().killed == 0); });
}

TEST_CASE("start() and stop() of an orchestrator, in order and all at once") {
    for (auto const how : {process::start_order::one_after_the_other, process::start_order::all_at_once}) {
        folder const here;
        executor first{actor("print=ready", "forever"), ready_when::output("ready"), patient()};
        executor second{actor("wait_file=" + here / "go", "print=ready", "ignore=15", "wait_file=" + here / "end"),
                        ready_when::output("ready"), patient()};
        process::orchestrator both({first, second}, how);
        needs_another_fiber(here / "go", [&] { both.start(); });
        CHECK(both.running());
        needs_another_fiber(here / "end", [&] { both.stop(); });
        CHECK_FALSE(both.running());
    }
}

TEST_CASE("a start that fails, and is rolled back") {
    folder const here;
    executor first{obstinate(here / "go"), ready_when::output("ready"), patient()};
    executor second{actor("exit=3"), ready_when::output("never"), patient()};
    process::orchestrator both{first, second};
    needs_another_fiber(here / "go", [&] { CHECK_THROWS_AS(both.start(), process::exited_before_ready); });
}

TEST_CASE("the stopped() guard") {
    folder const here;
    executor server{obstinate(here / "go"), ready_when::output("ready"), patient()};
    server.start();
    needs_another_fiber(here / "go", [&] {
        auto const guard = server.stopped();
        std::filesystem::remove(here / "go"); // so that it goes on when it is started again
    });
    CHECK(server.running());
    std::ofstream(here / "go") << "\n";
}

TEST_CASE("who waits does not spin: one for the time, some for descriptors, one with a probe, one for a process") {
    int ends[2];
    REQUIRE(::pipe2(ends, O_CLOEXEC) == 0);
    executor sleeper{actor("sleep=1000", "exit=0")};
    sleeper.start();
    std::vector<fermata::starter> starters;
    for (int i = 0; i < 5; ++i) {
        starters.emplace_back("reader " + std::to_string(i), [&] { fermata::wait_readable(ends[0]); });
    }
    starters.emplace_back("asks", [&] { fermata::wait_readable(ends[0], [] { return true; }); });
    starters.emplace_back("waits", [&] { fermata::wait_exit(sleeper); });
    starters.emplace_back("sleeps", [&] {
        fermata::sleep_for(1s);
        CHECK(::write(ends[1], "x", 1) == 1);
    });
    double const begin = processor_seconds();
    fermata::runner{starters}.finish();
    CHECK(processor_seconds() - begin < 0.5); // of a second and more; it is some milliseconds
    ::close(ends[0]);
    ::close(ends[1]);
}
