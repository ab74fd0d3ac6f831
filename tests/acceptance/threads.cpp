// fermata - https://www.boost.org/LICENSE_1_0.txt
#include "support.hpp"

#include <memory>
#include <set>
#include <stdexcept>
#include <utility>

using namespace acceptance;

namespace {

auto checkpoints(int count) {
    return [count] {
        for (int i = 0; i < count; ++i) {
            fermata::checkpoint("x");
        }
    };
}
} // namespace

TEST_CASE("a thread of c operations has c steps: what it does before the first one is performed at its start") {
    struct row {
        int operations;
        std::uint64_t interleavings;
    };
    for (row const& each : {row{0, 1}, row{1, 2}, row{2, 6}, row{3, 20}}) {
        auto const report = fermata::explore(
            [&] {
                fermata::thread a(checkpoints(each.operations));
                fermata::thread b(checkpoints(each.operations));
                a.join();
                b.join();
            },
            all);
        CHECK(report.ok());
        CHECK(report.complete);
        CHECK(report.executions == each.interleavings);
    }
}

TEST_CASE("three threads of two operations: 6! / 2!^3 = 90") {
    auto const report = fermata::explore(
        [] {
            fermata::thread a(checkpoints(2));
            fermata::thread b(checkpoints(2));
            fermata::thread c(checkpoints(2));
            c.join();
            a.join();
            b.join();
        },
        all);
    CHECK(report.executions == 90);
}

TEST_CASE("two threads that lock a mutex once: who is first is the only choice") {
    std::set<std::string> seen;
    auto const report = fermata::explore(
        [&] {
            fermata::mutex mutex;
            std::string order;
            auto const body = [&](char name) {
                mutex.lock();
                order += name;
                mutex.unlock();
            };
            fermata::thread a(body, 'a');
            fermata::thread b(body, 'b');
            a.join();
            b.join();
            seen.insert(order);
        },
        all);
    CHECK(report.ok());
    CHECK(report.executions == 2);
    CHECK(seen == std::set<std::string>{"ab", "ba"});
}

TEST_CASE("main is a fiber like the threads: one operation of each gives two orders") {
    std::set<std::string> seen;
    auto const report = fermata::explore(
        [&] {
            std::string order;
            fermata::thread other([&] {
                fermata::checkpoint("in the thread");
                order += "t";
            });
            fermata::checkpoint("in main");
            order += "m";
            other.join();
            seen.insert(order);
        },
        all);
    CHECK(report.executions == 2);
    CHECK(seen == std::set<std::string>{"tm", "mt"});
}

TEST_CASE("the lost update between two threads is found") {
    auto with = all;
    with.stop_at_first_failure = false;
    auto const report = fermata::explore(
        [] {
            int balance = 0;
            auto const add = [&] {
                fermata::checkpoint("before");
                int const seen = balance;
                fermata::checkpoint("read");
                balance = seen + 1;
            };
            fermata::thread a(add);
            fermata::thread b(add);
            a.join();
            b.join();
            fermata::expect(balance == 2, "lost");
        },
        with);
    CHECK(report.executions == 6);
    CHECK(report.count(fermata::outcome::failed) == 4);
}

TEST_CASE("detach: the execution still waits for the thread's end") {
    int ended = 0;
    auto with = all;
    with.check_determinism = false;
    auto const report = fermata::explore(
        [&] {
            auto const body = [&] {
                fermata::checkpoint("one");
                fermata::checkpoint("two");
                ++ended;
            };
            fermata::thread a(body);
            fermata::thread b(body);
            a.detach();
            b.detach();
            fermata::expect(!a.joinable());
        },
        with);
    CHECK(report.ok());
    CHECK(report.executions == 6);
    CHECK(ended == 12);
}

TEST_CASE("a thread started by a thread, and by a starter") {
    auto const report = fermata::explore(
        [] {
            int done = 0;
            fermata::starter const a{"a", [&] {
                                         fermata::thread child([&] {
                                             fermata::thread grandchild([&] {
                                                 fermata::checkpoint("x");
                                                 ++done;
                                             });
                                             grandchild.join();
                                             ++done;
                                         });
                                         child.join();
                                         ++done;
                                     }};
            fermata::runner{{a}}.finish();
            fermata::expect(done == 3);
        },
        all);
    CHECK(report.ok());
    CHECK(report.executions == 1);
}

TEST_CASE("arguments are moved into the thread, and it can be moved itself") {
    auto const report = fermata::explore(
        [] {
            int value = 0;
            fermata::thread a([&](std::unique_ptr<int> from) { value = *from; }, std::make_unique<int>(5));
            fermata::thread::id const id = a.get_id();
            fermata::thread b(std::move(a));
            fermata::expect(!a.joinable() && b.joinable() && b.get_id() == id);
            fermata::thread c;
            c.swap(b);
            c.join();
            fermata::expect(!c.joinable());
            fermata::expect(value == 5);
        },
        all);
    CHECK(report.ok());
}

TEST_CASE("join misused is a usage_error, a joinable thread destroyed fails the execution") {
    bool not_joinable = false;
    auto const report = fermata::explore(
        [&] {
            fermata::thread a([] {});
            a.join();
            try {
                a.join();
            } catch (fermata::usage_error const&) {
                not_joinable = true;
            }
        },
        all);
    CHECK(not_joinable);
    REQUIRE(report.failure.has_value()); // misuse of what is under test fails the execution, caught or not
    CHECK(report.failure->fiber == "main");

    auto const destroyed = fermata::explore([] { fermata::thread a([] { fermata::checkpoint("x"); }); }, all);
    REQUIRE(destroyed.failure.has_value());
    CHECK(destroyed.failure->outcome == fermata::outcome::failed);
}

TEST_CASE("an exception that escapes from a thread fails the execution") {
    auto const report = fermata::explore(
        [] {
            fermata::thread a([] {
                fermata::checkpoint("x");
                throw std::runtime_error("in the thread");
            });
            a.join();
        },
        all);
    REQUIRE(report.failure.has_value());
    CHECK(report.failure->outcome == fermata::outcome::failed);
    CHECK(contains(all_of(*report.failure), "in the thread"));
}

TEST_CASE("outside an execution a thread runs to its end in its constructor") {
    int value = 0;
    fermata::thread a([&] {
        fermata::checkpoint("nobody is here");
        value = 1;
    });
    CHECK(value == 1);
    CHECK(a.joinable());
    a.join();
    CHECK_FALSE(a.joinable());
}

TEST_CASE("threads in a runner on its own") {
    names log;
    fermata::starter const a{"a", [&] {
                                 fermata::thread child([&] {
                                     log.push_back("child begins");
                                     fermata::checkpoint("x");
                                     log.push_back("child ends");
                                 });
                                 log.push_back("a");
                                 child.join();
                                 log.push_back("a joined");
                             }};
    fermata::runner{{a}}.finish();
    REQUIRE(log.size() == 4); // the child begins before the next choice: at its start, or when its parent waits
    CHECK(log[2] == "child ends");
    CHECK(log[3] == "a joined");
}
