// fermata - https://www.boost.org/LICENSE_1_0.txt
//
// MK-23 to MK-26 and MK-37 to MK-41: ready by output, by a file, by a predicate, and by conditions of these.
#include "support.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace support;
using process::executor;
using process::executor_options;

TEST_CASE("MK-23 a banner on standard output") {
    executor server{actor("print=starting\\nserver ready\\n", "forever"), ready_when::output("server ready")};
    server.start();
    CHECK(server.output() == "starting\nserver ready\n");
    CHECK(server.error_output().empty());
}

TEST_CASE("MK-24 a banner on standard error; and only there, if that is said") {
    executor server{actor("error=server ready\\n", "forever"), ready_when::output("server ready")};
    server.start();
    CHECK(server.error_output() == "server ready\n");
    CHECK(server.output().empty());
    executor chooses{actor("print=ready\\n", "sleep=20", "error=ready\\n", "forever"),
                     ready_when::output("ready", ready_when::stream::error_output)};
    chooses.start();
    CHECK(chooses.error_output() == "ready\n");
    executor wrong{actor("error=ready\\n", "forever"), ready_when::output("ready", ready_when::stream::output),
                   quick(100ms)};
    CHECK_THROWS_AS(wrong.start(), process::start_timeout);
}

TEST_CASE("MK-25 a banner that never comes: start_timeout, and it is not running") {
    executor server{actor("print=something else\\n", "forever"), ready_when::output("server ready"), quick(3s)};
    try {
        server.start();
        FAIL("nothing was thrown");
    } catch (process::start_timeout const& error) {
        CHECK_FALSE(error.status().has_value());
        CHECK(holds(error.output_tail(), "something else")); // MK-N3
        CHECK(holds(error.what(), "something else"));
        CHECK(holds(error.what(), "'server ready'"));
        CHECK(holds(error.what(), "start_timeout = 3.0 s"));
    }
    CHECK_FALSE(server.running());
    CHECK(server.pid() == 0);
}

TEST_CASE("a banner in pieces, without a final newline, and in the middle of the stream") {
    executor pieces{actor("print=ser", "sleep=20", "print=ver re", "sleep=20", "print=ady", "forever"),
                    ready_when::output("server ready")};
    pieces.start();
    CHECK(pieces.output() == "server ready");
    executor middle{actor("flood=300000", "print=[server ready]", "flood=300000", "forever"),
                    ready_when::output("server ready")};
    middle.start();
    CHECK(middle.running());
}

