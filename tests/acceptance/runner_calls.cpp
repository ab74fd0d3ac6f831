// fermata - https://www.boost.org/LICENSE_1_0.txt
#include "support.hpp"

#include <algorithm>
#include <functional>
#include <utility>

using namespace acceptance;

TEST_CASE("a checkpoint outside of a fiber does nothing") {
    fermata::checkpoint("nobody is here");
    fermata::checkpoint(""); // not even this
    fermata::starter const alice{"alice", [] { fermata::checkpoint("here"); }};
    fermata::runner runner{{alice}, {alice.at("here")}};
    fermata::checkpoint("before the first call");
    CHECK(runner.next() == alice.at("here"));
    fermata::checkpoint("between two calls");
    runner.finish();
    CHECK(runner.trace().events.size() == 2);
}

TEST_CASE("the example of the contract: between two calls the program stands still") {
    int balance = 100;
    auto deposit = [&](int amount) {
        int seen = balance;
        fermata::checkpoint("read");
        balance = seen + amount;
        fermata::checkpoint("wrote");
    };
    fermata::starter alice{"alice", deposit, 10};
    fermata::starter bob{"bob", deposit, 20};
    fermata::runner runner{{alice, bob}, {alice.at("read"), bob.at("read"), alice.at("wrote"), bob.at("wrote")}};
    CHECK(balance == 100);
    CHECK(runner.trace().events.empty());
    CHECK(runner.next() == alice.at("read"));
    balance = 1000; // nobody has seen this but bob
    CHECK(runner.next() == bob.at("read"));
    CHECK(balance == 1000);
    CHECK(runner.run_to(alice.at("wrote")) == alice.at("wrote"));
    CHECK(balance == 110);
    runner.finish();
    CHECK(balance == 1020);
    CHECK(runner.done());
}

TEST_CASE("arguments are stored by value, and by reference where asked for") {
    int counted = 0;
    int value = 1;
    fermata::starter const alice{"alice", [](int& into, int by) { into += by; }, std::ref(counted), value};
    value = 100;
    fermata::runner{{alice}}.finish();
    CHECK(counted == 1);
    fermata::runner{{alice}}.finish(); // a starter can run again
    CHECK(counted == 2);
}

TEST_CASE("reached says where in the source, and after how many steps") {
    unsigned line = 0;
    fermata::starter const alice{"alice", [&] {
                                     fermata::checkpoint("first");
                                     line = __LINE__, fermata::checkpoint("second");
                                 }};
    fermata::runner runner{{alice}, {alice.at("second")}};
    fermata::reached const at = runner.next();
    CHECK(contains(at.file, "runner_calls.cpp"));
    CHECK(at.line == line);
    CHECK(at.step == 2);
    fermata::reached const end = runner.next();
    CHECK(end == alice.finished());
    CHECK(end.file.empty());
    CHECK(end.step == 3);
}

TEST_CASE("points are comparable values that can be printed") {
    fermata::starter const alice{"alice", [] {}};
    fermata::starter const bob{"bob", [] {}};
    CHECK(alice.at("read") == alice.at("read"));
    CHECK(alice.at("read") == alice.at("read", 1));
    CHECK(alice.at("read") != alice.at("read", 2));
    CHECK(alice.at("read") != alice.at("wrote"));
    CHECK(alice.at("read") != bob.at("read"));
    CHECK(alice.started() != alice.finished());
    CHECK(alice.at("read", 3).name() == "read");
    CHECK(alice.at("read", 3).occurrence() == 3);
    CHECK(alice.at("read").starter_name() == "alice");
    CHECK(fermata::to_string(alice.at("read")) == "alice at 'read'");
    CHECK(contains(fermata::to_string(alice.at("read", 2)), "2nd"));
    CHECK(fermata::to_string(alice.finished()) == "alice finished");
}

TEST_CASE("without an order, next runs all starters round robin, and then there is no more") {
    names log;
    auto const logged = [&](std::string name) {
        log.push_back(name + "1");
        fermata::checkpoint("one");
        log.push_back(name + "2");
        fermata::checkpoint("two");
        log.push_back(name + "3");
    };
    fermata::starter const a{"a", logged, "a"};
    fermata::starter const b{"b", logged, "b"};
    fermata::runner runner{{a, b}};
    CHECK(runner.next() == b.finished());
    CHECK(log == names{"a1", "b1", "a2", "b2", "a3", "b3"});
    CHECK(runner.done());
    CHECK_THROWS_AS(runner.next(), fermata::usage_error);
}

