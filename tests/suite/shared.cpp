// fermata - https://www.boost.org/LICENSE_1_0.txt
//
// Test cases that share something, in one process or in many: run with --np 0 and with --np 3.
#include <fermata/suite.hpp>

#include <doctest/doctest.h>

#include <csignal>
#include <sys/wait.h>
#include <unistd.h>

#include <memory>
#include <string>
#include <thread>
#include <vector>

namespace suite = fermata::suite;
using namespace std::chrono_literals;

namespace {

void hold_the_lock() {
    suite::message_board board;
    suite::lock const held("one at a time");
    CHECK(held.owns_lock());
    CHECK_FALSE(held.owner_died());
    CHECK(board.add("holders", 1) == 1);
    std::this_thread::sleep_for(20ms);
    CHECK(board.add("holders", -1) == 0);
}

/// Runs it in a forked process, and waits for its end.
template <class Function>
void in_other_process(Function what) {
    std::thread([&] { // a thread of its own: a forked process has only the one that forks
        pid_t const id = ::fork();
        if (id == 0) {
            what();
            ::_exit(0);
        }
        siginfo_t found{};
        ::waitid(P_PID, static_cast<id_t>(id), &found, WEXITED);
    })
        .join();
}

struct point {
    int x = 0;
    std::string name{};
};

} // namespace

template <>
struct fermata::process::wire<point> {
    static void write(wire_writer& to, point const& value) {
        wire<int>::write(to, value.x);
        wire<std::string>::write(to, value.name);
    }
    static point read(wire_reader& from) {
        int const x = wire<int>::read(from);
        return {x, wire<std::string>::read(from)};
    }
};

TEST_CASE("MP-05 the first that holds the lock") { hold_the_lock(); }
TEST_CASE("MP-05 the second that holds the lock") { hold_the_lock(); }
TEST_CASE("MP-05 the third that holds the lock") { hold_the_lock(); }

TEST_CASE("MP-06 a value is put on the board") { suite::message_board().set("from another", 42); }
TEST_CASE("MP-06 another waits for it") {
    auto const found = suite::message_board().wait(
        "from another", [](int value) { return value == 42; }, 20s);
    CHECK(found == 42);
}

TEST_CASE("MP-07 a trail with one consumer") {
    suite::trail trail("of one");
    CHECK(trail.start());
    CHECK(trail.finish());
}

TEST_CASE("MP-08 MP-09 a hundred consumers") {
    std::vector<std::unique_ptr<suite::trail>> consumers;
    int first = 0;
    int last = 0;
    for (int i = 0; i < 100; ++i) {
        consumers.push_back(std::make_unique<suite::trail>("of a hundred"));
        first += consumers.back()->start() ? 1 : 0;
    }
    for (int i = 0; i < 100; ++i) {
        bool const is_last = consumers[static_cast<std::size_t>(i)]->finish();
        CHECK(is_last == (i == 99));
        last += is_last ? 1 : 0;
    }
    CHECK(first == 1);
    CHECK(last == 1);
    CHECK(consumers[0]->start()); // a new one
    CHECK(consumers[0]->finish());
}

TEST_CASE("MP-N3 the holder of a lock dies") {
    in_other_process([] {
        suite::lock const held("of the dead");
        ::raise(SIGKILL);
    });
    {
        suite::lock const held("of the dead");
        CHECK(held.owner_died());
    }
    suite::lock const again("of the dead");
    CHECK_FALSE(again.owner_died());
}

TEST_CASE("MP-N3 the holder of a lock dies, and a child of it stays") {
    in_other_process([] {
        suite::lock const held("of the dead with a child");
        if (::fork() == 0) {
            ::setsid();
            std::this_thread::sleep_for(60s);
            ::_exit(0);
        }
        ::raise(SIGKILL);
    });
    suite::lock const held("of the dead with a child");
    CHECK(held.owner_died());
}

