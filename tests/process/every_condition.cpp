// fermata - https://www.boost.org/LICENSE_1_0.txt
//
// What holds for a start whatever it waits for.
#include "support.hpp"

#include <doctest/doctest.h>

#include <memory>
#include <string>
#include <vector>

using namespace support;
using process::executor;
using process::executor_options;

namespace {

/// Says "ask me when you like", and tells nobody what it waits for.
class silent final : public process::probe {
    process::answer ask(process::probed const&) override { return process::answer::pending; }
};

struct waits_for_ever {
    std::string name;
    ready_when::condition ready;
    process::command command;
};

/// One of each, none of which holds while the process is as it is. `end` is what it does at last.
std::vector<waits_for_ever> all_conditions(folder const& here, std::string const& end) {
    int const port = process::free_port();
    int const mute_port = process::free_port();
    std::string const base = "http://127.0.0.1:";
    ready_when::http_options patient;
    patient.request_timeout = 300s;
    process::command const plain = actor("print=something\\n", "sleep=20", end);
    auto const tcp = ready_when::tcp("127.0.0.1", port);
    auto const output = ready_when::output("never");
    return {
        {"output", output, plain},
        {"output_matches", ready_when::output_matches("^nev[e]r"), plain},
        {"tcp", tcp, plain},
        {"unix_socket", ready_when::unix_socket(here / "socket"), plain},
        {"a unix socket that does not listen", ready_when::unix_socket(here / "bound"),
         actor("bound=" + here / "bound", end)},
        {"http", ready_when::http(base + std::to_string(port) + "/"), plain},
        {"pid_file", ready_when::pid_file(here / "pid"), plain},
        {"predicate", ready_when::predicate([] { return false; }), plain},
        {"all_of", ready_when::all_of(ready_when::output("something"), tcp), plain},
        {"any_of", ready_when::any_of(output, tcp, ready_when::pid_file(here / "pid")), plain},
        {"one's own", {"silence", [] { return std::make_unique<silent>(); }}, plain},
        {"an endpoint that accepts and says nothing", ready_when::http(base + std::to_string(mute_port) + "/", patient),
         actor("mute=" + std::to_string(mute_port))},
    };
}

} // namespace

TEST_CASE("whatever a start waits for: it ends at the deadline, and the process is gone") {
    folder const here;
    for (auto const& [called, ready, command] : all_conditions(here, "forever")) {
        auto const& name = called; // clang 14 captures no binding
        CAPTURE(name);
        executor_options options;
        options.start_timeout = 100ms;
        options.poll_interval = 300s; // the deadline is kept between two questions, too
        executor never{command, ready, options};
        CHECK_THROWS_AS(never.start(), process::start_timeout);
        CHECK_FALSE(never.running());
    }
}

TEST_CASE("whatever a start waits for: the end of the process is noticed at once") {
    folder const here;
    auto const begin = std::chrono::steady_clock::now();
    auto all = all_conditions(here, "exit=12");
    all.pop_back(); // who is mute does not end by itself; that has a test in endpoints.cpp
    for (auto const& [called, ready, command] : all) {
        auto const& name = called; // clang 14 captures no binding
        CAPTURE(name);
        executor_options options;
        options.start_timeout = 600s;
        options.poll_interval = 600s;
        executor ends{command, ready, options};
        CHECK(holds(message_of<process::exited_before_ready>([&] { ends.start(); }), "exit code 12"));
        CHECK_FALSE(ends.running());
    }
    CHECK(std::chrono::steady_clock::now() - begin < 300s);
}

TEST_CASE("poll_interval is what passes between two questions of a condition") {
    // It is asked for other reasons, too: at the beginning, and whenever there is news of the process.
    int questions = 0;
    auto const many_times = ready_when::predicate([&] { return ++questions == 50; });
    executor_options options;
    options.poll_interval = 1ms;
    executor quick{actor("forever"), many_times, options};
    quick.start();
    CHECK(questions == 50);

    questions = 0;
    options.poll_interval = 300s;
    options.start_timeout = 100ms;
    executor slow{actor("forever"), many_times, options};
    CHECK_THROWS_AS(slow.start(), process::start_timeout);
    CHECK(questions < 10);
}

TEST_CASE("the end of each stream stays in memory, as much of it as output_kept_max says") {
    executor_options options;
    options.output_kept_max = 300'000;
    executor writes{actor("flood=2000000", "print=the end\\n", "error=oh\\n", "exit=0"), ready_when::started(),
                    options};
    writes.start();
    writes.wait_exit();
    CHECK(writes.output().size() == 300'000);
    CHECK(writes.output().ends_with("the end\n"));
    CHECK(writes.error_output() == "oh\n");
}

TEST_CASE("the stop signal is for the whole group, and nobody has to be killed then") {
    std::string const tag = "tag-of-groups-" + std::to_string(::getpid());
    executor_options options;
    options.environment = {{"TAG", tag}};
    executor group{actor("worker", "worker", "handle=15:0", "print=ready", "forever"), ready_when::output("ready"),
                   options};
    group.start();
    CHECK(processes_with(tag).size() == 3);
    process::stop_result const result = group.stop();
    CHECK(result.how == process::stopped_by::stop_signal);
    CHECK(result.killed == 0);
    CHECK(processes_with(tag).empty());
}