TEST_CASE("MK-26 5 MB of output before the banner; and later output never blocks the process") {
    folder const here;
    executor server{actor("flood=5000000", "print=ready\\n", "flood=5000000", "file=" + here / "done", "forever"),
                    ready_when::output("ready\n"), quick(60s)};
    server.start();
    CHECK(eventually([&] { return std::filesystem::exists(here / "done"); }));
    CHECK(eventually([&] { return server.output().size() >= 900'000; }));
    CHECK(server.output().size() <= (1 << 20));
}

TEST_CASE("output goes to files too, the two streams apart, and as a whole") {
    folder const here;
    executor_options options;
    options.output_file = here / "out";
    options.error_output_file = here / "err";
    executor writes{actor("flood=3000000", "print=end\\n", "error=oh\\n", "exit=0"), ready_when::started(), options};
    writes.start();
    writes.wait_exit();
    writes.stop();
    CHECK(std::filesystem::file_size(here / "out") == 3'000'004);
    CHECK(content(here / "err") == "oh\n");
    CHECK(writes.output().ends_with("end\n"));
    CHECK(writes.error_output() == "oh\n");
}

TEST_CASE("a pattern, at the beginning of a line, with what varies") {
    executor server{actor("flood=100000", "print=not: listening on port 1\\n", "sleep=10", "print=listening on po",
                          "sleep=20", "print=rt 5433 since now\\n", "forever"),
                    ready_when::output_matches("^listening on port \\d+ since")};
    server.start();
    CHECK(holds(server.output(), "5433 since"));
}

TEST_CASE("a pattern that explodes ends the start with an error instead of running for ever") {
    std::string const line(200, 'a');
    executor server{actor("print=" + line + "!\\n", "forever"), ready_when::output_matches("^(a|aa|a+)+$")};
    CHECK(holds(message_of<process::process_error>([&] { server.start(); }), "needs too much"));
    CHECK_FALSE(server.running());
    CHECK(holds(message_of<fermata::usage_error>([] { ready_when::output_matches("a(b"); }), "malformed"));
    CHECK_THROWS_AS(ready_when::output(""), fermata::usage_error);
}

TEST_CASE("MK-37 ready when the pid file is there") {
    folder const here;
    executor server{actor("sleep=30", "pid_file=" + here / "pid", "forever"), ready_when::pid_file(here / "pid")};
    server.start();
    CHECK(std::to_string(server.pid()) + "\n" == content(here / "pid"));
}

TEST_CASE("MK-38 a pid file that never comes; MK-39 an empty path") {
    folder const here;
    executor server{actor("forever"), ready_when::pid_file(here / "pid"), quick(100ms)};
    CHECK_THROWS_AS(server.start(), process::start_timeout);
    CHECK_THROWS_AS(ready_when::pid_file(""), fermata::usage_error);
}

TEST_CASE("MK-40 a pid file of a process that lives is already_running, before anything is started") {
    folder const here;
    std::ofstream(here / "pid") << ::getpid() << "\n";
    executor server{actor("file=" + here / "started", "forever"), ready_when::pid_file(here / "pid")};
    CHECK_THROWS_AS(server.start(), process::already_running);
    CHECK_FALSE(std::filesystem::exists(here / "started"));
}

TEST_CASE("MK-41 a pid file of a process that is dead says nothing") {
    folder const here;
    executor before{actor("pid_file=" + here / "pid", "forever"), ready_when::pid_file(here / "pid")};
    before.start();
    before.stop();
    REQUIRE(std::filesystem::exists(here / "pid"));
    executor server{actor("sleep=30", "pid_file=" + here / "pid", "forever"), ready_when::pid_file(here / "pid")};
    server.start();
    CHECK(std::to_string(server.pid()) + "\n" == content(here / "pid"));
}

TEST_CASE("a predicate, with and without the process as its argument") {
    folder const here;
    executor server{actor("sleep=20", "file=" + here / "made", "forever"),
                    ready_when::predicate([&] { return std::filesystem::exists(here / "made"); })};
    server.start();
    CHECK(std::filesystem::exists(here / "made"));
    executor other{actor("print=1\\n2\\n", "sleep=10", "print=3\\n", "forever"),
                   ready_when::predicate(
                       [](process::probed const& seen) { return seen.pid() > 0 && seen.output().size() == 6; })};
    other.start();
    executor throws{actor("forever"), ready_when::predicate([]() -> bool { throw std::runtime_error("cannot look"); })};
    CHECK(message_of<std::runtime_error>([&] { throws.start(); }) == "cannot look");
    CHECK_FALSE(throws.running());
}

TEST_CASE("all_of holds when each has held, any_of when the first does; and they nest") {
    folder const here;
    auto const exists = [&](char const* name) {
        return ready_when::predicate([path = here / name] { return std::filesystem::exists(path); });
    };
    executor all{actor("print=one", "file=" + here / "a", "sleep=20", "print=two", "sleep=20", "file=" + here / "b",
                       "forever"),
                 ready_when::all_of(ready_when::output("one"), ready_when::output("two"), exists("b"))};
    all.start();
    CHECK(std::filesystem::exists(here / "b"));
    executor any{actor("print=second", "forever"),
                 ready_when::any_of(ready_when::output("first"),
                                    ready_when::all_of(ready_when::started(), ready_when::output("second")))};
    any.start();
    executor neither{actor("print=second", "forever"),
                     ready_when::any_of(ready_when::output("first"), ready_when::output("third")), quick(50ms)};
    CHECK(holds(message_of<process::start_timeout>([&] { neither.start(); }), "'first' in what it writes or 'third'"));
}

TEST_CASE("a condition of one's own") {
    class counts_lines final : public process::probe {
        process::answer ask(process::probed const& seen) override {
            std::string const text = seen.output();
            return std::count(text.begin(), text.end(), '\n') >= 3 ? process::answer::yes : process::answer::pending;
        }
    };
    ready_when::condition const three_lines("three lines", [] { return std::make_unique<counts_lines>(); });
    executor server{actor("print=a\\nb\\n", "sleep=20", "print=c\\n", "forever"), three_lines};
    server.start();
    CHECK(server.output() == "a\nb\nc\n");
}
