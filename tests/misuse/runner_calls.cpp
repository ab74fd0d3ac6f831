// fermata - https://www.boost.org/LICENSE_1_0.txt
#include "../acceptance/support.hpp"

#include <functional>

using namespace acceptance;

TEST_CASE("a runner that is driven from inside one of its own fibers") {
    fermata::runner* driven = nullptr;
    int refused = 0;
    auto const try_it = [&](std::function<void()> const& call) {
        try {
            call();
        } catch (fermata::usage_error const&) {
            ++refused;
        }
    };
    fermata::starter const a{"a", [&] {
                                 try_it([&] { driven->next(); });
                                 try_it([&] { driven->finish(); });
                                 try_it([&] { driven->step(); });
                                 fermata::checkpoint("x");
                                 try_it([&] { driven->next(); });
                             }};
    SUBCASE("a runner on its own") {
        fermata::runner runner{{a}, {a.at("x")}};
        driven = &runner;
        try_it([&] { runner.next(); });
        CHECK(refused == 3);
        runner.finish();
        CHECK(refused == 4);
        CHECK(runner.done());
    }
    SUBCASE("in an exploration") {
        auto const report = fermata::explore(
            [&] {
                fermata::runner runner{{a}};
                driven = &runner;
                refused = 0;
                runner.finish();
            },
            {.strategy = fermata::strategies::all_orderings{}});
        CHECK(report.ok());
        CHECK(refused == 4);
    }
}

TEST_CASE("run_to from inside") {
    fermata::runner* driven = nullptr;
    fermata::starter a{"a", [] {}};
    bool refused = false;
    fermata::starter const b{"b", [&] {
                                 try {
                                     driven->run_to(a.finished());
                                 } catch (fermata::usage_error const&) {
                                     refused = true;
                                 }
                             }};
    fermata::runner runner{{a, b}};
    driven = &runner;
    runner.finish();
    CHECK(refused);
}

TEST_CASE("next after the end") {
    fermata::starter const a{"a", [] { fermata::checkpoint("x"); }};
    fermata::runner runner{{a}, {a.at("x")}};
    CHECK(runner.next() == a.at("x"));
    CHECK(runner.next() == a.finished());
    for (int i = 0; i < 3; ++i) {
        CHECK_THROWS_AS(runner.next(), fermata::usage_error);
    }
    CHECK_NOTHROW(runner.finish());
    CHECK_FALSE(runner.step().has_value());
}

TEST_CASE("run_to a point that is not in the order, or was passed") {
    fermata::starter const a{"a", [] {
                                 fermata::checkpoint("x");
                                 fermata::checkpoint("y");
                                 fermata::checkpoint("z");
                             }};
    fermata::starter const foreign{"foreign", [] {}};
    fermata::runner runner{{a}, {a.at("x"), a.at("z")}};
    CHECK_THROWS_AS(runner.run_to(a.at("y")), fermata::usage_error);
    CHECK_THROWS_AS(runner.run_to(foreign.at("x")), fermata::usage_error);
    CHECK_THROWS_AS(runner.run_to(a.at("x", 2)), fermata::usage_error);
    CHECK(runner.trace().events.empty()); // nothing has moved
    CHECK(runner.run_to(a.at("z")) == a.at("z"));
    CHECK_THROWS_AS(runner.run_to(a.at("x")), fermata::usage_error);
    CHECK_NOTHROW(runner.finish());
}

TEST_CASE("a runner without starters has nothing to say, and does not hang") {
    fermata::runner runner{fermata::items<fermata::starter>()};
    CHECK(runner.done());
    CHECK_FALSE(runner.step().has_value());
    CHECK_NOTHROW(runner.finish());
    CHECK_THROWS_AS(runner.next(), fermata::usage_error);
}

TEST_CASE("after an error, further calls say so again or end; none hangs, nothing is reported as reached") {
    fermata::starter const a{"a", [] { throw 1; }};
    fermata::starter const b{"b", [] { fermata::checkpoint("x"); }};
    fermata::runner runner{{a, b}, {a.at("x"), b.at("x")}};
    CHECK_THROWS_AS(runner.next(), fermata::starter_failed);
    for (int i = 0; i < 5; ++i) {
        try {
            bool const reported = runner.next() == a.at("x");
            CHECK_FALSE(reported);
        } catch (fermata::error const&) {
        }
    }
}
