// fermata - https://www.boost.org/LICENSE_1_0.txt
//
// The outside world is a scheduling point: who waits for it is parked, and the others go on.
#include "explored.hpp"

#include <fermata/fermata.hpp>

#include <doctest/doctest.h>

#include <csignal>
#include <sys/socket.h>

#include <atomic>

using namespace support;
using process::executor;

namespace {

/// Somebody outside: a thread of the operating system that answers each request after some time.
class slow_server {
public:
    explicit slow_server(std::chrono::milliseconds delay) {
        REQUIRE(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends_) == 0);
        answers_ = std::thread([this, delay] {
            char request = 0;
            while (::read(ends_[1], &request, 1) == 1) {
                std::this_thread::sleep_for(delay);
                ::send(ends_[1], &request, 1, MSG_NOSIGNAL); // nobody may wait for it any more
            }
        });
    }
    ~slow_server() {
        ::close(ends_[0]);
        answers_.join();
        ::close(ends_[1]);
    }
    int descriptor() const { return ends_[0]; }
    void ask() const {
        char const request = 'x';
        static_cast<void>(!::write(ends_[0], &request, 1));
    }
    void take() const {
        char answer = 0;
        static_cast<void>(!::read(ends_[0], &answer, 1));
    }

private:
    int ends_[2] = {-1, -1};
    std::thread answers_;
};

} // namespace

TEST_CASE("a start parks its fiber, and the others go on") {
    folder const here;
    executor server{actor("wait_file=" + here / "go", "print=ready", "forever"), ready_when::output("ready")};
    std::string log;
    fermata::starter const starts{"starts", [&] {
                                      server.start(); // can only end when the other one has gone on
                                      log += "ready ";
                                      server.stop();
                                      log += "stopped ";
                                  }};
    fermata::starter const works{"works", [&] {
                                     for (int i = 0; i < 10; ++i) {
                                         fermata::checkpoint("works");
                                     }
                                     log += "go ";
                                     std::ofstream(here / "go") << "\n";
                                 }};
    fermata::runner{{starts, works}}.finish();
    CHECK(log == "go ready stopped ");
}

TEST_CASE("twenty starts at once take as long as one, in one thread") {
    folder const here;
    std::vector<std::unique_ptr<executor>> servers;
    std::vector<fermata::starter> starters;
    for (int i = 0; i < 20; ++i) {
        // Each is ready when the last one has begun.
        std::string const mine = i == 19 ? "file=" + here / "all" : std::string("print=begins");
        servers.push_back(std::make_unique<executor>(actor(mine, "wait_file=" + here / "all", "print=ready", "forever"),
                                                     ready_when::output("ready")));
        starters.emplace_back("starter " + std::to_string(i), [&server = *servers.back()] { server.start(); });
    }
    fermata::runner{starters}.finish();
    for (auto const& each : servers) {
        CHECK(each->running());
    }
}

TEST_CASE("wait_exit parks the fiber until the process has ended") {
    folder const here;
    executor child{actor("wait_file=" + here / "go", "exit=7")};
    child.start();
    std::string log;
    fermata::starter const waits{"waits", [&] {
                                     CHECK(fermata::wait_exit(child) == process::exit_status{7, 0});
                                     log += "ended";
                                 }};
    fermata::starter const lets_go{"lets go", [&] {
                                       fermata::checkpoint("once");
                                       log += "go ";
                                       std::ofstream(here / "go") << "\n";
                                   }};
    fermata::runner{{waits, lets_go}}.finish();
    CHECK(log == "go ended");
    CHECK_THROWS_AS(child.stop(), process::unexpected_exit);
}

TEST_CASE("sleep_for parks in real time; nobody else enabled is no deadlock") {
    std::string log;
    fermata::starter const late{"late", [&] {
                                    fermata::sleep_for(2s);
                                    log += "late ";
                                }};
    fermata::starter const early{"early", [&] {
                                     fermata::sleep_for(20ms);
                                     log += "early ";
                                 }};
    fermata::starter const awake{"awake", [&] {
                                     fermata::checkpoint("goes on");
                                     log += "awake ";
                                 }};
    fermata::runner{{late, early, awake}}.finish();
    // Which of the other two is first depends on how busy the machine is.
    CHECK((log == "awake early late " || log == "early awake late "));
    fermata::sleep_for(1ms); // outside of a fiber it blocks
}