TEST_CASE("MP-N4 a consumer of a trail dies") {
    in_other_process([] {
        suite::trail trail("of the dead");
        CHECK(trail.start());
        ::raise(SIGKILL);
    });
    suite::trail mine("of the dead");
    CHECK(mine.start());
    in_other_process([] {
        suite::trail trail("of the dead");
        static_cast<void>(trail.start());
        ::raise(SIGKILL);
    });
    CHECK(mine.finish());
}

TEST_CASE("a trail carries a value from the first to all") {
    suite::trail first("with a value");
    suite::trail second("with a value");
    CHECK(first.start([] { return 17; }) == 17);
    CHECK(second.start([] { return 18; }) == 17);
    CHECK(second.get<int>() == 17);
    CHECK_FALSE(first.finish());
    CHECK(second.finish());
}

TEST_CASE("the first dies while it makes the value, and another makes it") {
    in_other_process([] {
        suite::trail trail("of the dead maker");
        static_cast<void>(trail.start([]() -> int {
            ::raise(SIGKILL);
            return 0;
        }));
    });
    suite::trail waiting("of the dead maker");
    CHECK(waiting.start([] { return std::string("from the second"); }) == "from the second");
}

TEST_CASE("whoever waits for a value takes over when the first throws") {
    suite::trail other("thrown");
    CHECK(other.start());
    std::thread gives_up([&] {
        suite::trail trail("thrown");
        CHECK_THROWS_AS(static_cast<void>(trail.start([]() -> int { throw std::runtime_error("no"); }, 50ms)),
                        fermata::error); // `other` is the first, and never sets one
    });
    gives_up.join();
    CHECK(other.finish());
    CHECK_THROWS_AS(static_cast<void>(other.start([]() -> int { throw std::runtime_error("no"); })),
                    std::runtime_error);
    suite::trail next("thrown");
    CHECK(next.start([] { return 3; }) == 3);
}

TEST_CASE("trails nest in any order, and hold no lock") {
    suite::trail outer("outer");
    suite::trail inner("inner");
    CHECK(outer.start());
    CHECK(inner.start());
    CHECK_FALSE(outer.start()); // once more
    CHECK_FALSE(outer.finish());
    CHECK(outer.finish());
    CHECK(inner.finish());
    CHECK_THROWS_AS(static_cast<void>(inner.finish()), fermata::usage_error);
}

TEST_CASE("values of any type") {
    suite::message_board board;
    board.set("text", "a text");
    board.set("number", 1.5);
    board.set("list", std::vector<std::string>{"a", "b"});
    board.set("point", point{3, "here"});
    CHECK(board.get("text") == "a text");
    CHECK(board.get<double>("number") == 1.5);
    CHECK(board.get<std::vector<std::string>>("list")->size() == 2);
    CHECK(board.get<point>("point")->name == "here");
    CHECK_FALSE(board.get("nothing").has_value());
    CHECK_THROWS_AS(static_cast<void>(board.get<int>("text")), fermata::usage_error);
    CHECK(board.add("sum", 2) == 2);
    CHECK(board.add("sum", -5) == -3);
    CHECK(board.compare_exchange("turn", std::nullopt, "mine"));
    CHECK_FALSE(board.compare_exchange("turn", std::nullopt, "mine"));
    CHECK_FALSE(board.compare_exchange("turn", "yours", "ours"));
    CHECK(board.compare_exchange("turn", "mine", "ours"));
    CHECK(board.get("turn") == "ours");
    board.erase("turn");
    CHECK_FALSE(board.get("turn").has_value());
    CHECK_FALSE(board
                    .wait(
                        "sum", [](int value) { return value > 0; }, 5ms)
                    .has_value());
}

TEST_CASE("a lock is a guard") {
    suite::lock one("guard");
    suite::lock other("guard", std::defer_lock);
    CHECK_FALSE(other.try_lock());
    CHECK_THROWS_AS(other.relock(), fermata::usage_error); // this thread has it
    one.unlock();
    CHECK(other.try_lock());
    other.unlock();
    CHECK_THROWS_AS(other.unlock(), fermata::usage_error);
    one.relock();
    CHECK(one.owns_lock());
    CHECK_THROWS_AS(suite::lock(""), fermata::usage_error);
}
