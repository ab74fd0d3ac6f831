// fermata - https://www.boost.org/LICENSE_1_0.txt
//
// Where who can go on does not follow from operations on single objects, the default search finds what the search
// without reduction finds, or says nothing of the kind.
#include "comparison.hpp"
#include "support.hpp"

#include <functional>
#include <mutex>
#include <set>
#include <shared_mutex>
#include <string>
#include <thread>

using namespace acceptance;

TEST_CASE("a runner that is dropped before its starters end") {
    compare([] {
        std::string order;
        fermata::starter const a{"a", [&] { order += 'a'; }};
        fermata::starter const b{"b", [&] { order += 'b'; }};
        fermata::runner runner{{a, b}};
        static_cast<void>(runner.step());
        return order;
    });
}

TEST_CASE("a runner with a declared order beside other threads") {
    compare([] {
        fermata::atomic<int> x{0};
        fermata::atomic<int> y{0};
        int seen = 0;
        fermata::thread writes([&] { x.store(1); });
        fermata::thread drives([&] {
            static_cast<void>(y.load());
            fermata::starter const s{"s", [&] {
                                         seen = x.load();
                                         fermata::checkpoint("q");
                                     }};
            fermata::runner runner{{s}, {s.at("q")}};
            runner.finish();
        });
        writes.join();
        drives.join();
        return std::to_string(seen);
    });
}

TEST_CASE("looks at a channel") {
    compare([] {
        fermata::channel<int> values;
        std::string seen;
        fermata::thread sends([&] {
            static_cast<void>(values.try_receive());
            values.send(1);
        });
        fermata::thread receives([&] {
            fermata::this_thread::yield();
            seen = values.try_receive() ? "a value" : "nothing";
        });
        sends.join();
        receives.join();
        return seen;
    });
    compare([] {
        fermata::channel<int> values;
        std::string seen;
        fermata::thread sends([&] {
            values.send(1);
            values.close();
        });
        fermata::thread looks([&] {
            fermata::this_thread::yield();
            seen = std::to_string(values.size()) + (values.is_closed() ? " closed" : " open");
        });
        sends.join();
        looks.join();
        return seen;
    });
}

TEST_CASE("condition_variable_any, and a notification after the lock was given back") {
    compare([] {
        fermata::condition_variable_any changed;
        fermata::mutex mutex;
        bool flag = false;
        std::string order;
        auto const waits = [&](char name) {
            std::unique_lock lock(mutex);
            changed.wait(lock, [&] { return flag; });
            order += name;
        };
        fermata::thread a(waits, 'a');
        fermata::thread b(waits, 'b');
        fermata::thread n([&] {
            mutex.lock();
            flag = true;
            mutex.unlock();
            changed.notify_all();
        });
        a.join();
        b.join();
        n.join();
        return order;
    });
}

TEST_CASE("who waits for an atomic to which floating-point numbers are added") {
    auto const body = [] {
        fermata::atomic<double> sum{0};
        std::string order;
        fermata::thread first([&] {
            sum.wait(1.5);
            order += 'a';
        });
        fermata::thread second([&] {
            sum.wait(0);
            order += 'b';
        });
        fermata::thread adds([&] {
            sum.fetch_add(1.5);
            sum.fetch_add(1.5);
            sum.notify_all();
        });
        fermata::thread notifies([&] { sum.notify_one(); });
        first.join();
        second.join();
        adds.join();
        notifies.join();
        return order;
    };
    compare(body);
    auto const report = fermata::explore([&] { static_cast<void>(body()); }, {.stop_at_first_failure = false});
    CHECK(report.complete);
    CHECK(contains(report.verdict(), "not reduced since an atomic is waited for whose sums are not known"));
}

TEST_CASE("try_receive() while a mutex is held") {
    compare([] {
        fermata::channel<int> values;
        fermata::mutex mutex;
        std::string order;
        fermata::starter const a{"a", [&] { values.close(); }};
        fermata::starter const b{"b", [&] {
                                     std::lock_guard const lock(mutex);
                                     values.close();
                                     static_cast<void>(values.try_receive());
                                     order += 'b';
                                 }};
        fermata::starter const c{"c", [&] {
                                     static_cast<void>(values.receive());
                                     std::lock_guard const lock(mutex);
                                     order += 'c';
                                 }};
        fermata::runner{{a, b, c}}.finish();
        return order;
    });
}

TEST_CASE("a failure that ends the exploration is reported as it was found; those who want all of them get all") {
    auto const body = [] {
        fermata::starter const a{"a", [] {
                                     fermata::checkpoint("x");
                                     fermata::expect(false, "a fails");
                                 }};
        fermata::starter const b{"b", [] { fermata::checkpoint("x"); }};
        fermata::runner runner{{a, b}, {a.at("x")}};
        runner.finish();
    };
    auto const first = fermata::explore(body);
    CHECK_FALSE(first.ok());
    CHECK_FALSE(contains(first.verdict(), "not reduced"));
    auto const all = fermata::explore(body, {.stop_at_first_failure = false});
    CHECK(all.complete);
    CHECK(contains(all.verdict(), "not reduced"));
}