TEST_CASE("a wait with a probe: every order of two clients of a slow server, and the verdict knows no outside") {
    auto const run = [](bool with_probe) {
        return fermata::explore(
            [with_probe] {
                slow_server const first(2ms);
                slow_server const second(1ms);
                auto const client = [with_probe](slow_server const& server) {
                    server.ask();
                    if (with_probe) {
                        fermata::wait_readable(server.descriptor(), [] { return false; });
                    } else {
                        fermata::wait_readable(server.descriptor());
                    }
                    server.take();
                };
                fermata::starter const a{"alice", client, std::cref(first)};
                fermata::starter const b{"bob", client, std::cref(second)};
                fermata::runner{{a, b}}.finish();
            },
            every_order());
    };
    fermata::report const with = run(true);
    CHECK(with.ok());
    CHECK(with.complete);
    CHECK(with.executions == 6); // two starters of two steps: 4! / (2! 2!)
    CHECK_FALSE(holds(with.verdict(), "outside"));
    fermata::report const without = run(false);
    CHECK(holds(without.verdict(), "the order depended on the outside"));
}

TEST_CASE("a probe that says blocked: the others go on until it is free, the same in each execution") {
    // The outside: a lock server with one lock. Who asks for it is answered when it is free.
    auto const report = fermata::explore(
        [] {
            int alice[2];
            int bob[2];
            REQUIRE(::pipe(alice) == 0);
            REQUIRE(::pipe(bob) == 0);
            int holder = 0;
            auto const grant = [&](int whom) {
                holder = whom;
                static_cast<void>(!::write(whom == 1 ? alice[1] : bob[1], "x", 1));
            };
            int wants[3] = {0, 0, 0};
            std::string log;
            auto const locks = [&](int me, int const* answers, char name) {
                holder == 0 ? grant(me) : static_cast<void>(wants[me] = 1);
                fermata::wait_readable(answers[0], [&] { return wants[me] == 1; });
                log += name;
                fermata::checkpoint("holds it");
                log += name;
                holder = 0;
                if (int const other = 3 - me; wants[other] == 1) {
                    wants[other] = 0;
                    grant(other);
                }
            };
            fermata::starter const a{"alice", locks, 1, static_cast<int const*>(alice), 'a'};
            fermata::starter const b{"bob", locks, 2, static_cast<int const*>(bob), 'b'};
            fermata::runner{{a, b}}.finish();
            fermata::expect(log == "aabb" || log == "bbaa", "they did not hold it one after the other");
            for (int const each : {alice[0], alice[1], bob[0], bob[1]}) {
                ::close(each);
            }
        },
        every_order());
    CHECK(report.ok());
    CHECK(report.complete);
    CHECK_FALSE(holds(report.verdict(), "outside"));
}

TEST_CASE("an exception from a probe escapes where the fiber waits") {
    slow_server const server(1ms);
    bool caught = false;
    fermata::starter const waits{"waits", [&] {
                                     try {
                                         fermata::wait_readable(server.descriptor(), []() -> bool {
                                             throw std::runtime_error("cannot ask");
                                         });
                                     } catch (std::runtime_error const&) {
                                         caught = true;
                                     }
                                 }};
    fermata::runner{{waits}}.finish();
    CHECK(caught);
}

