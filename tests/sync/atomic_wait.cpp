// fermata - https://www.boost.org/LICENSE_1_0.txt
#include "exploring.hpp"

#include <optional>

using namespace sync_tests;

TEST_CASE("who waits is woken by a notification behind a store, and sees the value") {
    auto const report = explore_all([] {
        fermata::atomic<int> value{0};
        fermata::thread waits([&] {
            value.wait(0);
            fermata::expect(value.load() == 1);
        });
        value.store(1);
        value.notify_one();
        waits.join();
    });
    INFO(report);
    CHECK(report.ok());
    CHECK(report.complete);
}

TEST_CASE("a store without a notification leaves the waiter behind in some orders") {
    auto const report = explore_all([] {
        fermata::atomic<int> value{0};
        fermata::thread waits([&] { value.wait(0); });
        value.store(1);
        waits.join();
    });
    CHECK(report.executions == 2);
    CHECK(report.count(fermata::outcome::deadlocked) == 1);
    REQUIRE(report.failure.has_value());
    CHECK(contains(all_of(*report.failure), "thread 1 waits to be notified by atomic 1"));
}

TEST_CASE("a notification before the store is lost: who is woken looks again, and sleeps for ever") {
    auto const report = explore_all([] {
        fermata::atomic<int> value{0};
        fermata::thread waits([&] { value.wait(0); });
        value.notify_all();
        value.store(1);
        waits.join();
    });
    // wait before notify: it looks again before the store (sleeps for ever) or after it; and wait after notify,
    // before the store (sleeps for ever) or after it.
    CHECK(report.executions == 4);
    CHECK(report.count(fermata::outcome::deadlocked) == 2);
}

TEST_CASE("which of two waiters notify_one wakes is a choice") {
    std::set<int> woken;
    auto const report = explore_all([&] {
        fermata::atomic<int> value{0};
        fermata::atomic<int> first{0};
        auto const body = [&](int me) {
            value.wait(0);
            int none = 0;
            first.compare_exchange_strong(none, me);
        };
        fermata::thread one(body, 1);
        fermata::thread two(body, 2);
        value.store(1);
        value.notify_one();
        while (first == 0) {
            fermata::wait_for_progress();
        }
        woken.insert(first.load());
        value.notify_all();
        one.join();
        two.join();
    });
    INFO(report);
    CHECK(report.ok());
    CHECK(woken == std::set<int>{1, 2});
}

TEST_CASE("waiters of another atomic are not woken") {
    auto const report = explore_all([] {
        fermata::atomic<int> value{0};
        fermata::atomic<int> other{0};
        fermata::thread waits([&] { value.wait(0); });
        other.store(1);
        other.notify_all();
        waits.join();
    });
    CHECK(report.count(fermata::outcome::deadlocked) == report.executions);
}

TEST_CASE("outside a fiber a wait that would be for ever is misuse") {
    fermata::atomic<int> value{0};
    value.wait(1);
    value.notify_one();
    value.notify_all();
    CHECK_THROWS_AS(value.wait(0), fermata::usage_error);
}

TEST_CASE("an atomic that is destroyed while somebody waits") {
    auto const body = [] {
        std::optional<fermata::atomic<int>> value; // its memory stays, for who looks only then
        value.emplace(0);
        fermata::thread waiting([&] { value->wait(0); });
        fermata::checkpoint("now");
        value.reset();
        waiting.join();
    };
    auto const all = explore_all(body);
    CHECK(all.count(fermata::outcome::failed) == 1); // it waits first
    CHECK(all.count(fermata::outcome::deadlocked) == 1);
    std::string message;
    for (std::uint64_t seed = 0; seed < 100 && message.empty(); ++seed) {
        auto const one =
            fermata::explore(body, {.strategy = fermata::strategies::random{}, .executions_max = 1, .seed = seed});
        if (one.failure.has_value() && one.failure->outcome == fermata::outcome::failed) {
            message = one.failure->message;
        }
    }
    CHECK_MESSAGE(contains(message, "atomic 1 was destroyed while thread 1 waits to be notified by atomic 1"), message);
}
