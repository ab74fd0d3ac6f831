// fermata - https://www.boost.org/LICENSE_1_0.txt
#include "../acceptance/support.hpp"

using namespace acceptance;

TEST_CASE("200 starters in a runner") {
    int ran = 0;
    std::vector<fermata::starter> all;
    for (int i = 0; i < 200; ++i) {
        all.emplace_back(fmt::format("s{}", i), [&] {
            fermata::checkpoint("x");
            ++ran;
        });
    }
    SUBCASE("round robin") {
        fermata::runner runner{all};
        CHECK(runner.next() == all.back().finished());
        CHECK(runner.trace().events.size() == 400);
    }
    SUBCASE("in a declared order") {
        std::vector<fermata::point> order;
        for (auto each = all.rbegin(); each != all.rend(); ++each) {
            order.push_back(each->at("x"));
        }
        fermata::runner runner{all, order};
        for (fermata::point const& expected : order) {
            CHECK(runner.next() == expected);
        }
        runner.finish();
    }
    CHECK(ran == 200);
}

TEST_CASE("200 starters in an exploration") {
    fermata::strategy_value strategy;
    SUBCASE("all_orderings") { strategy = fermata::strategies::all_orderings{}; }
    SUBCASE("random") { strategy = fermata::strategies::random{}; }
    auto const report = fermata::explore([] { run_starters(200, 2); }, {.strategy = strategy, .executions_max = 20});
    CHECK(report.ok());
    CHECK(report.executions == 20);
    CHECK_FALSE(report.complete);
}

TEST_CASE("a failure among 200 starters is found and replayed") {
    auto const body = [] {
        int last = -1;
        std::vector<fermata::starter> all;
        for (int i = 0; i < 200; ++i) {
            all.emplace_back(fmt::format("s{}", i), [&last, i] {
                fermata::checkpoint("x");
                last = i;
            });
        }
        fermata::runner{all}.finish();
        fermata::expect(last == 0, "another one was the last");
    };
    auto const found = fermata::explore(body, {.strategy = fermata::strategies::random{}, .seed = 5});
    REQUIRE(found.failure.has_value());
    auto const again = fermata::replay(found.failure->token, body);
    REQUIRE(again.failure.has_value());
    CHECK(again.failure->message == found.failure->message);
    CHECK(again.failure->trace == found.failure->trace);
}

TEST_CASE("200 threads") {
    auto const report = fermata::explore(
        [] {
            std::vector<fermata::thread> threads;
            int ran = 0;
            for (int i = 0; i < 200; ++i) {
                threads.emplace_back([&] {
                    fermata::checkpoint("x");
                    ++ran;
                });
            }
            for (fermata::thread& each : threads) {
                each.join();
            }
            fermata::expect(ran == 200);
        },
        {.strategy = fermata::strategies::random{}, .executions_max = 10});
    CHECK(report.ok());
}

TEST_CASE("5000 starters in one runner") {
    fermata::runner runner{starters(5000, 1), {}, {.stack_size = 64 * 1024}};
    runner.finish();
    CHECK(runner.done());
}
