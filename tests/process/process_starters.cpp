// fermata - https://www.boost.org/LICENSE_1_0.txt
//
// Starters that are processes: held at their checkpoints by a runner here.
#include "explored.hpp"

#include <fermata/fermata.hpp>
#include <fermata/process_starter.hpp>

#include <doctest/doctest.h>

#include <csignal>
#include <sys/wait.h>

using namespace support;

namespace {

int balance(std::string const& path) { return std::atoi(content(path).c_str()); }

} // namespace

TEST_CASE("two processes in a declared order: the lost update, with assertions between the points") {
    folder const here;
    std::string const file = here / "balance";
    std::ofstream(file) << 100 << "\n";
    fermata::process_starter const alice{"alice", worker("deposit", file, "10")};
    fermata::process_starter const bob{"bob", worker("deposit", file, "20")};
    fermata::runner runner{{alice, bob},
                           {alice.started(), alice.at("read"), bob.at("read"), alice.at("wrote"), bob.at("wrote"),
                            bob.finished()}};
    CHECK(runner.next() == alice.started());
    fermata::reached const here_now = runner.next();
    CHECK(here_now == alice.at("read"));
    CHECK(holds(here_now.file, "worker.cpp"));
    CHECK(here_now.line > 0);
    CHECK(balance(file) == 100);
    CHECK(runner.next() == bob.at("read"));
    CHECK(runner.next() == alice.at("wrote"));
    CHECK(balance(file) == 110);
    CHECK(runner.next() == bob.at("wrote"));
    CHECK(balance(file) == 120);
    CHECK(runner.next() == bob.finished());
    runner.finish();
    CHECK(balance(file) == 120);
    CHECK(runner.done());
}

TEST_CASE("in an exploration like any other starter: the same number of orders, and the lost update is found") {
    folder const here;
    std::string const file = here / "balance";
    auto const body = [&] {
        std::ofstream(file) << 100 << "\n";
        fermata::process_starter const alice{"alice", worker("deposit", file, "10")};
        int seen = 0;
        fermata::starter const bob{"bob", [&] {
                                       seen = balance(file);
                                       fermata::checkpoint("read");
                                       std::ofstream(file) << seen + 20 << "\n";
                                       fermata::checkpoint("wrote");
                                   }};
        fermata::runner{{alice, bob}}.finish();
        fermata::expect(balance(file) == 130, "a deposit was lost");
    };
    fermata::options options;
    options.strategy = fermata::strategies::all_orderings{};
    options.stop_at_first_failure = false;
    fermata::report const report = fermata::explore(body, options);
    CHECK(report.complete);
    CHECK(report.executions == 20); // two starters of three steps: 6! / (3! 3!)
    // Right only where one has written before the other reads: for each of the two, the third step of the later one is
    // free to mix with the third of the earlier one, which does nothing: 2 * 4.
    CHECK(report.count(fermata::outcome::completed) == 8);
    CHECK(report.count(fermata::outcome::failed) == 12);
    CHECK_FALSE(holds(report.verdict(), "outside"));
    REQUIRE(report.failure.has_value());
    fermata::report const again = fermata::replay(report.failure->token, body);
    CHECK(again.failure.has_value());
}

TEST_CASE("without a parent its checkpoints do nothing") {
    folder const here;
    std::string const file = here / "balance";
    std::ofstream(file) << 100 << "\n";
    process::executor alone{worker("deposit", file, "10")};
    alone.start();
    CHECK(alone.wait_exit() == process::exit_status{});
    CHECK(balance(file) == 110);
}

TEST_CASE("a program that uses the library itself is held, too, and its own fibers are its own") {
    fermata::process_starter const outer{"outer", worker("own runner")};
    fermata::runner runner{{outer}, {outer.at("before"), outer.at("after")}};
    CHECK(runner.next() == outer.at("before"));
    CHECK(runner.next() == outer.at("after"));
    runner.finish();
}

