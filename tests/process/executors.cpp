// fermata - https://www.boost.org/LICENSE_1_0.txt
//
// MK-01 to MK-21: starting and stopping.
#include "support.hpp"

#include <doctest/doctest.h>

#include <csignal>
#include <fcntl.h>

using namespace support;
using process::executor;
using process::executor_options;
using process::stopped_by;

TEST_CASE("MK-01 start, stop, running, for a command as a list") {
    executor sleeper{{"sleep", "300"}};
    CHECK_FALSE(sleeper.running());
    CHECK(sleeper.pid() == 0);
    sleeper.start();
    CHECK(sleeper.running());
    int const id = sleeper.pid();
    CHECK(is_alive(id));
    process::stop_result const result = sleeper.stop();
    CHECK(result.how == stopped_by::stop_signal);
    CHECK(result.killed == 0);
    CHECK(result.status == process::exit_status{0, SIGTERM});
    CHECK_FALSE(sleeper.running());
    CHECK(sleeper.pid() == 0);
    CHECK_FALSE(std::filesystem::exists("/proc/" + std::to_string(id))); // no zombie either
}

TEST_CASE("MK-01 the same for a command as a string, which is split as a shell splits words") {
    executor printer{"printf '%s|' one 'two  three' \"four\\\"\" five\\ six ''"};
    printer.start();
    CHECK(printer.wait_exit() == process::exit_status{});
    printer.stop();
    CHECK(printer.output() == "one|two  three|four\"|five six||");
    CHECK_THROWS_AS(process::command("an 'open quote"), fermata::usage_error);
    CHECK_THROWS_AS(process::command("  "), fermata::usage_error);
    CHECK_THROWS_AS(process::command(std::vector<std::string>{}), fermata::usage_error);
}

TEST_CASE("a command for the shell") {
    executor_options options;
    options.shell = true;
    executor printer{"echo $((6 * 7)); echo $WORD | tr a-z A-Z", ready_when::started(), options};
    printer.start();
    printer.wait_exit();
    printer.stop();
    CHECK(printer.output().starts_with("42\n"));
}

TEST_CASE("an executor can be started again") {
    executor sleeper{"sleep 300"};
    for (int i = 0; i < 3; ++i) {
        sleeper.start();
        CHECK(sleeper.running());
        CHECK(sleeper.stop().how == stopped_by::stop_signal);
    }
    sleeper.start();
    CHECK_THROWS_AS(sleeper.start(), process::already_running);
    CHECK(sleeper.running());
}

TEST_CASE("MK-03 an own stop signal") {
    executor_options options;
    options.stop_signal = SIGINT;
    executor waits{actor("ignore=15", "print=ready", "forever"), ready_when::output("ready"), options};
    waits.start();
    CHECK(waits.stop().status == process::exit_status{0, SIGINT});
}

TEST_CASE("MK-05 an exit code that is expected, and one that is not") {
    executor_options options;
    options.expected_exit_codes = {7};
    executor expected{actor("handle=15:7", "print=ready", "forever"), ready_when::output("ready"), options};
    expected.start();
    CHECK(expected.stop().status == process::exit_status{7, 0});

    executor unexpected{actor("handle=15:7", "print=ready\\n", "forever"), ready_when::output("ready")};
    unexpected.start();
    try {
        unexpected.stop();
        FAIL("nothing was thrown");
    } catch (process::unexpected_exit const& error) {
        CHECK(error.status() == process::exit_status{7, 0});
        CHECK(error.phase() == "at the stop");
        CHECK(holds(error.command(), "handle=15:7"));
        CHECK(holds(error.output_tail(), "ready"));
    }
    CHECK_FALSE(unexpected.running());
}

TEST_CASE("a crash is noticed, and told by stop()") {
    executor crashes{actor("sleep=1", "die=11")};
    crashes.start();
    CHECK(crashes.wait_exit() == process::exit_status{0, SIGSEGV});
    CHECK_FALSE(crashes.running());
    CHECK_THROWS_AS(crashes.stop(), process::unexpected_exit);
    CHECK(crashes.stop().how == stopped_by::nothing);
}

TEST_CASE("MK-07 the end of the executor is the end of the process") {
    int id = 0;
    {
        executor sleeper{"sleep 300"};
        sleeper.start();
        id = sleeper.pid();
        CHECK(is_alive(id));
    }
    CHECK_FALSE(std::filesystem::exists("/proc/" + std::to_string(id)));
}

TEST_CASE("MK-09 the guard stops it, and starts it again, also when an exception passes") {
    executor sleeper{"sleep 300"};
    sleeper.start();
    int const first = sleeper.pid();
    {
        auto const guard = sleeper.stopped();
        CHECK(guard.result().how == stopped_by::stop_signal);
        CHECK_FALSE(sleeper.running());
    }
    CHECK(sleeper.running());
    int const second = sleeper.pid();
    CHECK(second != first);
    try {
        auto const guard = sleeper.stopped();
        throw std::runtime_error("passes");
    } catch (std::runtime_error const&) {
    }
    CHECK(sleeper.running());
    CHECK(sleeper.pid() != second);
}