TEST_CASE("order is completed with every starter's beginning and end, also of those without a declared point") {
    fermata::starter const a{"a", [] { fermata::checkpoint("x"); }};
    fermata::starter const b{"b", [] {}};
    fermata::runner const runner{{a, b}, {a.at("x")}};
    std::vector<fermata::point> const order = runner.order();
    CHECK(order.size() == 5);
    CHECK(std::count(order.begin(), order.end(), b.started()) == 1);
    CHECK(std::count(order.begin(), order.end(), b.finished()) == 1);
}

TEST_CASE("started and finished may be declared themselves") {
    list log;
    auto const body = [&](int value) {
        log.push_back(value);
        fermata::checkpoint("x");
        log.push_back(-value);
    };
    fermata::starter const a{"a", body, 1};
    fermata::starter const b{"b", body, 2};
    fermata::runner runner{{a, b}, {b.at("x"), a.at("x"), b.finished(), a.finished()}};
    CHECK(runner.next() == b.at("x"));
    CHECK(runner.run_to(b.finished()) == b.finished());
    CHECK(log.back() == -2);
    CHECK(runner.next() == a.finished());
    CHECK(log == list{2, 1, -2, -1});
}

TEST_CASE("step performs one step and returns its event; the loop belongs to the caller") {
    unsigned line = 0;
    auto const body = [&] { line = __LINE__, fermata::checkpoint("x"); };
    fermata::starter const a{"a", body};
    fermata::starter const b{"b", body};
    fermata::runner runner{{a, b}};
    std::vector<fermata::event> events;
    while (auto const event = runner.step()) {
        events.push_back(*event);
        REQUIRE(events.size() <= 4);
    }
    CHECK(runner.done());
    REQUIRE(events.size() == 4);
    CHECK(events == runner.trace().events);
    names who;
    for (std::size_t i = 0; i < events.size(); ++i) {
        CHECK(events[i].step == i);
        who.push_back(events[i].fiber_name);
    }
    CHECK(who == names{"a", "b", "a", "b"});
    CHECK(events[0].kind == fermata::operation_kind::start);
    CHECK(events[1].kind == fermata::operation_kind::start);
    CHECK(events[2].kind == fermata::operation_kind::checkpoint);
    CHECK(events[2].name == "x");
    CHECK(events[2].line == line);
    CHECK(contains(events[2].file, "runner_calls.cpp"));
    CHECK_FALSE(runner.step().has_value());
}

TEST_CASE("step follows a declared order") {
    auto const body = [] { fermata::checkpoint("x"); };
    fermata::starter const a{"a", body};
    fermata::starter const b{"b", body};
    fermata::runner runner{{a, b}, {b.at("x"), a.at("x")}};
    names who;
    while (auto const event = runner.step()) {
        who.push_back(event->fiber_name);
        REQUIRE(who.size() <= 4);
    }
    REQUIRE(who.size() == 4);
    CHECK(who.front() == "b");
    CHECK(who[1] == "b"); // its last point: on to its end before a is waited for
    CHECK(runner.done());
}

TEST_CASE("step is empty while nobody is enabled, and goes on when somebody is") {
    fermata::channel<int> inbox;
    int got = 0;
    fermata::starter const server{"server", [&] { got = inbox.receive().value_or(-1); }};
    fermata::runner runner{{server}};
    REQUIRE(runner.step().has_value());
    CHECK_FALSE(runner.step().has_value());
    CHECK_FALSE(runner.step().has_value());
    CHECK_FALSE(runner.done());
    inbox.send(42); // by the simulation itself, outside of every fiber
    REQUIRE(runner.step().has_value());
    CHECK(got == 42);
    CHECK(runner.done());
    CHECK_FALSE(runner.step().has_value());
}

TEST_CASE("add: a starter that comes later") {
    names log;
    auto const body = [&](std::string name) {
        log.push_back(name);
        fermata::checkpoint("x");
        log.push_back(name);
    };
    fermata::starter const a{"a", body, "a"};
    fermata::starter const late{"late", body, "late"};
    fermata::runner runner{{a}};
    runner.step();
    runner.add(late);
    CHECK_FALSE(runner.done());
    runner.finish();
    CHECK(runner.done());
    CHECK(std::count(log.begin(), log.end(), "late") == 2);

    fermata::starter const later{"later still", body, "later"};
    runner.add(later);
    CHECK_FALSE(runner.done());
    runner.finish();
    CHECK(runner.done());
    CHECK(log.back() == "later");
}

TEST_CASE("the schedule and the trace of a runner repeat") {
    auto const run = [] {
        fermata::runner runner{starters(3, 4)};
        runner.finish();
        return std::pair(runner.schedule(), runner.trace());
    };
    auto const first = run();
    auto const second = run();
    CHECK(first.second.events.size() == 15);
    CHECK(first.first == second.first);
    CHECK(first.second == second.second);
    CHECK_FALSE(fermata::to_string(first.second).empty());
}
