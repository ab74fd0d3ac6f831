// fermata - https://www.boost.org/LICENSE_1_0.txt
#include "support.hpp"

#include <atomic>
#include <memory>
#include <thread>

using namespace acceptance;

namespace {
/// Three steps that log first, first + 1, first + 2; its name says the first.
fermata::starter counting(list& log, int first) {
    return fermata::starter{fmt::format("from {}", first), [&log, first] {
                                for (int i = 0; i < 3; ++i) {
                                    log.push_back(first + i);
                                    fermata::checkpoint("x");
                                }
                            }};
}
} // namespace

TEST_CASE("several runners are alive at once, and their calls may alternate") {
    list log;
    auto const a = counting(log, 10);
    auto const b = counting(log, 20);
    fermata::runner first{{a}, {a.at("x"), a.at("x", 2), a.at("x", 3)}};
    {
        fermata::runner second{{b}, {b.at("x"), b.at("x", 2), b.at("x", 3)}};
        CHECK(first.next() == a.at("x"));
        CHECK(second.next() == b.at("x"));
        CHECK(second.next() == b.at("x", 2));
        CHECK(first.next() == a.at("x", 2));
        CHECK(log == list{10, 20, 21, 11});
    }
    CHECK(first.next() == a.at("x", 3));
    first.finish();
    CHECK(first.done());
    CHECK(log == list{10, 20, 21, 11, 12});
}

TEST_CASE("runners may be destroyed in any order") {
    list log;
    auto const a = counting(log, 10);
    auto const b = counting(log, 20);
    auto first = std::make_unique<fermata::runner>(fermata::items<fermata::starter>{a},
                                                   fermata::items<fermata::point>{a.at("x")});
    auto second = std::make_unique<fermata::runner>(fermata::items<fermata::starter>{b},
                                                    fermata::items<fermata::point>{b.at("x")});
    first->next();
    second->next();
    first.reset();
    second->finish();
    CHECK(log == list{10, 20, 21, 22});
}

TEST_CASE("one starter in two runners: each runs it anew") {
    list log;
    auto const a = counting(log, 1);
    fermata::runner first{{a}, {a.at("x")}};
    fermata::runner second{{a}, {a.at("x")}};
    first.next();
    second.next();
    CHECK(log == list{1, 1});
    first.finish();
    second.finish();
    CHECK(log == list{1, 1, 2, 3, 2, 3});
}

TEST_CASE("a runner on another OS thread") {
    list log;
    bool right = false;
    std::thread([&] {
        auto const a = counting(log, 1);
        fermata::runner runner{{a}, {a.at("x", 2)}};
        right = runner.next() == a.at("x", 2) && log == list{1, 2};
        runner.finish();
    }).join();
    CHECK(right);
    CHECK(log == list{1, 2, 3});
}

TEST_CASE("runners on several OS threads at the same time") {
    std::atomic<int> right = 0;
    std::vector<std::thread> threads;
    for (int t = 0; t < 4; ++t) {
        threads.emplace_back([&, t] {
            for (int round = 0; round < 50; ++round) {
                list log;
                auto const a = counting(log, 10 * t);
                auto const b = counting(log, 10 * t + 5);
                fermata::runner runner{{a, b}, {a.at("x"), b.at("x"), a.at("x", 2), b.at("x", 2)}};
                runner.run_to(b.at("x", 2));
                if (log.size() >= 4 && log[1] == 10 * t + 5) {
                    ++right;
                }
            }
        });
    }
    for (std::thread& each : threads) {
        each.join();
    }
    CHECK(right == 200);
}

TEST_CASE("a runner and an exploration take no notice of each other") {
    list log;
    auto const a = counting(log, 1);
    fermata::runner runner{{a}, {a.at("x"), a.at("x", 2)}};
    runner.next();
    auto const report =
        fermata::explore([] { run_starters(2, 2); }, {.strategy = fermata::strategies::all_orderings{}});
    CHECK(report.executions == 20);
    CHECK(runner.next() == a.at("x", 2));
    CHECK(log == list{1, 2});
}
