// fermata - https://www.boost.org/LICENSE_1_0.txt
//
// Locks, boards and trails: the same test cases in one process and in many, between the fibers of an exploration, and
// killed at every step.
#include "support.hpp"

#include <fermata/fermata.hpp>
#include <fermata/suite.hpp>

#include <doctest/doctest.h>

#include <csignal>
#include <sys/ptrace.h>
#include <sys/wait.h>

using namespace support;
namespace suite = fermata::suite;

TEST_CASE("the same in one process and in many") {
    for (char const* const np : {"--np=0", "--np=1", "--np=3"}) {
        ended const run = program(SHARED_PROGRAM).run({np});
        CHECK_MESSAGE(run.code == 0, run.output);
    }
}

TEST_CASE("MP-N3 that a lock was recovered is in the report") {
    ended const run = program(SHARED_PROGRAM).run({"--np=2", "-tc=MP-N3 the holder of a lock dies"});
    CHECK(run.says(
        "Notes:\n  MP-N3 the holder of a lock dies: the lock 'of the dead' was recovered: its holder had died"));
}

TEST_CASE("fibers of an exploration: the lock excludes in every order, and blocks nobody") {
    fermata::report const report = fermata::explore([] {
        int inside = 0;
        auto const body = [&] {
            suite::lock const held("of fibers");
            fermata::expect(++inside == 1, "two hold it");
            fermata::checkpoint("inside");
            --inside;
        };
        fermata::starter one{"one", body};
        fermata::starter two{"two", body};
        fermata::runner{{one, two}}.finish();
    });
    CHECK_MESSAGE(report.ok(), fermata::to_string(report));
    CHECK(report.complete);
    CHECK(report.executions >= 2);
}

TEST_CASE("fibers of an exploration: add() loses nothing, get() and set() do in some order") {
    auto const explored = [](bool is_atomic) {
        return fermata::explore([is_atomic] {
            suite::message_board board;
            board.set("count", 0);
            auto const body = [&] {
                suite::message_board mine;
                is_atomic ? static_cast<void>(mine.add("count", 1))
                          : mine.set("count", mine.get<int>("count").value_or(0) + 1);
            };
            fermata::starter one{"one", body};
            fermata::starter two{"two", body};
            fermata::runner{{one, two}}.finish();
            fermata::expect(board.get<int>("count") == 2, "an increment was lost");
        });
    };
    CHECK(explored(true).ok());
    CHECK_FALSE(explored(false).ok());
}

TEST_CASE("fibers of an exploration: who waits for the board, or for a trail's value, is woken by another fiber") {
    fermata::report const report = fermata::explore([] {
        suite::message_board().erase("go");
        fermata::starter waits{"waits", [] {
                                   auto const found = suite::message_board().wait("go", [](int) { return true; }, {});
                                   fermata::expect(found == 7);
                               }};
        fermata::starter sets{"sets", [] { suite::message_board().set("go", 7); }};
        auto const joins = [](int mine) {
            suite::trail trail("of fibers");
            int const value = trail.start([&] {
                fermata::checkpoint("making");
                return mine;
            });
            fermata::expect(value == 1 || value == 2);
            static_cast<void>(trail.finish());
        };
        fermata::runner{{waits, sets}}.finish();
        fermata::starter one{"one", joins, 1};
        fermata::starter two{"two", joins, 2};
        fermata::runner{{one, two}}.finish();
    });
    CHECK_MESSAGE(report.ok(), fermata::to_string(report));
    CHECK(report.complete);
}

TEST_CASE("fibers of an exploration: a wait that nobody ends is a deadlock") {
    fermata::report const report = fermata::explore([] {
        suite::message_board().erase("never");
        static_cast<void>(suite::message_board().wait(
            "never", [](int) { return true; }, std::chrono::seconds(1)));
    });
    CHECK(report.count(fermata::outcome::deadlocked) == 1);
}

namespace {

/// Forks a process that does `what`, and kills it with SIGKILL at the n-th stop of that kind after it has begun.
/// False if it has ended before.
template <class Function>
bool killed_at(int n, bool by_instruction, Function what) {
    pid_t const id = ::fork();
    if (id == 0) {
        ::ptrace(PTRACE_TRACEME, 0, nullptr, nullptr);
        ::raise(SIGSTOP);
        what();
        ::_exit(0);
    }
    int status = 0;
    ::waitpid(id, &status, 0);
    for (int i = 0; i < n && WIFSTOPPED(status); ++i) {
        ::ptrace(by_instruction ? PTRACE_SINGLESTEP : PTRACE_SYSCALL, id, nullptr, nullptr);
        ::waitpid(id, &status, 0);
    }
    if (!WIFSTOPPED(status)) {
        return false;
    }
    ::kill(id, SIGKILL);
    ::waitpid(id, &status, 0);
    return true;
}

} // namespace

TEST_CASE("kill -9 at every step of holding a lock") {
    suite::lock mine("killed at every step", std::defer_lock);
    REQUIRE(mine.try_lock());
    mine.unlock();
    int recovered = 0;
    int steps = 0;
    // The object exists before, so every step is one of taking and releasing, of which there are some hundreds. With a
    // sanitizer there are many more, and not all are tried.
#if defined(__SANITIZE_ADDRESS__)
    constexpr int stride = 13;
#else
    constexpr int stride = 1;
#endif
    while (killed_at(steps + 1, true, [&] {
        mine.relock();
        mine.unlock();
    })) {
        steps += stride;
        suite::lock next("killed at every step", std::defer_lock);
        REQUIRE(next.try_lock());
        recovered += next.owner_died() ? 1 : 0;
        next.unlock();
        REQUIRE(next.try_lock());
        REQUIRE_FALSE(next.owner_died());
        if (steps > 20'000) {
            FAIL("it does not end");
        }
    }
    CHECK(steps > 100);
    CHECK(recovered > 10);
    CHECK(recovered < steps);
}

TEST_CASE("kill -9 at every step of making a lock") {
    int steps = 0;
    std::string const name = "made at every step ";
    while (killed_at(steps + 1, false, [&] { suite::lock const held(name + std::to_string(steps)); })) {
        suite::lock next(name + std::to_string(steps), std::defer_lock);
        REQUIRE(next.try_lock());
        ++steps;
    }
    CHECK(steps > 10);
}

TEST_CASE("kill -9 at every step of what the board and a trail do") {
    suite::message_board board;
    board.set("a", 0);
    int steps = 0;
    int last = 0;
    while (killed_at(steps + 1, false, [&] { suite::message_board().add("a", 1); })) {
        ++steps;
        int const now = *board.get<int>("a");
        REQUIRE((now == last || now == last + 1)); // all of it, or nothing
        last = now;
        REQUIRE(board.add("a", 0) == now);
    }
    CHECK(steps > 20);
    CHECK(last > 0);

    suite::trail trail("killed at every step");
    int trail_steps = 0;
    while (killed_at(trail_steps + 1, false, [&] {
        suite::trail theirs("killed at every step");
        static_cast<void>(theirs.start([] { return 5; }));
        static_cast<void>(theirs.finish());
    })) {
        ++trail_steps;
        REQUIRE(trail.start()); // whoever was counted is dead
        REQUIRE(trail.finish());
    }
    CHECK(trail_steps > 40);
}
