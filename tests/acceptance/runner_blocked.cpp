// fermata - https://www.boost.org/LICENSE_1_0.txt
#include "support.hpp"

using namespace acceptance;

TEST_CASE("points that are not declared are passed; strict makes them an error") {
    fermata::starter const a{"Anna", [] {
                                 fermata::checkpoint("first");
                                 fermata::checkpoint("surprise");
                                 fermata::checkpoint("last");
                             }};
    SUBCASE("pass") {
        fermata::runner runner{{a}, {a.at("first"), a.at("last")}};
        CHECK(runner.next() == a.at("first"));
        CHECK(runner.next() == a.at("last"));
        runner.finish();
    }
    SUBCASE("strict") {
        fermata::runner runner{{a}, {a.at("first"), a.at("last")}, {.undeclared = fermata::undeclared::strict}};
        CHECK(runner.next() == a.at("first"));
        auto const error = caught<fermata::error>([&] { runner.next(); });
        CHECK(contains(error.what(), "Anna"));
        CHECK(contains(error.what(), "surprise"));
    }
    SUBCASE("strict, and all are declared") {
        fermata::runner runner{{a},
                               {a.at("first"), a.at("surprise"), a.at("last")},
                               {.undeclared = fermata::undeclared::strict}};
        runner.finish();
        CHECK(runner.done());
    }
}

TEST_CASE("if the owner of the next point is blocked, the others run in the order of their creation") {
    fermata::channel<int> inbox;
    names log;
    fermata::starter const a{"a", [&] {
                                 int const value = inbox.receive().value_or(0);
                                 log.push_back(fmt::format("a got {}", value));
                                 fermata::checkpoint("got");
                             }};
    fermata::starter const b{"b", [&] { log.push_back("b"); }};
    fermata::starter const c{"c", [&] {
                                 log.push_back("c");
                                 inbox.send(7);
                             }};
    fermata::runner runner{{a, b, c}, {a.at("got")}};
    CHECK(runner.next() == a.at("got"));
    CHECK(log == names{"b", "c", "a got 7"});
    runner.finish();
    CHECK(runner.done());
}

TEST_CASE("one that blocks on its way to its end is left, and resumed when it is enabled") {
    fermata::mutex shared;
    names log;
    fermata::starter const a{"a", [&] {
                                 fermata::checkpoint("p");
                                 log.push_back("a wants");
                                 shared.lock();
                                 log.push_back("a has");
                                 shared.unlock();
                             }};
    fermata::starter const b{"b", [&] {
                                 shared.lock();
                                 fermata::checkpoint("holds");
                                 log.push_back("b gives");
                                 shared.unlock();
                                 fermata::checkpoint("released");
                             }};
    fermata::runner runner{{a, b}, {b.at("holds"), a.at("p"), b.at("released")}};
    CHECK(runner.next() == b.at("holds"));
    CHECK(runner.next() == a.at("p"));
    CHECK(log.empty());
    CHECK(runner.next() == b.at("released"));
    REQUIRE(log.size() >= 2);
    CHECK(log[0] == "a wants");
    CHECK(log[1] == "b gives");
    runner.finish();
    CHECK(log == names{"a wants", "b gives", "a has"});
}

TEST_CASE("the next point needs a fiber that the runner holds: not_reached names both") {
    fermata::mutex shared;
    auto const body = [&] {
        shared.lock();
        fermata::checkpoint("in");
        shared.unlock();
        fermata::checkpoint("out");
    };
    fermata::starter const a{"Anna", body};
    fermata::starter const b{"Bert", body};
    SUBCASE("held at a declared point, with another one to come") {
        fermata::runner runner{{a, b}, {a.at("in"), b.at("in"), a.at("out")}};
        CHECK(runner.next() == a.at("in"));
        auto const error = caught<fermata::not_reached>([&] { runner.next(); });
        CHECK(error.starter() == "Bert");
        CHECK(contains(error.what(), "Anna"));
        CHECK(contains(error.what(), "Bert"));
    }
    SUBCASE("held at its last point") {
        fermata::runner runner{{a, b}, {a.at("in"), b.at("in")}, {.after_last_point = fermata::after_last_point::hold}};
        CHECK(runner.next() == a.at("in"));
        auto const error = caught<fermata::not_reached>([&] { runner.next(); });
        CHECK(contains(error.what(), "Anna"));
        CHECK(contains(error.what(), "Bert"));
    }
    SUBCASE("not held: it runs to its end, and the mutex is free") {
        fermata::runner runner{{a, b}, {a.at("in"), b.at("in")}};
        CHECK(runner.next() == a.at("in"));
        CHECK(runner.next() == b.at("in"));
        runner.finish();
    }
}

TEST_CASE("hold leaves a starter at its last point until finish, whatever the others do") {
    list log;
    fermata::starter const a{"a", [&] {
                                 fermata::checkpoint("p");
                                 log.push_back(1);
                             }};
    fermata::starter const b{"b", [&] {
                                 for (int i = 0; i < 3; ++i) {
                                     fermata::checkpoint("q");
                                 }
                                 log.push_back(2);
                             }};
    fermata::runner runner{{a, b},
                           {a.at("p"), b.at("q"), b.at("q", 2), b.at("q", 3)},
                           {.after_last_point = fermata::after_last_point::hold}};
    for (int i = 0; i < 4; ++i) {
        runner.next();
        CHECK(log.empty());
    }
    runner.finish();
    CHECK(log.size() == 2);
    CHECK(runner.done());
}

TEST_CASE("deadlock says what each fiber waits for") {
    fermata::channel<int> silent;
    fermata::mutex shared;
    fermata::starter const a{"Anna", [&] {
                                 shared.lock();
                                 silent.receive();
                                 fermata::checkpoint("never");
                             }};
    fermata::starter const b{"Bert", [&] { shared.lock(); }};
    auto const names_all = [&](fermata::deadlock const& error) {
        CHECK(contains(error.what(), "Anna"));
        CHECK(contains(error.what(), "Bert"));
        CHECK(contains(error.what(), "mutex"));
        CHECK((contains(error.what(), "receive") || contains(error.what(), "channel")));
    };
    SUBCASE("from next") {
        fermata::runner runner{{a, b}, {a.at("never")}};
        names_all(caught<fermata::deadlock>([&] { runner.next(); }));
    }
    SUBCASE("from finish") {
        fermata::runner runner{{a, b}};
        names_all(caught<fermata::deadlock>([&] { runner.finish(); }));
    }
    SUBCASE("step only says that nobody is enabled") {
        fermata::runner runner{{a, b}};
        int steps = 0;
        while (runner.step()) {
            REQUIRE(++steps <= 3);
        }
        CHECK_FALSE(runner.done());
    }
}

TEST_CASE("a wait for a predicate that never holds, and one for progress that nobody makes, are deadlocks") {
    fermata::starter const waiting{"Willy", [] { fermata::wait_until([] { return false; }); }};
    fermata::starter const retrying{"Rita", [] {
                                        while (true) {
                                            fermata::wait_for_progress();
                                        }
                                    }};
    CHECK(contains(caught<fermata::deadlock>([&] { fermata::runner{{waiting}}.finish(); }).what(), "Willy"));
    CHECK(contains(caught<fermata::deadlock>([&] { fermata::runner{{retrying}}.finish(); }).what(), "Rita"));
    auto const both = caught<fermata::deadlock>([&] { fermata::runner{{waiting, retrying}}.finish(); });
    CHECK(contains(both.what(), "Willy"));
    CHECK(contains(both.what(), "Rita"));
}
