// fermata - https://www.boost.org/LICENSE_1_0.txt
#include "support.hpp"

#include <doctest/doctest.h>

using namespace support;
using process::executor;
using process::executor_options;
using process::orchestrated;
using process::orchestrator;
using process::start_order;
using process::stopped_by;

namespace {

/// Appends to a file when it starts and when it is stopped.
process::command recorder(std::string const& file, std::string const& name, std::string const& before = "") {
    return {"/bin/sh", "-c",
            before + "echo start " + name + " >> " + file + "; trap 'echo stop " + name + " >> " + file +
                "; exit 0' TERM; echo ready; while :; do sleep 0.01; done"};
}

} // namespace

TEST_CASE("starts in order, each ready before the next; stops in reverse") {
    folder const here;
    std::string const log = here / "log";
    executor a{recorder(log, "a", "sleep 0.05; "), ready_when::output("ready")};
    executor b{recorder(log, "b"), ready_when::output("ready")};
    executor c{recorder(log, "c"), ready_when::output("ready")};
    {
        orchestrated all{a, b, c};
        CHECK(all.running());
        CHECK(content(log) == "start a\nstart b\nstart c\n");
        CHECK(all.pid() == c.pid());
        CHECK(all.output() == "ready\nready\nready\n");
        CHECK(holds(all.description(), "start a"));
    }
    CHECK(content(log) == "start a\nstart b\nstart c\nstop c\nstop b\nstop a\n");
    CHECK_FALSE(a.running());
}

TEST_CASE("MK-N6 the third of three fails to start: the first two are stopped again, in reverse") {
    folder const here;
    std::string const log = here / "log";
    executor a{recorder(log, "a"), ready_when::output("ready")};
    executor b{recorder(log, "b"), ready_when::output("ready")};
    executor c{actor("error=cannot\\n", "exit=3"), ready_when::output("ready")};
    orchestrator all{a, b, c};
    CHECK(holds(message_of<process::exited_before_ready>([&] { all.start(); }), "cannot"));
    CHECK(content(log) == "start a\nstart b\nstop b\nstop a\n");
    CHECK_FALSE(a.running());
    CHECK_FALSE(b.running());
    CHECK_FALSE(all.running());
    executor missing{"no-such-program-anywhere"};
    orchestrator others{a, missing};
    CHECK_THROWS_AS(others.start(), process::process_error);
    CHECK_FALSE(a.running());
}

TEST_CASE("all at once: everybody is started before anybody is awaited") {
    folder const here;
    // Each is ready only when the other is there, so one after the other would never end.
    executor a{actor("file=" + here / "a", "wait_file=" + here / "b", "print=ready", "forever"),
               ready_when::output("ready")};
    executor b{actor("file=" + here / "b", "wait_file=" + here / "a", "print=ready", "forever"),
               ready_when::output("ready")};
    orchestrated all{{a, b}, start_order::all_at_once};
    CHECK(all.running());
}

TEST_CASE("all at once: one that fails ends the start of all, at once") {
    executor_options patient;
    patient.start_timeout = 300s;
    executor a{actor("forever"), ready_when::output("never"), patient};
    executor b{"sleep 300"};
    executor c{actor("sleep=20", "exit=3"), ready_when::output("never"), patient};
    orchestrator all{{a, b, c}, start_order::all_at_once};
    auto const begin = std::chrono::steady_clock::now();
    CHECK_THROWS_AS(all.start(), process::exited_before_ready);
    CHECK(std::chrono::steady_clock::now() - begin < 100s);
    CHECK_FALSE(a.running());
    CHECK_FALSE(b.running());
}

TEST_CASE("all are stopped, even if one stop fails, and the failures are told together") {
    executor a{actor("handle=15:5", "print=ready", "forever"), ready_when::output("ready")};
    executor b{"sleep 300"};
    executor c{actor("handle=15:6", "print=ready", "forever"), ready_when::output("ready")};
    orchestrator all{a, b, c};
    all.start();
    std::string const text = message_of<process::process_error>([&] { all.stop(); });
    CHECK(holds(text, "exit code 6"));
    CHECK(holds(text, "exit code 5"));
    CHECK(text.find("exit code 6") < text.find("exit code 5"));
    CHECK_FALSE(b.running());
    CHECK(all.stop().how == stopped_by::nothing);
}

TEST_CASE("orchestrators nest, and have what an executor has") {
    folder const here;
    std::string const log = here / "log";
    executor a{recorder(log, "a"), ready_when::output("ready")};
    executor b{recorder(log, "b"), ready_when::output("ready")};
    executor c{recorder(log, "c"), ready_when::output("ready")};
    orchestrator inner{{a, b}, start_order::all_at_once};
    orchestrator outer{inner, c};
    CHECK_FALSE(outer.running());
    CHECK(outer.stop().how == stopped_by::nothing);
    outer.start();
    CHECK_THROWS_AS(outer.start(), process::already_running);
    {
        auto const guard = outer.stopped();
        CHECK_FALSE(b.running());
    }
    CHECK(outer.running());
    outer.kill();
    CHECK_FALSE(outer.running());
    CHECK_THROWS_AS(orchestrator({a, a}), fermata::usage_error);
}

TEST_CASE("an orchestrator of nothing") {
    orchestrator none{orchestrator::members{}};
    none.start();
    CHECK(none.running());
    none.stop();
}