TEST_CASE("its death is a starter_failed, with the code or signal, and its output") {
    for (bool const crashes : {false, true}) {
        fermata::process_starter const fails{"fails", worker("fails", crashes ? "crash" : "exit")};
        fermata::starter const stands{"stands", [] { fermata::checkpoint("here"); }};
        fermata::runner runner{{fails, stands}, {stands.at("here"), fails.at("before"), fails.at("never")}};
        runner.next();
        runner.next();
        try {
            runner.next();
            FAIL("nothing was thrown");
        } catch (fermata::starter_failed const& error) {
            CHECK(holds(error.what(), crashes ? "signal 11" : "exit code 3"));
            CHECK(holds(error.what(), "out of order"));
            CHECK(error.starter() == "fails");
            CHECK_THROWS_AS(std::rethrow_if_nested(error), process::process_error);
        }
    }
}

TEST_CASE("its death while it is held is noticed when it should go on") {
    std::string const tag = "tag-of-held-" + std::to_string(::getpid());
    fermata::process_starter_options options;
    options.environment = {{"TAG", tag}};
    fermata::process_starter const held{"held", worker("loop", "3"), options};
    fermata::runner runner{{held}, {held.at("turn"), held.at("turn", 2)}};
    runner.next();
    std::vector<int> const found = processes_with(tag);
    REQUIRE(found.size() == 1);
    ::kill(found.front(), SIGKILL);
    CHECK(holds(message_of<fermata::starter_failed>([&] { runner.next(); }), "signal 9"));
}

TEST_CASE("a program that is not there is a starter_failed") {
    fermata::process_starter const missing{"missing", process::command{"no-such-program-anywhere"}};
    fermata::runner runner{{missing}, {missing.at("never")}};
    CHECK(holds(message_of<fermata::starter_failed>([&] { runner.next(); }), "no-such-program-anywhere"));
}

TEST_CASE("a point that is not reached, and an exit code that is expected") {
    fermata::process_starter_options options;
    options.expected_exit_codes = {3};
    fermata::process_starter const ends{"ends", worker("fails", "exit"), options};
    fermata::runner runner{{ends}, {ends.at("before"), ends.at("never")}};
    runner.next();
    CHECK(holds(message_of<fermata::not_reached>([&] { runner.next(); }), "the starter has ended"));
}

TEST_CASE("one that does not come to its point in time is not_reached; it cannot outlive the runner") {
    std::string const tag = "tag-of-stayers-" + std::to_string(::getpid());
    {
        fermata::process_starter_options options;
        options.environment = {{"TAG", tag}};
        fermata::process_starter const stays{"stays", worker("stays"), options};
        fermata::runner_options limits;
        limits.outside_wait_max = 3s; // it has to come to its first point in that time
        fermata::runner runner{{stays}, {stays.at("stands"), stays.at("never")}, limits};
        runner.next();
        std::string const text = message_of<fermata::not_reached>([&] { runner.next(); });
        CHECK(holds(text, "waits for its process to come to a checkpoint, or to end"));
        CHECK(processes_with(tag).size() == 1);
    }
    CHECK(processes_with(tag).empty());
}

TEST_CASE("one that is held when the runner is destroyed is gone with it") {
    std::string const tag = "tag-of-held-at-the-end-" + std::to_string(::getpid());
    {
        fermata::process_starter_options options;
        options.environment = {{"TAG", tag}};
        fermata::process_starter const loops{"loops", worker("loop", "1000"), options};
        fermata::runner runner{{loops}, {loops.at("turn", 5), loops.at("turn", 500)}};
        runner.next();
        CHECK(processes_with(tag).size() == 1);
    }
    CHECK(processes_with(tag).empty());
}

TEST_CASE("many checkpoints") {
    fermata::process_starter const loops{"loops", worker("loop", "2000")};
    fermata::runner runner{{loops}, {loops.at("turn", 2000)}};
    CHECK(runner.next() == loops.at("turn", 2000));
    runner.finish();
}