TEST_CASE("MK-12 stop before start is harmless, and so are kill and a second stop") {
    executor sleeper{"sleep 300"};
    CHECK(sleeper.stop().how == stopped_by::nothing);
    sleeper.kill();
    sleeper.start();
    sleeper.kill();
    CHECK_FALSE(sleeper.running());
    CHECK(sleeper.stop().how == stopped_by::nothing);
}

TEST_CASE("MK-14 it exits with 12 while it is waited for: at once, not at the deadline") {
    auto const begin = std::chrono::steady_clock::now();
    executor_options options;
    options.start_timeout = 300s;
    executor exits{actor("print=last words\\n", "exit=12"), ready_when::output("never"), options};
    try {
        exits.start();
        FAIL("nothing was thrown");
    } catch (process::exited_before_ready const& error) {
        CHECK(error.status() == process::exit_status{12, 0});
        CHECK(error.phase() == "until it is ready");
        CHECK(holds(error.output_tail(), "last words"));
        CHECK(holds(error.what(), "exit code 12"));
    }
    CHECK(std::chrono::steady_clock::now() - begin < 100s);
    CHECK_FALSE(exits.running());
}

TEST_CASE("MK-15 it exits with 0 while it is waited for: the same") {
    executor exits{actor("exit=0"), ready_when::output("never")};
    CHECK_THROWS_AS(exits.start(), process::exited_before_ready);
}

TEST_CASE("MK-15 unless the command is said to daemonize: then whoever goes on is waited for, and stopped") {
    folder const here;
    executor_options options;
    options.daemonizes = true;
    executor daemon{actor("daemon", "sleep=20", "pid_file=" + here / "pid", "forever"),
                    ready_when::pid_file(here / "pid"), options};
    daemon.start();
    CHECK(daemon.running());
    int const id = std::atoi(content(here / "pid").c_str());
    CHECK(is_alive(id));
    daemon.stop();
    CHECK_FALSE(std::filesystem::exists("/proc/" + std::to_string(id)));
    CHECK_FALSE(daemon.running());
}

TEST_CASE("MK-15 a daemon that does not live on is told from one that does") {
    executor_options options;
    options.daemonizes = true;
    executor daemon{actor("daemon", "exit=0"), ready_when::output("never"), options};
    CHECK_THROWS_AS(daemon.start(), process::exited_before_ready);
}

TEST_CASE("MK-20 a grandchild in its own session that ignores SIGTERM is gone after stop()") {
    std::string const tag = "tag-of-strangers-" + std::to_string(::getpid());
    executor_options options;
    options.environment = {{"TAG", tag}};
    executor parent{actor("stranger", "worker", "sleep=50", "print=ready", "forever"), ready_when::output("ready"),
                    options};
    parent.start();
    CHECK(eventually([&] { return processes_with(tag).size() == 3; }));
    process::stop_result const result = parent.stop();
    CHECK(result.how == stopped_by::kill_of_strangers);
    CHECK(result.killed == 1);
    CHECK(processes_with(tag).empty());
}

TEST_CASE("a stranger whose parent is gone already, before anybody looks") {
    std::string const tag = "tag-of-orphans-" + std::to_string(::getpid());
    executor_options options;
    options.environment = {{"TAG", tag}};
    executor parent{actor("stranger", "sleep=50", "exit=0"), ready_when::started(), options};
    parent.start();
    parent.wait_exit();
    CHECK(eventually([&] { return processes_with(tag).size() == 1; }));
    CHECK(parent.stop().how == stopped_by::kill_of_strangers);
    CHECK(processes_with(tag).empty());
}

TEST_CASE("marks are compared as a whole: the neighbour's descendants stay") {
    executor first{actor("stranger", "print=ready", "forever"), ready_when::output("ready")};
    std::string const tag = "tag-of-neighbours-" + std::to_string(::getpid());
    executor_options options;
    options.environment = {{"TAG", tag}};
    executor second{actor("stranger", "print=ready", "forever"), ready_when::output("ready"), options};
    first.start();
    second.start();
    CHECK(eventually([&] { return processes_with(tag).size() == 2; }));
    first.stop();
    CHECK(processes_with(tag).size() == 2);
    second.stop();
    CHECK(processes_with(tag).empty());
}

TEST_CASE("MK-21 a server that ignores SIGTERM is gone after the stop timeout, and that is said") {
    executor_options options;
    options.stop_timeout = 50ms;
    executor stubborn{actor("ignore=15", "print=ready", "forever"), ready_when::output("ready"), options};
    stubborn.start();
    int const id = stubborn.pid();
    process::stop_result const result = stubborn.stop();
    CHECK(result.how == stopped_by::kill_signal);
    CHECK(result.killed == 1);
    CHECK(result.status == process::exit_status{0, SIGKILL});
    CHECK_FALSE(std::filesystem::exists("/proc/" + std::to_string(id)));
}

TEST_CASE("an own kill signal comes before SIGKILL") {
    executor_options options;
    options.stop_timeout = 50ms;
    options.kill_signal = SIGUSR1;
    executor stubborn{actor("ignore=15", "print=ready", "forever"), ready_when::output("ready"), options};
    stubborn.start();
    process::stop_result const result = stubborn.stop();
    CHECK(result.how == stopped_by::kill_signal);
    CHECK(result.status == process::exit_status{0, SIGUSR1});
}