TEST_CASE("a starter whose path was ended has not finished") {
    fermata::starter const a{"a", [] {
                                 fermata::checkpoint("x");
                                 fermata::assume(false);
                             }};
    fermata::runner runner{{a}, {a.at("x"), a.finished()}};
    CHECK(runner.next().point == a.at("x"));
    CHECK_THROWS_AS(runner.next(), fermata::not_reached);
}

TEST_CASE("what outlives an execution is found in the first two") {
    fermata::atomic<int> outlives{0};
    auto const report = fermata::explore([&] {
        auto const adds = [&] { outlives.store(outlives.load() + 1); };
        fermata::thread a(adds);
        fermata::thread b(adds);
        a.join();
        b.join();
        fermata::expect(outlives.load() >= 2, "an addition was lost");
    });
    CHECK_FALSE(report.complete);
    REQUIRE(report.failure.has_value());
    CHECK(report.failure->outcome == fermata::outcome::diverged);
    CHECK(contains(report.failure->message, "atomic 1 in another state the second time"));
}

TEST_CASE("what is reset at the beginning may outlive executions") {
    fermata::atomic<int> outlives{0};
    auto const report = fermata::explore([&] {
        outlives.store(0);
        auto const adds = [&] { outlives.fetch_add(1); };
        fermata::thread a(adds);
        fermata::thread b(adds);
        a.join();
        b.join();
        fermata::expect(outlives.load() == 2);
    });
    CHECK(report.ok());
    CHECK(report.complete);
}

TEST_CASE("a mutex that outlives the runner whose starter held it by a guard is free again") {
    fermata::mutex mutex;
    {
        fermata::starter const a{"a", [&] {
                                     std::lock_guard const lock(mutex);
                                     fermata::checkpoint("x");
                                 }};
        fermata::runner runner{{a}, {a.at("x")}};
        runner.next();
    }
    CHECK(mutex.try_lock());
    mutex.unlock();
    fermata::shared_mutex shared;
    {
        fermata::starter const a{"a", [&] {
                                     std::shared_lock const lock(shared);
                                     fermata::checkpoint("x");
                                 }};
        fermata::runner runner{{a}, {a.at("x")}};
        runner.next();
    }
    CHECK(shared.try_lock());
    shared.unlock();
}

TEST_CASE("a request to stop whose callback waits for what its owner holds: deadlock, and the search ends") {
    auto const report = fermata::explore(
        [] {
            fermata::stop_source source;
            fermata::mutex mutex;
            fermata::thread asks([&] { source.request_stop(); });
            fermata::thread owns([&] {
                fermata::lock_guard const lock(mutex);
                fermata::stop_callback const callback(source.get_token(), [&] {
                    mutex.lock();
                    mutex.unlock();
                });
            });
            asks.join();
            owns.join();
        },
        {.stop_at_first_failure = false});
    CHECK(report.complete);
    CHECK(report.count(fermata::outcome::deadlocked) >= 1);
}

TEST_CASE("as many executions as there are classes are all of them") {
    auto const body = [] {
        fermata::atomic<int> x{0};
        fermata::thread a([&] { x.fetch_add(1); });
        fermata::thread b([&] { x.fetch_add(1); });
        a.join();
        b.join();
    };
    auto const report = fermata::explore(body, {.executions_max = 2});
    CHECK(report.executions == 2);
    CHECK(report.complete);
    CHECK_FALSE(fermata::explore(body, {.executions_max = 1}).complete);
}

TEST_CASE("a runner belongs to the OS thread that made it") {
    fermata::starter const a{"a", [] { fermata::checkpoint("x"); }};
    fermata::runner runner{{a}, {a.at("x")}};
    std::string message;
    std::thread([&] {
        try {
            runner.next();
        } catch (fermata::usage_error const& error) {
            message = error.what();
        }
    }).join();
    CHECK(contains(message, "another OS thread"));
    runner.finish();
}

TEST_CASE("what on_progress throws comes out of explore()") {
    fermata::options with;
    with.strategy = fermata::strategies::random{};
    with.executions_max = 1'000'000'000'000;
    with.on_progress = [](fermata::progress const&) { throw std::runtime_error("enough"); };
    auto const body = [] {
        fermata::starter const a{"a", [] { fermata::checkpoint("x"); }};
        fermata::starter const b{"b", [] { fermata::checkpoint("x"); }};
        fermata::runner{{a, b}}.finish();
    };
    CHECK_THROWS_WITH(static_cast<void>(fermata::explore(body, with)), "enough");
}
