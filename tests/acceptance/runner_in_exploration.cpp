// fermata - https://www.boost.org/LICENSE_1_0.txt
#include "support.hpp"

#include <set>
#include <string_view>

using namespace acceptance;

namespace {

fermata::starter stepping(std::string_view name, std::string& order) {
    return fermata::starter{name, [&order, letter = name.front()] {
                                for (int i = 0; i < 2; ++i) {
                                    order += letter;
                                    fermata::checkpoint("x");
                                }
                                order += letter;
                            }};
}
} // namespace

TEST_CASE("a declared order adds no interleavings") {
    std::set<std::string> seen;
    auto const report = fermata::explore(
        [&] {
            std::string order;
            auto const a = stepping("a", order);
            auto const b = stepping("b", order);
            fermata::runner runner{{a, b}, {b.at("x"), a.at("x"), b.at("x", 2)}};
            fermata::expect(runner.next() == b.at("x"));
            fermata::expect(order == "b", "main goes on while the program stands still");
            fermata::expect(runner.run_to(b.at("x", 2)) == b.at("x", 2));
            runner.finish();
            fermata::expect(runner.done());
            seen.insert(order);
        },
        all);
    CHECK(report.ok());
    CHECK(report.complete);
    CHECK(report.executions == 1);
    CHECK(seen.size() == 1);
}

TEST_CASE("after a declared order, a runner without one is explored as ever") {
    auto const report = fermata::explore(
        [] {
            std::string order;
            auto const a = stepping("a", order);
            auto const b = stepping("b", order);
            fermata::runner{{a, b}, {b.at("x"), a.at("x")}}.finish();
            fermata::runner{{a, b}}.finish();
        },
        all);
    CHECK(report.ok());
    CHECK(report.executions == 20);
}

TEST_CASE("two runners one after the other: their orders multiply") {
    auto const report = fermata::explore(
        [] {
            run_starters(2, 1);
            run_starters(2, 1);
        },
        all);
    CHECK(report.executions == 36);
}

TEST_CASE("with a declared order only that runner's fibers move") {
    auto const report = fermata::explore(
        [] {
            int moved = 0;
            fermata::thread other([&] {
                for (int i = 0; i < 3; ++i) {
                    fermata::checkpoint("other");
                    ++moved;
                }
            });
            std::string order;
            auto const a = stepping("a", order);
            auto const b = stepping("b", order);
            fermata::runner runner{{a, b}, {a.at("x"), b.at("x")}};
            runner.next();
            runner.next();
            runner.finish();
            fermata::expect(moved == 0, "the thread has moved");
            other.join();
            fermata::expect(moved == 3);
        },
        all);
    CHECK(report.ok());
    CHECK(report.executions == 1);
}

TEST_CASE("with a declared order, what its fibers wait for moves, too") {
    auto const report = fermata::explore(
        [] {
            fermata::channel<int> inbox;
            fermata::thread sender([&] {
                fermata::checkpoint("about to send");
                inbox.send(3);
            });
            int got = 0;
            fermata::starter const a{"a", [&] {
                                         got = inbox.receive().value_or(0);
                                         fermata::checkpoint("got");
                                     }};
            fermata::runner runner{{a}, {a.at("got")}};
            fermata::expect(runner.next() == a.at("got"));
            fermata::expect(got == 3);
            runner.finish();
            sender.join();
        },
        all);
    CHECK(report.ok());
    CHECK(report.executions == 1);
}

TEST_CASE("main is not enabled during the calls of a runner, and other threads are explored with it") {
    std::set<std::string> seen;
    auto const report = fermata::explore(
        [&] {
            std::string order;
            fermata::thread other([&] {
                fermata::checkpoint("other");
                order += "t";
            });
            fermata::runner{{fermata::starter{"a",
                                              [&] {
                                                  order += "1";
                                                  fermata::checkpoint("x");
                                                  order += "2";
                                              }}}}
                .finish();
            order += "m";
            other.join();
            seen.insert(order);
        },
        all);
    CHECK(report.ok());
    CHECK(seen.count("t12m") == 1);
    CHECK(seen.count("1t2m") == 1);
    CHECK(seen.count("12tm") + seen.count("12mt") >= 1);
    for (std::string const& each : seen) {
        CHECK(each.find('2') < each.find('m'));
    }
}

TEST_CASE("step in an exploration: the strategy decides who makes it") {
    std::set<std::string> seen;
    auto const report = fermata::explore(
        [&] {
            std::string order;
            auto const a = stepping("a", order);
            auto const b = stepping("b", order);
            fermata::runner runner{{a, b}};
            int steps = 0;
            while (runner.step()) {
                fermata::expect(order.size() == static_cast<std::size_t>(++steps));
            }
            fermata::expect(runner.done());
            seen.insert(order);
        },
        all);
    CHECK(report.ok());
    CHECK(report.executions == 20);
    CHECK(seen.size() == 20);
}

TEST_CASE("a runner that is destroyed early in an exploration ends its fibers") {
    auto const report = fermata::explore(
        [] {
            int destroyed = 0;
            struct guard {
                int& count;
                ~guard() { ++count; }
            };
            auto const body = [&] {
                guard const here{destroyed};
                fermata::checkpoint("x");
                fermata::checkpoint("y");
            };
            fermata::starter const a{"a", body};
            fermata::starter const b{"b", body};
            {
                fermata::runner runner{{a, b}, {a.at("x"), b.at("x"), a.at("y"), b.at("y")}};
                runner.next();
                runner.next();
            }
            fermata::expect(destroyed == 2);
        },
        all);
    CHECK(report.ok());
    CHECK(report.executions == 1);
}

TEST_CASE("a declared order that cannot happen fails the execution") {
    auto const report = fermata::explore(
        [] {
            fermata::starter const a{"Anna", [] {}};
            fermata::runner{{a}, {a.at("nowhere")}}.finish();
        },
        all);
    REQUIRE(report.failure.has_value());
    CHECK(report.failure->outcome == fermata::outcome::failed);
    CHECK(contains(all_of(*report.failure), "Anna"));
    CHECK(contains(all_of(*report.failure), "nowhere"));
}

TEST_CASE("result_of in an exploration") {
    auto const report = fermata::explore(
        [] {
            fermata::starter const a{"a", [] {
                                         fermata::checkpoint("x");
                                         return 5;
                                     }};
            fermata::starter const b{"b", [] { fermata::checkpoint("x"); }};
            fermata::runner runner{{a, b}};
            runner.finish();
            fermata::expect(runner.result_of<int>(a).value() == 5);
            fermata::expect(runner.result_of<void>(b).has_value());
        },
        all);
    CHECK(report.ok());
    CHECK(report.executions == 6);
}
