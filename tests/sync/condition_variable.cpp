// fermata - https://www.boost.org/LICENSE_1_0.txt
#include "support.hpp"

#include <chrono>
#include <memory>
#include <mutex>
#include <optional>

using namespace sync_tests;
using namespace std::chrono_literals;

TEST_CASE("condition_variable: a predicate under the mutex loses no wake-up") {
    // Waiter: lock, [wait, relock,] unlock. Notifier: lock, unlock, notify.
    // The notifier locks first: the waiter finds the predicate true, and its two steps are shuffled with the notify: 3.
    // The waiter locks first: it waits, and everything else is in one order: 1. Classes: that one; and of the others
    // one, because a notify without a waiter conflicts with nothing that they do.
    auto const all = explore_all([] {
        fermata::mutex mutex;
        fermata::condition_variable condition;
        bool ready = false;
        together(
            [&] {
                std::unique_lock lock(mutex);
                condition.wait(lock, [&] { return ready; });
            },
            [&] {
                {
                    std::lock_guard const lock(mutex);
                    ready = true;
                }
                condition.notify_one();
            });
        return std::string();
    });
    CHECK(all.report.ok());
    CHECK(all.executions == 4);
    CHECK(all.classes == 2);
}

TEST_CASE("condition_variable: without a predicate a wake-up is lost, and that is said") {
    // Waiter: lock, wait, relock, unlock; the notify before the lock, between, or after the wait: two of three are
    // lost.
    auto const body = [] {
        fermata::mutex mutex;
        fermata::condition_variable condition;
        together(
            [&] {
                std::unique_lock lock(mutex);
                condition.wait(lock);
            },
            [&] { condition.notify_one(); });
        return std::string();
    };
    auto const all = explore_all(body);
    CHECK(all.executions == 3);
    CHECK(all.deadlocked == 2);
    CHECK(all.classes == 2); // before or after the wait
    REQUIRE(all.report.failure.has_value());
    std::string const& message = all.report.failure->message;
    CHECK(contains(message, "lost wake-up: thread 1 waits to be notified by condition 1 (condition_variable.cpp:"));
    CHECK(contains(message, "and nobody is left who could; the last notify_one, by thread 2 (condition_variable.cpp:"));
    CHECK(contains(message, "was before it waited"));
}

TEST_CASE("condition_variable: which waiter is woken is a choice") {
    std::set<std::string> orders;
    auto const all = explore_all([&] {
        fermata::mutex mutex;
        fermata::condition_variable condition;
        int waiting = 0;
        std::string order;
        auto const waiter = [&](char name) {
            return [&, name] {
                std::unique_lock lock(mutex);
                ++waiting;
                condition.wait(lock);
                order += name;
            };
        };
        together(waiter('a'), waiter('b'), waiter('c'), [&] {
            fermata::wait_until([&] { return waiting == 3; });
            mutex.lock(); // so that the third one waits
            mutex.unlock();
            condition.notify_one();
            condition.notify_all();
        });
        orders.insert(order);
        return std::string();
    });
    CHECK(all.report.ok());
    CHECK(orders == std::set<std::string>{"abc", "acb", "bac", "bca", "cab", "cba"});
}

TEST_CASE("condition_variable: a timed wait may time out until it is notified") {
    // Waiter: lock, wait, end of the wait, relock, unlock; the notify at one of six places, and only between the wait
    // and its end it is heard. Classes: before the wait, between the two, after the end.
    auto const all = explore_all([] {
        fermata::mutex mutex;
        fermata::condition_variable condition;
        fermata::cv_status status = fermata::cv_status::timeout;
        together(
            [&] {
                std::unique_lock lock(mutex);
                status = condition.wait_for(lock, 1h);
                fermata::expect(lock.owns_lock());
            },
            [&] { condition.notify_one(); });
        return std::string(status == fermata::cv_status::timeout ? "timeout" : "notified");
    });
    CHECK(all.report.ok());
    CHECK(all.results == std::map<std::string, std::uint64_t>{{"notified", 1}, {"timeout", 5}});
    CHECK(all.classes == 3);
}

TEST_CASE("condition_variable: who timed out is not notified, and takes no notification from others") {
    // One waits with time, one without; one notify_one after both wait. Where the timed one was chosen, the other one
    // is never woken; where it timed out before, the other one must be woken.
    auto const all = explore_all([] {
        fermata::mutex mutex;
        fermata::condition_variable condition;
        int waiting = 0;
        bool timed_out = false;
        together(
            [&] {
                std::unique_lock lock(mutex);
                ++waiting;
                timed_out = condition.wait_until(lock, std::chrono::steady_clock::now()) == fermata::cv_status::timeout;
            },
            [&] {
                std::unique_lock lock(mutex);
                ++waiting;
                condition.wait(lock);
            },
            [&] {
                std::unique_lock lock(mutex);
                fermata::assume(waiting == 2);
                lock.unlock();
                condition.notify_one();
            });
        return std::string(timed_out ? "timed out, other woken" : "impossible");
    });
    CHECK(all.results.count("impossible") == 0);
    CHECK(all.results.count("timed out, other woken") == 1);
    CHECK(all.deadlocked > 0); // it chose the timed one
}