TEST_CASE("a missing program, and one that cannot be executed, are errors at once") {
    folder const here;
    std::string const text = here / "text";
    std::ofstream(text) << "no program\n";
    for (auto const& [name, part] : {std::pair<std::string, std::string>{"no-such-program-anywhere", "PATH"},
                                     {"/no/such/program", "No such file"},
                                     {here.path.string(), "Is a directory"},
                                     {text, "Permission denied"}}) {
        executor missing{{name, "argument"}, ready_when::output("never")};
        try {
            missing.start();
            FAIL("nothing was thrown");
        } catch (process::process_error const& error) {
            CHECK(holds(error.what(), part));
            CHECK(holds(error.what(), name));
            CHECK(error.phase() == "at the start");
        }
        CHECK_FALSE(missing.running());
    }
    std::filesystem::permissions(text, std::filesystem::perms::owner_all);
    executor strange{{text}};
    CHECK(holds(message_of<process::process_error>([&] { strange.start(); }), "cannot be executed"));
    executor_options options;
    options.working_directory = "/no/such/folder";
    executor nowhere{"sleep 1", ready_when::started(), options};
    CHECK(holds(message_of<process::process_error>([&] { nowhere.start(); }), "/no/such/folder"));
}

TEST_CASE("the child has a group of its own, and descriptors 0, 1, 2 only") {
    int const open_here = ::open("/dev/null", O_RDONLY); // without O_CLOEXEC
    executor looks{actor("session", "descriptors", "print=done"), ready_when::started()};
    looks.start();
    looks.wait_exit();
    ::close(open_here);
    CHECK(looks.output() == "group leader: yes\n0\n1\n2\ndone");
}

TEST_CASE("the environment is merged, and the caller's is as it was") {
    ::setenv("FERMATA_TEST_KEPT", "kept", 1);
    ::setenv("FERMATA_TEST_GONE", "here", 1);
    executor_options options;
    options.environment = {{"FERMATA_TEST_NEW", "new"}, {"FERMATA_TEST_GONE", std::nullopt}};
    executor looks{actor("environment=FERMATA_TEST_KEPT", "environment=FERMATA_TEST_NEW",
                         "environment=FERMATA_TEST_GONE"),
                   ready_when::started(), options};
    looks.start();
    looks.wait_exit();
    CHECK(looks.output() == "FERMATA_TEST_KEPT=kept\nFERMATA_TEST_NEW=new\nFERMATA_TEST_GONE=(none)\n");
    CHECK(::getenv("FERMATA_TEST_NEW") == nullptr);
    CHECK(std::string(::getenv("FERMATA_TEST_GONE")) == "here");
    options.environment = {{"A=B", "new"}};
    executor wrong{"true", ready_when::started(), options};
    CHECK_THROWS_AS(wrong.start(), fermata::usage_error);
}

TEST_CASE("the working directory, and programs relative to it") {
    folder const here;
    std::filesystem::create_symlink(ACTOR_PROGRAM, here / "actor");
    executor_options options;
    options.working_directory = here.path.string();
    executor looks{{"./actor", "directory"}, ready_when::started(), options};
    looks.start();
    looks.wait_exit();
    CHECK(looks.output() == std::filesystem::canonical(here.path).string() + "\n");
}

TEST_CASE("options that make no sense are a usage_error") {
    executor_options options;
    options.start_timeout = 0s;
    CHECK_THROWS_AS(executor("true", ready_when::started(), options), fermata::usage_error);
    options = {};
    options.poll_interval = 0s;
    CHECK_THROWS_AS(executor("true", ready_when::started(), options), fermata::usage_error);
    options = {};
    options.stop_signal = 0;
    CHECK_THROWS_AS(executor("true", ready_when::started(), options), fermata::usage_error);
}

TEST_CASE("no descriptor is lost, however a start ends") {
    auto const count = [] {
        int open = 0;
        for (int each = 0; each < 4096; ++each) {
            open += ::fcntl(each, F_GETFD) >= 0 ? 1 : 0;
        }
        return open;
    };
    auto const round = [] {
        executor sleeper{"sleep 300"};
        sleeper.start();
        executor exits{actor("exit=3"), ready_when::output("never")};
        CHECK_THROWS_AS(exits.start(), process::exited_before_ready);
        executor missing{"no-such-program-anywhere"};
        CHECK_THROWS_AS(missing.start(), process::process_error);
        executor refused{actor("forever"), ready_when::tcp("127.0.0.1", 1)};
        std::string const text = message_of<process::start_timeout>([] {
            executor_options options;
            options.start_timeout = 20ms;
            executor late{actor("forever"), ready_when::tcp("127.0.0.1", 1), options};
            late.start();
        });
        CHECK(holds(text, "start_timeout = 0.02 s"));
    };
    round();
    int const before = count();
    for (int i = 0; i < 5; ++i) {
        round();
    }
    CHECK(count() == before);
}
