// fermata - https://www.boost.org/LICENSE_1_0.txt
//
// Real processes beside the bare system calls, and fibers beside one that waits for the outside.
#include "clock.hpp"
#include "programs.hpp"
#include "rows.hpp"

#include <fermata/core/wait.hpp>
#include <fermata/process.hpp>
#include <fermata/process_starter.hpp>
#include <fermata/runner/runner.hpp>

#include <fcntl.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <csignal>
#include <functional>
#include <limits>
#include <string>
#include <utility>
#include <vector>

extern char** environ;

namespace bench {
namespace {

namespace process = fermata::process;
namespace ready_when = fermata::process::ready_when;

/// Each measures itself, since what comes after (stopping, say) does not count. Rounds are interleaved, the least
/// counts.
std::vector<double> least(unsigned rounds, std::vector<std::function<double()>> const& all) {
    std::vector<double> best(all.size(), std::numeric_limits<double>::max());
    for (unsigned round = 0; round != rounds; ++round) {
        for (std::size_t i = 0; i != all.size(); ++i) {
            best[i] = std::min(best[i], all[i]());
        }
    }
    return best;
}

/// The child of a bare posix_spawn() that has, beside its output, one end of nothing or of a socket pair.
class bare_child {
public:
    bare_child(std::string const& what, int argument, int output) {
        posix_spawn_file_actions_t actions;
        ::posix_spawn_file_actions_init(&actions);
        if (output >= 0) {
            ::posix_spawn_file_actions_adddup2(&actions, output, 1);
        }
        std::string program = CHILD_PROGRAM;
        std::string mode = what;
        std::string number = std::to_string(argument);
        std::array<char*, 4> arguments = {program.data(), mode.data(), number.data(), nullptr};
        int const error = ::posix_spawn(&id_, program.c_str(), &actions, nullptr, arguments.data(), environ);
        ::posix_spawn_file_actions_destroy(&actions);
        check(error == 0, "posix_spawn works");
    }
    bare_child(bare_child const&) = delete;
    bare_child& operator=(bare_child const&) = delete;
    ~bare_child() {
        ::kill(id_, SIGKILL);
        ::waitpid(id_, nullptr, 0);
    }

private:
    pid_t id_ = 0;
};

double bare_start() {
    double const begin = wall_nanoseconds();
    std::array<int, 2> ends{};
    check(::pipe2(ends.data(), O_CLOEXEC) == 0, "a pipe can be made");
    bare_child const child("banner", 0, ends[1]);
    std::string line;
    for (char byte = 0; byte != '\n' && ::read(ends[0], &byte, 1) == 1;) {
        line += byte;
    }
    double const took = wall_nanoseconds() - begin;
    check(line == "ready\n", "the banner was read");
    ::close(ends[0]);
    ::close(ends[1]);
    return took;
}

process::executor late_child(int milliseconds) {
    return {{CHILD_PROGRAM, "banner", std::to_string(milliseconds)}, ready_when::output("ready")};
}

double timed_start(process::startable& what) {
    double const begin = wall_nanoseconds();
    what.start();
    double const took = wall_nanoseconds() - begin;
    what.stop();
    return took;
}

void add_start(table& to, extent how_much) {
    process::executor first = late_child(0);
    timed_start(first); // it starts the guardian
    auto const best = least(rounds_of(how_much, 200), {
                                                          [] {
                                                              process::executor child = late_child(0);
                                                              return timed_start(child);
                                                          },
                                                          &bare_start,
                                                      });
    to.add({"process: start to ready", "a process with an output banner", unit::nanoseconds, best[0],
            "posix_spawn, read", best[1], at_most(3)});
}

template <std::size_t... Indices>
double timed_start_of_all(int milliseconds, std::index_sequence<Indices...>) {
    std::array<process::executor, sizeof...(Indices)> children{
        (static_cast<void>(Indices), late_child(milliseconds))...};
    process::orchestrator all({children[Indices]...}, process::start_order::all_at_once);
    return timed_start(all);
}

void add_start_of_many(table& to, extent how_much) {
    int const milliseconds = sized(how_much, 10, 500, 500);
    auto const best = least(rounds_of(how_much, 2),
                            {
                                [&] { return timed_start_of_all(milliseconds, std::make_index_sequence<100>{}); },
                                [&] {
                                    process::executor child = late_child(milliseconds);
                                    return timed_start(child);
                                },
                            });
    to.add({"process: start to ready", "100, each ready after " + std::to_string(milliseconds) + " ms",
            unit::nanoseconds, best[0], "one of them", best[1], at_most(4)});
}

/// From one declared point to the next, in a process that does nothing between them.
double held_checkpoint(int points) {
    fermata::process_starter const held{"held", {HELD_CHILD_PROGRAM, std::to_string(points)}};
    std::vector<fermata::point> order;
    for (int i = 0; i != points; ++i) {
        order.push_back(held.at("turn", static_cast<std::size_t>(i) + 1));
    }
    fermata::runner runner{{held}, order};
    check(runner.next() == order.front(), "the process came to its first checkpoint");
    double const begin = wall_nanoseconds();
    for (int i = 1; i != points; ++i) {
        static_cast<void>(runner.next());
    }
    double const took = wall_nanoseconds() - begin;
    check(runner.next() == held.finished(), "it had as many checkpoints as it was told");
    return took / (points - 1);
}

double bare_round_trip(int trips) {
    std::array<int, 2> ends{};
    check(::socketpair(AF_UNIX, SOCK_SEQPACKET, 0, ends.data()) == 0, "a socket pair can be made");
    ::fcntl(ends[0], F_SETFD, FD_CLOEXEC);
    bare_child const child("echo", ends[1], -1);
    auto const go_and_return = [&] {
        char byte = 1;
        check(::send(ends[0], &byte, 1, MSG_NOSIGNAL) == 1 && ::recv(ends[0], &byte, 1, 0) == 1, "a byte came back");
    };
    go_and_return(); // now it runs
    double const begin = wall_nanoseconds();
    for (int i = 0; i != trips; ++i) {
        go_and_return();
    }
    double const took = wall_nanoseconds() - begin;
    ::close(ends[0]);
    ::close(ends[1]);
    return took / trips;
}

void add_held(table& to, extent how_much) {
    int const points = sized(how_much, 5, 1'000, 1'000);
    auto const best = least(rounds_of(how_much, 30),
                            {[&] { return held_checkpoint(points); }, [&] { return bare_round_trip(points); }});
    to.add({"process: a process starter", "from one checkpoint to the next", unit::nanoseconds, best[0],
            "socket pair, there and back", best[1], at_most(4)});
}

/// All orderings of starters, once while a fiber of another runner is parked on a pipe, and once after it has gone on.
/// Executions, steps and system calls are the same, and what is timed is what the others do: from the call of
/// finish() of their runner to its return. (One reading of the clock is in it, 25 ns on either side.)
double others_nanoseconds(unsigned starters, unsigned steps, std::uint64_t executions_max, bool is_parked_meanwhile) {
    std::array<int, 2> ends{};
    check(::pipe2(ends.data(), O_CLOEXEC) == 0, "a pipe can be made");
    double sum = 0;
    std::uint64_t timed = 0;
    fermata::options with;
    with.strategy = fermata::strategies::all_orderings{};
    with.executions_max = executions_max;
    auto const report = fermata::explore(
        [&] {
            fermata::starter const waits{"waits", [&] {
                                             fermata::wait_readable(ends[0]);
                                             char byte = 0;
                                             check(::read(ends[0], &byte, 1) == 1, "it was readable");
                                         }};
            fermata::runner beside{{waits}};
            static_cast<void>(beside.step()); // it is parked now
            auto const release = [&] {
                check(::write(ends[1], "x", 1) == 1, "a byte could be written");
                beside.finish();
            };
            if (!is_parked_meanwhile) {
                release();
            }
            double const begin = wall_nanoseconds();
            run_starters(starters, steps);
            sum += wall_nanoseconds() - begin;
            ++timed;
            if (is_parked_meanwhile) {
                check(!beside.done(), "it was parked all the time");
                release();
            }
        },
        with);
    ::close(ends[0]);
    ::close(ends[1]);
    check(report.ok(), "nothing failed");
    check(report.executions == std::min(interleavings(starters, steps), executions_max),
          "as many executions as if it were not there");
    return sum / static_cast<double>(timed);
}

void add_parked(table& to, extent how_much) {
    struct size {
        unsigned fibers;
        unsigned steps;
        unsigned rounds;
    };
    constexpr std::uint64_t executions_max = 20'000; // of the 369,600 at 4 × 3
    for (size const& each : {size{3, 3, 40}, size{2, 8, 10}, size{4, 3, 10}}) {
        unsigned const steps = how_much == extent::smoke ? 2 : each.steps;
        auto const best = least(rounds_of(how_much, each.rounds),
                                {[&] { return others_nanoseconds(each.fibers, steps, executions_max, true); },
                                 [&] { return others_nanoseconds(each.fibers, steps, executions_max, false); }});
        to.add({"process: beside a parked fiber", std::to_string(each.fibers) + " × " + std::to_string(steps),
                unit::per_second, 1e9 / best[0], "not parked", 1e9 / best[1], at_least(0.9),
                static_cast<double>(each.fibers * steps)});
    }
}

} // namespace

void add_process(table& to, extent how_much) {
    add_start(to, how_much);
    add_start_of_many(to, how_much);
    add_held(to, how_much);
    add_parked(to, how_much);
}

} // namespace bench
