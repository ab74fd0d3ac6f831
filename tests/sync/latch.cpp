// fermata - https://www.boost.org/LICENSE_1_0.txt
#include "support.hpp"

#include <memory>

using namespace sync_tests;

TEST_CASE("latch: a wait is enabled when everybody has counted down") {
    // Two count down, in two orders; the wait is last.
    auto const all = explore_all([] {
        fermata::latch latch(2);
        int ready = 0;
        auto const worker = [&] {
            ++ready;
            latch.count_down();
        };
        together(worker, worker, [&] {
            latch.wait();
            fermata::expect(ready == 2);
        });
        return std::string();
    });
    CHECK(all.report.ok());
    CHECK(all.executions == 2);
    CHECK(all.classes == 2);
}

TEST_CASE("latch: arrive_and_wait is two operations; waits do not conflict with each other") {
    // Two orders in which they arrive, times two in which they go on; the latter make no class.
    auto const all = explore_all([] {
        fermata::latch latch(2);
        auto const body = [&] { latch.arrive_and_wait(); };
        together(body, body);
        return std::string();
    });
    CHECK(all.executions == 4);
    CHECK(all.classes == 2);
}

TEST_CASE("latch: try_wait looks; a latch that is open stays open") {
    auto const all = explore_all([] {
        fermata::latch latch(3);
        bool open = false;
        together([&] { latch.count_down(3); }, [&] { open = latch.try_wait(); });
        latch.wait();
        latch.wait();
        fermata::expect(latch.try_wait());
        return std::string(open ? "open" : "closed");
    });
    CHECK(all.executions == 2);
    CHECK(all.classes == 2);
    CHECK(all.only({"open", "closed"}));
}

TEST_CASE("latch: one is missing") {
    auto const report = first_failure([] {
        fermata::latch latch(3);
        auto const body = [&] { latch.arrive_and_wait(); };
        together(body, body);
    });
    REQUIRE(report.failure.has_value());
    CHECK(report.failure->outcome == fermata::outcome::deadlocked);
    CHECK(contains(all_of(report), "thread 2 waits for more to count down latch 1 (latch.cpp:"));
}

TEST_CASE("latch: misuse") {
    check_misuse([] { fermata::latch(1).count_down(2); }, "count_down(2) of latch 1, which is at 1");
    check_misuse([] { fermata::latch(1).count_down(-1); }, "count_down(-1) of latch 1");
    check_misuse([] { fermata::latch const latch(-1); }, "a latch cannot expect -1");
    check_misuse(
        [] {
            auto latch = std::make_unique<fermata::latch>(1);
            fermata::thread waiting([&] { latch->wait(); });
            fermata::checkpoint("it waits");
            latch.reset();
            waiting.join();
        },
        "latch 1 was destroyed while thread 1 waits for more to count down latch 1", false);
}

TEST_CASE("latch: outside of an execution") {
    fermata::latch latch(1);
    CHECK_FALSE(latch.try_wait());
    check_misuse_outside([&] { latch.wait(); }, "would wait for ever");
    latch.arrive_and_wait();
    latch.wait();
}
