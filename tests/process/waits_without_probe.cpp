// fermata - https://www.boost.org/LICENSE_1_0.txt
//
// Waits for descriptors of which no probe says whether they are blocked, in explorations.
#include "explored.hpp"

#include <fermata/fermata.hpp>

#include <fmt/format.h>

#include <doctest/doctest.h>

#include <fcntl.h>
#include <sys/resource.h>

#include <array>
#include <thread>

using namespace support;

namespace {

struct pipe_pair {
    std::array<int, 2> ends{};

    pipe_pair() { REQUIRE(::pipe2(ends.data(), O_CLOEXEC) == 0); }
    pipe_pair(pipe_pair const&) = delete;
    pipe_pair& operator=(pipe_pair const&) = delete;
    ~pipe_pair() {
        ::close(ends[0]);
        ::close(ends[1]);
    }
    void put() const { REQUIRE(::write(ends[1], "x", 1) == 1); }
    void take() const {
        char byte = 0;
        REQUIRE(::read(ends[0], &byte, 1) == 1);
    }
};

/// One sends two messages to two others by two channels; how a receiver waits is what differs.
template <class Put, class Wait>
fermata::report explore_messages(int steps, Put const& put, Wait const& wait) {
    return fermata::explore(
        [&] {
            fermata::starter const sends{"sends", [&] {
                                             fermata::checkpoint("before");
                                             put(0);
                                             for (int i = 0; i < steps; ++i) {
                                                 fermata::checkpoint("between");
                                             }
                                             put(1);
                                             fermata::checkpoint("after");
                                         }};
            auto const receive = [&](int which) {
                wait(which);
                fermata::checkpoint("has it");
            };
            fermata::starter const first{"first", receive, 0};
            fermata::starter const second{"second", receive, 1};
            fermata::runner{{sends, first, second}}.finish();
        },
        every_order());
}

void nothing() {}

void same_orders_as_if_nobody_were_outside(int steps, void (*prepare)() = &nothing) {
    std::array<int, 2> sent{};
    auto const model = explore_messages(
        steps, [&](int which) { ++sent[static_cast<std::size_t>(which)]; },
        [&](int which) {
            auto& mine = sent[static_cast<std::size_t>(which)];
            fermata::wait_until([&] { return mine > 0; });
            --mine;
        });
    std::array<pipe_pair, 2> pipes;
    prepare();
    auto const real = explore_messages(
        steps, [&](int which) { pipes[static_cast<std::size_t>(which)].put(); },
        [&](int which) {
            fermata::wait_readable(pipes[static_cast<std::size_t>(which)].ends[0]);
            pipes[static_cast<std::size_t>(which)].take();
        });
    CHECK(model.ok());
    CHECK(model.complete);
    CHECK_MESSAGE(real.ok(), fmt::format("{}", real));
    CHECK(real.complete);
    CHECK(real.executions == model.executions);
    CHECK(real.steps == model.steps);
    CHECK(real.executions > 500); // more than are needed until the kernel is asked to tell by itself
    CHECK(holds(real.verdict(), "the order depended on the outside"));
}

} // namespace

TEST_CASE("what a fiber writes another one may go on with at once: no order is missed") {
    same_orders_as_if_nobody_were_outside(3);
    same_orders_as_if_nobody_were_outside(4); // now from the first execution on
}

// A sanitizer needs descriptors itself, to find out whether memory can be read.
#if !defined(__SANITIZE_ADDRESS__)
TEST_CASE("the same where the kernel does not tell by itself: no descriptor is left for that") {
    rlimit before{};
    REQUIRE(::getrlimit(RLIMIT_NOFILE, &before) == 0);
    same_orders_as_if_nobody_were_outside(3, [] {
        int const next = ::dup(0);
        ::close(next);
        rlimit none{};
        REQUIRE(::getrlimit(RLIMIT_NOFILE, &none) == 0);
        none.rlim_cur = static_cast<rlim_t>(next);
        REQUIRE(::setrlimit(RLIMIT_NOFILE, &none) == 0);
        REQUIRE(::dup(0) < 0);
    });
    CHECK(::setrlimit(RLIMIT_NOFILE, &before) == 0);
}
#endif

