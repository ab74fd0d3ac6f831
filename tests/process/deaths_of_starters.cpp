// fermata - https://www.boost.org/LICENSE_1_0.txt
//
// A starter that is a process may die at any moment: always a starter_failed that says how.
#include "explored.hpp"

#include <fermata/fermata.hpp>
#include <fermata/process_starter.hpp>

#include <doctest/doctest.h>

#include <csignal>
#include <thread>

using namespace support;

TEST_CASE("before its first checkpoint, after its last one, and on its way to its end") {
    fermata::process_starter const early{"early", actor("error=too early\\n", "die=11")};
    fermata::runner first{{early}, {early.at("never")}};
    std::string const text = message_of<fermata::starter_failed>([&] { first.next(); });
    CHECK(holds(text, "signal 11"));
    CHECK(holds(text, "too early"));

    fermata::process_starter const late{"late", worker("fails", "crash")};
    fermata::runner second{{late}, {late.at("before")}};
    CHECK(second.next() == late.at("before"));
    std::string const at_the_end = message_of<fermata::starter_failed>([&] { second.finish(); });
    CHECK(holds(at_the_end, "signal 11"));
    CHECK(holds(at_the_end, "out of order"));
}

TEST_CASE("in an exploration it is a failure, in each order, and not a deadlock") {
    fermata::options options;
    options.strategy = fermata::strategies::all_orderings{};
    options.stop_at_first_failure = false;
    auto const report = fermata::explore(
        [] {
            fermata::process_starter const fails{"fails", worker("fails", "crash")};
            fermata::starter const other{"other", [] { fermata::checkpoint("once"); }};
            fermata::runner{{fails, other}}.finish();
        },
        options);
    CHECK(report.complete);
    CHECK(report.executions == 6); // two of two steps: 4! / (2! 2!)
    CHECK(report.count(fermata::outcome::failed) == 6);
    REQUIRE(report.failure.has_value());
    CHECK(holds(report.failure->message, "signal 11"));
}

TEST_CASE("at any moment: somebody else kills it while it runs and stands") {
    for (int i = 0; i < 30; ++i) {
        std::string const tag = "tag-of-killed-" + std::to_string(::getpid()) + "-" + std::to_string(i);
        fermata::process_starter_options options;
        options.environment = {{"TAG", tag}};
        // More checkpoints than it comes to before somebody has found it.
        fermata::process_starter const loops{"loops", worker("loop", "100000000"), options};
        fermata::starter const other{"other", [] {
                                         while (true) {
                                             fermata::checkpoint("goes on");
                                         }
                                     }};
        fermata::runner_options limits;
        limits.steps_max = std::size_t{1} << 40;
        fermata::runner runner{{loops, other}, {loops.at("turn"), loops.at("turn", 100'000'000)}, limits};
        CHECK(runner.next() == loops.at("turn"));
        std::vector<int> const found = processes_with(tag);
        REQUIRE(found.size() == 1);
        std::thread killer([id = found.front(), i] {
            std::this_thread::sleep_for(std::chrono::microseconds(37 * i)); // whichever moment that is
            ::kill(id, SIGKILL);
        });
        CHECK(holds(message_of<fermata::starter_failed>([&] { runner.next(); }), "signal 9"));
        killer.join();
    }
}