// The consumer's time is up, but it needs the mutex to go on. Who holds that notifies nobody, and does not know it.
TEST_CASE_TEMPLATE("a wait times out while another fiber holds the mutex", Condition, fermata::condition_variable,
                   fermata::condition_variable_any) {
    for (bool const notifies_all : {false, true}) {
        CAPTURE(notifies_all);
        auto const body = [&] {
            fermata::mutex mutex;
            Condition condition;
            int items = 0;
            bool has_given_up = false;
            together(
                [&] {
                    std::unique_lock lock(mutex);
                    if (items == 0 && condition.wait_for(lock, 1s) == fermata::cv_status::timeout) {
                        has_given_up = true;
                        return;
                    }
                    --items;
                },
                [&] {
                    std::lock_guard const lock(mutex);
                    if (!has_given_up) {
                        ++items;
                        notifies_all ? condition.notify_all() : condition.notify_one();
                    }
                });
            return std::string(items != 0 ? "left" : has_given_up ? "given up" : "taken");
        };
        auto const all = explore_all(body);
        CHECK(all.report.ok());
        CHECK(all.only({"given up", "left", "taken"}));
        std::set<std::string> results;
        auto const reduced = fermata::explore([&] { results.insert(body()); });
        CHECK(reduced.ok());
        CHECK(results == std::set<std::string>{"given up", "left", "taken"});
        CHECK(reduced.executions == all.classes);
    }
}

TEST_CASE("condition_variable: timed waits with a predicate say whether it holds") {
    auto const all = explore_all([] {
        fermata::mutex mutex;
        fermata::condition_variable condition;
        bool ready = false;
        bool held = false;
        together(
            [&] {
                std::unique_lock lock(mutex);
                held = condition.wait_for(lock, 1s, [&] { return ready; });
                fermata::expect(held == ready);
            },
            [&] {
                mutex.lock();
                ready = true;
                mutex.unlock();
                condition.notify_all();
            });
        return std::string(held ? "held" : "timed out");
    });
    CHECK(all.report.ok());
    CHECK(all.only({"held", "timed out"}));
}

TEST_CASE("condition_variable: spurious wake-ups on request only") {
    auto const program = [](bool in_loop, std::uint32_t spurious) {
        return explore_all([=] {
            if (spurious != 0) {
                fermata::allow_spurious_wakeups(spurious);
            }
            fermata::mutex mutex;
            fermata::condition_variable condition;
            bool ready = false;
            together(
                [&] {
                    std::unique_lock lock(mutex);
                    if (in_loop) {
                        condition.wait(lock, [&] { return ready; });
                    } else if (!ready) {
                        condition.wait(lock);
                    }
                    fermata::expect(ready, "woken for nothing");
                },
                [&] {
                    std::unique_lock const lock(mutex);
                    ready = true;
                    condition.notify_one();
                });
            return std::string();
        });
    };
    CHECK(program(false, 0).report.ok());
    auto const wrong = program(false, 1);
    REQUIRE(wrong.report.failure.has_value());
    CHECK(contains(wrong.report.failure->message, "woken for nothing"));
    CHECK(contains(to_string(wrong.report), "end the wait for condition 1"));
    CHECK(program(true, 1).report.ok());
    CHECK(program(true, 3).report.ok());
    CHECK(program(true, 3).executions > program(true, 1).executions);
    CHECK(program(true, 0).report.ok()); // the request held for its executions only
}

TEST_CASE("condition_variable: misuse") {
    check_misuse(
        [] {
            fermata::mutex mutex;
            fermata::condition_variable condition;
            std::unique_lock<fermata::mutex> lock(mutex, std::defer_lock);
            condition.wait(lock);
        },
        "a wait for condition 1 needs a lock that the calling fiber holds");
    for (bool const is_timed : {false, true}) {
        check_misuse(
            [=] {
                std::optional<fermata::condition_variable> condition;
                condition.emplace();
                fermata::mutex mutex;
                bool locked = false;
                fermata::thread waiting([&] {
                    std::unique_lock lock(mutex);
                    locked = true;
                    is_timed ? static_cast<void>(condition->wait_for(lock, 1s)) : condition->wait(lock);
                });
                fermata::wait_until([&] { return locked; });
                mutex.lock(); // which the wait has given up
                mutex.unlock();
                condition.reset();
                waiting.join();
            },
            "condition 1 was destroyed while thread 1 waits to be notified by condition 1 (condition_variable.cpp:",
            false);
    }
    check_misuse(
        [] {
            fermata::mutex a;
            fermata::mutex b;
            fermata::condition_variable condition;
            auto const waiter = [&](fermata::mutex& mutex) {
                return [&] {
                    std::unique_lock lock(mutex);
                    condition.wait_for(lock, 1s);
                };
            };
            together(waiter(a), waiter(b));
        },
        "must hold the same mutex");
    check_misuse_outside(
        [] {
            fermata::mutex mutex;
            fermata::condition_variable condition;
            std::unique_lock lock(mutex);
            condition.wait(lock);
        },
        "would wait for ever");
}

TEST_CASE("condition_variable: destroyed when all have been notified, which is allowed") {
    auto const all = explore_all([] {
        fermata::mutex mutex;
        auto condition = std::make_unique<fermata::condition_variable>();
        bool waits = false;
        together(
            [&] {
                std::unique_lock lock(mutex);
                waits = true;
                condition->wait_for(lock, 1s);
            },
            [&] {
                std::unique_lock lock(mutex);
                if (waits) {
                    condition->notify_all();
                    condition.reset();
                }
            });
        return std::string();
    });
    CHECK(all.report.ok());
}

TEST_CASE("condition_variable: outside of an execution nobody waits, and time is up at once") {
    fermata::mutex mutex;
    fermata::condition_variable condition;
    condition.notify_one();
    condition.notify_all();
    std::unique_lock lock(mutex);
    condition.wait(lock, [] { return true; });
    CHECK(condition.wait_for(lock, 1h) == fermata::cv_status::timeout);
    CHECK_FALSE(condition.wait_for(lock, 1h, [] { return false; }));
    CHECK(lock.owns_lock());
}