TEST_CASE("outside_wait_max: next() is not_reached, and says what is waited for and who is held where") {
    slow_server const silent(0ms); // nobody asks, so nothing comes
    fermata::starter const waits{"waits", [&] {
                                     fermata::wait_readable(silent.descriptor());
                                     fermata::checkpoint("never");
                                 }};
    fermata::starter const stands{"stands", [] { fermata::checkpoint("here"); }};
    fermata::runner_options options;
    options.outside_wait_max = 30ms;
    options.after_last_point = fermata::after_last_point::hold;
    fermata::runner runner{{waits, stands}, {stands.at("here"), waits.at("never")}, options};
    CHECK(runner.next() == stands.at("here"));
    std::string const text = message_of<fermata::not_reached>([&] { runner.next(); });
    CHECK(holds(text, "waits waits for file descriptor"));
    CHECK(holds(text, "'stands' is held at 'stands at 'here''"));
    CHECK(holds(text, "30 ms (outside_wait_max)"));
}

TEST_CASE("outside_wait_max: also one that never settles, whose probe does not say blocked") {
    slow_server const silent(0ms);
    fermata::starter const waits{"waits", [&] {
                                     fermata::wait_readable(silent.descriptor(), [] { return false; });
                                     fermata::checkpoint("never");
                                 }};
    fermata::runner_options options;
    options.outside_wait_max = 30ms;
    fermata::runner runner{{waits}, {waits.at("never")}, options};
    CHECK(holds(message_of<fermata::not_reached>([&] { runner.next(); }), "waits for file descriptor"));
}

TEST_CASE("try_next returns nothing for one that is blocked by its probe, and picks it up when it completes") {
    slow_server const server(0ms);
    bool is_blocked = true;
    fermata::starter const bob{"bob", [&] {
                                   fermata::wait_readable(server.descriptor(), [&] { return is_blocked; });
                                   server.take();
                                   fermata::checkpoint("has it");
                               }};
    fermata::starter const alice{"alice", [&] {
                                     fermata::checkpoint("one");
                                     is_blocked = false;
                                     server.ask();
                                     fermata::checkpoint("two");
                                     fermata::checkpoint("three");
                                 }};
    fermata::runner runner{{alice, bob}, {alice.at("one"), bob.at("has it"), alice.at("two"), alice.at("three")}};
    CHECK(runner.next() == alice.at("one"));
    CHECK_FALSE(runner.try_next(300s).has_value()); // the probe says so, and no time passes
    CHECK(runner.next() == alice.at("two"));
    CHECK(runner.next() == bob.at("has it")); // the late one first
    auto const last = runner.try_next(300s);
    REQUIRE(last.has_value());
    CHECK(*last == alice.at("three"));
    runner.finish();
    CHECK(runner.done());
}

TEST_CASE("try_next returns nothing for one that is blocked for that time; finish() waits for it") {
    slow_server const server(0ms);
    bool passed = false;
    fermata::starter const bob{"bob", [&] {
                                   fermata::wait_readable(server.descriptor());
                                   server.take();
                                   fermata::checkpoint("has it");
                                   passed = true;
                               }};
    fermata::starter const alice{"alice", [&] {
                                     fermata::checkpoint("one");
                                     server.ask();
                                 }};
    fermata::runner runner{{alice, bob}, {bob.at("has it"), alice.at("one")}};
    CHECK_FALSE(runner.try_next(10ms).has_value());
    CHECK(runner.next() == alice.at("one"));
    CHECK_FALSE(passed);
    runner.finish();
    CHECK(passed);
}

TEST_CASE("a runner that is destroyed while a start is under way leaves no process behind") {
    std::string const tag = "tag-of-aborted-starts-" + std::to_string(::getpid());
    {
        process::executor_options options;
        options.environment = {{"TAG", tag}};
        fermata::starter const starts{"starts", [&] {
                                          executor never{actor("forever"), ready_when::output("never"), options};
                                          never.start();
                                      }};
        fermata::starter const other{"other", [&] {
                                         while (processes_with(tag).empty()) {
                                             fermata::sleep_for(2ms);
                                         }
                                         fermata::checkpoint("it runs");
                                         fermata::checkpoint("nobody comes here");
                                     }};
        fermata::runner runner{{starts, other}, {other.at("it runs"), other.at("nobody comes here")}};
        runner.next();
        CHECK(processes_with(tag).size() == 1);
    }
    CHECK(processes_with(tag).empty());
}