TEST_CASE("an outside that is quick and slow by turns: an execution repeats what was, and does not diverge") {
    // Whoever answers takes another time in each execution. Only what is new may depend on that.
    std::atomic<unsigned> turn = 0;
    auto const report = fermata::explore(
        [&] {
            pipe_pair const question;
            pipe_pair const answer;
            std::thread server([&] {
                question.take();
                if (turn++ % 3 != 0) {
                    std::this_thread::sleep_for(std::chrono::microseconds(50 * (turn % 7)));
                }
                answer.put();
            });
            fermata::starter const asks{"asks", [&] {
                                            question.put();
                                            fermata::wait_readable(answer.ends[0]);
                                            answer.take();
                                        }};
            auto const works = [] {
                for (int i = 0; i < 3; ++i) {
                    fermata::checkpoint("works");
                }
            };
            fermata::starter const a{"a", works};
            fermata::starter const b{"b", works};
            fermata::runner{{asks, a, b}}.finish();
            server.join();
        },
        every_order());
    CHECK(report.ok());
    CHECK(report.complete);
    CHECK(report.count(fermata::outcome::diverged) == 0);
    CHECK(report.executions >= 70); // of a and b alone: 8! / (4! 4!)
}

TEST_CASE("more descriptors than can be watched, and one that is ready at the end") {
    std::array<pipe_pair, 30> pipes;
    auto const report = fermata::explore(
        [&] {
            std::vector<fermata::thread> parked;
            for (pipe_pair const& each : pipes) {
                parked.emplace_back([&each] {
                    fermata::wait_readable(each.ends[0]);
                    each.take();
                });
            }
            auto const works = [] {
                for (int i = 0; i < 4; ++i) {
                    fermata::checkpoint("works");
                }
            };
            fermata::starter const a{"a", works};
            fermata::starter const b{"b", works};
            fermata::runner{{a, b}}.finish();
            for (std::size_t i = 0; i < pipes.size(); ++i) {
                pipes[i].put();
                parked[i].join();
            }
        },
        every_order());
    CHECK(report.ok());
    CHECK(report.complete);
    CHECK(report.executions == 252); // two of five steps: 10! / (5! 5!)
}

TEST_CASE("fibers that are given up while they are parked leave nothing behind for the next executions") {
    pipe_pair const pipe; // if one stayed watched in each execution, they would be too many soon
    std::uint64_t went_on = 0;
    auto const report = fermata::explore(
        [&] {
            {
                fermata::starter const waits{"waits", [&] {
                                                 fermata::wait_readable(pipe.ends[0]);
                                                 ++went_on;
                                             }};
                fermata::runner beside{{waits}};
                CHECK(beside.step().has_value());
                auto const works = [] {
                    for (int i = 0; i < 3; ++i) {
                        fermata::checkpoint("works");
                    }
                };
                fermata::starter const a{"a", works};
                fermata::starter const b{"b", works};
                fermata::runner{{a, b}}.finish();
            }
        },
        every_order());
    CHECK(report.ok());
    CHECK(report.complete);
    CHECK(report.executions == 70);
    CHECK(went_on == 0);
}

#if defined(FERMATA_LONG_TESTS)

TEST_CASE("an outside that answers only once: the execution diverged, after outside_wait_max") { // ten seconds
    int executions = 0;
    auto const report = fermata::explore(
        [&] {
            pipe_pair const answer;
            fermata::starter const asks{"asks", [&] {
                                            if (++executions == 1) {
                                                answer.put();
                                            }
                                            fermata::wait_readable(answer.ends[0]);
                                        }};
            fermata::starter const works{"works", [] { fermata::checkpoint("works"); }};
            fermata::runner{{asks, works}}.finish();
        },
        every_order());
    CHECK(report.count(fermata::outcome::diverged) == 1);
    std::string const text = fmt::format("{}", report);
    CHECK(holds(text, "before: asks waited for the outside, and could go on here"));
    CHECK(holds(text, "now:    asks waits for file descriptor"));
}

#endif
