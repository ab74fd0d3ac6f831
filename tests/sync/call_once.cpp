// fermata - https://www.boost.org/LICENSE_1_0.txt
#include "support.hpp"

#include <memory>
#include <stdexcept>

using namespace sync_tests;

TEST_CASE("call_once: one calls, the others wait for its end") {
    // A's call has a step in between, in which B is not enabled: two orderings.
    auto const all = explore_all([] {
        fermata::once_flag flag;
        fermata::mutex mutex;
        int made = 0;
        int called = 0;
        auto const body = [&] {
            fermata::call_once(
                flag,
                [&](int value) {
                    ++called;
                    mutex.lock();
                    made = value;
                    mutex.unlock();
                },
                5);
            fermata::expect(made == 5);
        };
        together(body, body);
        return std::to_string(called);
    });
    CHECK(all.report.ok());
    CHECK(all.only({"1"}));
    CHECK(all.executions == 2);
    CHECK(all.classes == 2);
}

TEST_CASE("call_once: those who come later only read") {
    // Main has called. Two more in two orders, one class.
    auto const all = explore_all([] {
        fermata::once_flag flag;
        int called = 0;
        auto const body = [&] { fermata::call_once(flag, [&] { ++called; }); };
        body();
        together(body, body);
        return std::to_string(called);
    });
    CHECK(all.executions == 2);
    CHECK(all.classes == 1);
    CHECK(all.only({"1"}));
}

TEST_CASE("call_once: an exception lets the next one call") {
    auto const all = explore_all([] {
        fermata::once_flag flag;
        int tries = 0;
        int caught = 0;
        auto const body = [&] {
            try {
                fermata::call_once(flag, [&] {
                    fermata::checkpoint("in the call");
                    if (++tries == 1) {
                        throw std::runtime_error("not yet");
                    }
                });
            } catch (std::runtime_error const&) {
                ++caught;
            }
        };
        together(body, body, body);
        return std::to_string(tries) + ", caught " + std::to_string(caught);
    });
    CHECK(all.report.ok());
    CHECK(all.only({"2, caught 1"}));
    CHECK(all.executions == 6); // the orders in which they come
    // Who comes third only reads, but after the second one has written: all orders differ.
    CHECK(all.classes == 6);
}

TEST_CASE("call_once: a call that ends after a join tells who waits for it") {
    // The join goes on without a step of its own, so the end of the call is one.
    auto const all = explore_all([] {
        fermata::once_flag flag;
        int made = 0;
        auto const body = [&] {
            fermata::call_once(flag, [&] {
                fermata::thread helper([&] {
                    fermata::checkpoint("help");
                    ++made;
                });
                helper.join();
            });
            fermata::expect(made == 1);
        };
        together(body, body);
        return std::string();
    });
    CHECK(all.report.ok());
    CHECK(all.executions == 2);
    CHECK(all.classes == 2);
}

TEST_CASE("call_once: in its own call it waits for itself") {
    auto const report = first_failure([] {
        fermata::once_flag flag;
        fermata::call_once(flag, [&] { fermata::call_once(flag, [] {}); });
    });
    REQUIRE(report.failure.has_value());
    CHECK(report.failure->outcome == fermata::outcome::deadlocked);
    CHECK(contains(all_of(report), "main waits for the end of the call of once_flag 1, which it makes itself"));
}

TEST_CASE("call_once: outside of an execution") {
    fermata::once_flag flag;
    int called = 0;
    CHECK_THROWS_AS(fermata::call_once(flag, [] { throw std::runtime_error("no"); }), std::runtime_error);
    fermata::call_once(flag, [&] { ++called; });
    fermata::call_once(flag, [&] { ++called; });
    CHECK(called == 1);
    fermata::once_flag own;
    check_misuse_outside([&] { fermata::call_once(own, [&] { fermata::call_once(own, [] {}); }); }, "in its own call");
}
