// fermata - https://www.boost.org/LICENSE_1_0.txt
#include "support.hpp"

#include <fermata/fermata.hpp>

#include <functional>
#include <stdexcept>
#include <string>

using namespace acceptance;

namespace {

/// Fails by that, and says so, under every strategy; its token shows the same.
void check_failure(fermata::failure_cause cause, fermata::outcome outcome, std::string const& message,
                   std::function<void()> const& body) {
    CAPTURE(to_string(cause));
    for (auto const& strategy :
         {fermata::strategy_value(fermata::strategies::dpor{}),
          fermata::strategy_value(fermata::strategies::all_orderings{}),
          fermata::strategy_value(fermata::strategies::random{}), fermata::strategy_value(fermata::strategies::pct{}),
          fermata::strategy_value(fermata::strategies::pos{}), fermata::strategy_value(fermata::strategies::surw{})}) {
        fermata::options with;
        with.strategy = strategy;
        with.executions_max = 1'000;
        with.steps_max = 100;
        auto const report = fermata::explore(body, with);
        REQUIRE(report.failure.has_value());
        CHECK(report.failure->cause == cause);
        CHECK(report.failure->outcome == outcome);
        CHECK_MESSAGE(contains(report.failure->message, message), report.failure->message);
        auto const again = fermata::replay(report.failure->token, body, with);
        REQUIRE(again.failure.has_value());
        CHECK(again.failure->cause == cause);
        CHECK(again.failure->message == report.failure->message);
        CHECK(to_string(again.failure->trace) == to_string(report.failure->trace));
    }
}

} // namespace

TEST_CASE("each kind of failure has its cause, its outcome and its message") {
    using fermata::failure_cause;
    using fermata::outcome;
    check_failure(failure_cause::expectation, outcome::failed, "it is 1", [] {
        fermata::atomic<int> value{0};
        fermata::thread other([&] { value.store(1); });
        bool const is_one = value.load() == 1;
        other.join();
        fermata::expect(is_one, "it is 1");
    });
    check_failure(failure_cause::exception, outcome::failed, "too late", [] {
        fermata::thread other([] { throw std::runtime_error("too late"); });
        other.join();
    });
    check_failure(failure_cause::misuse, outcome::failed, "unlock() of a mutex that is not locked", [] {
        fermata::mutex mutex;
        fermata::thread other([&] { mutex.unlock(); });
        other.join();
    });
    check_failure(failure_cause::misuse, outcome::failed, "send() to a closed channel", [] {
        fermata::channel<int> values;
        values.close();
        fermata::thread other([&] { values.send(1); });
        other.join();
    });
    check_failure(failure_cause::data_race, outcome::failed, "a data race on variable 1", [] {
        fermata::var<int> value{0};
        fermata::thread other([&] { value = 1; });
        value = 2;
        other.join();
    });
    check_failure(failure_cause::never_joined, outcome::failed, "was never joined",
                  [] { fermata::thread const other([] {}); });
    check_failure(failure_cause::deadlock, outcome::deadlocked, "nobody can go on", [] {
        fermata::mutex a;
        fermata::mutex b;
        fermata::thread one([&] { fermata::scoped_lock const both(a), then(b); });
        fermata::thread other([&] { fermata::scoped_lock const both(b), then(a); });
        one.join();
        other.join();
    });
    check_failure(failure_cause::lost_wakeup, outcome::deadlocked, "lost wake-up", [] {
        fermata::mutex mutex;
        fermata::condition_variable condition;
        fermata::thread other([&] {
            fermata::unique_lock lock(mutex);
            condition.wait(lock);
        });
        condition.notify_one();
        other.join();
    });
    check_failure(failure_cause::livelock, outcome::livelocked, "reads again what nobody writes any more", [] {
        fermata::atomic<int> value{0};
        fermata::thread other([&] {
            while (value.load() == 0) {
            }
        });
        other.join();
    });
    check_failure(failure_cause::step_limit, outcome::step_limit, "steps_max = 100", [] {
        fermata::atomic<int> value{0};
        fermata::thread other([&] {
            while (value.fetch_add(1) >= 0) {
            }
        });
        other.join();
    });
}

TEST_CASE("a program that does not repeat itself") {
    int times = 0;
    auto const report = fermata::explore([&] {
        ++times;
        fermata::thread other([&] { fermata::checkpoint(times == 1 ? "first" : "later"); });
        other.join();
    });
    REQUIRE(report.failure.has_value());
    CHECK(report.failure->outcome == fermata::outcome::diverged);
    CHECK(report.failure->cause == fermata::failure_cause::not_repeated);
    CHECK(to_string(report.failure->cause) == "not repeated");
}
