// fermata - https://www.boost.org/LICENSE_1_0.txt
//
// Test cases that must fail. tests/doctest/adapter.cpp runs them one by one and says how.
#include "programs.hpp"

#include <functional>
#include <stdexcept>
#include <string>
#include <vector>

using programs::all_orders;
using programs::deposit;
using programs::two_clients;

namespace {

// A sanitizer that finds the mistake would say so before the signal comes.
[[gnu::noinline]] __attribute__((no_sanitize("undefined", "address"))) void write_to_null() {
    int volatile* volatile nowhere = nullptr;
    *nowhere = 1;
}

} // namespace

TEST_CASE("a check in the body") {
    INFO("of the test case");
    auto const report =
        fermata::explore([] { two_clients(deposit, [](int balance) { CHECK(balance == 130); }); }, all_orders());
    CHECK_FALSE(report.ok());
}

TEST_CASE("all failing executions count once") {
    auto const report = fermata::explore(
        [] {
            two_clients(deposit, [](int balance) {
                CHECK(balance == 130);
                CHECK(balance > 125);
            });
        },
        all_orders(false));
    CHECK(report.count(fermata::outcome::failed) > 1);
    CHECK(report.complete);
}

TEST_CASE("a require in a starter") {
    static int came_past = 0;
    static int others_ended = 0;
    auto const report = fermata::explore(
        [] {
            bool written = false;
            fermata::starter const alice{"alice", [&] {
                                             fermata::checkpoint("looks");
                                             REQUIRE_FALSE(written);
                                             came_past += written ? 1 : 0;
                                         }};
            fermata::starter const bob{"bob", [&] {
                                           fermata::checkpoint("writes");
                                           written = true;
                                           fermata::checkpoint("goes on");
                                           others_ended += written ? 1 : 0;
                                       }};
            fermata::runner{{alice, bob}}.finish();
        },
        all_orders());
    REQUIRE(report.failure);
    CHECK(report.failure->outcome == fermata::outcome::failed);
    CHECK(report.failure->fiber == "alice");
    CHECK(came_past == 0);
    CHECK(others_ended > 0);
    MESSAGE("the end of the test case was reached");
}

TEST_CASE("a check lets its fiber go on") {
    static bool came_past = false;
    auto const report = fermata::explore([] {
        fermata::starter const alice{"alice", [] {
                                         CHECK(1 == 2);
                                         fermata::checkpoint("goes on");
                                         came_past = true;
                                     }};
        fermata::runner{{alice}}.finish();
    });
    REQUIRE(report.failure);
    CHECK(came_past);
    CHECK(to_string(report.failure->trace).find("goes on") != std::string::npos);
}

TEST_CASE("the notes of another fiber") {
    auto const report = fermata::explore(
        [] {
            INFO("a note of main");
            bool written = false;
            fermata::starter const alice{"alice", [&] {
                                             INFO("a note of alice");
                                             fermata::checkpoint("reads");
                                             int const amount = 7;
                                             CAPTURE(amount);
                                             CHECK_FALSE(written);
                                         }};
            fermata::starter const bob{"bob", [&] {
                                           INFO("a note of bob");
                                           fermata::checkpoint("writes");
                                           written = true;
                                           fermata::checkpoint("stands still in it");
                                       }};
            fermata::runner{{alice, bob}}.finish();
        },
        all_orders());
    CHECK(report.failure);
}

TEST_CASE("check of a report with a deadlock") {
    auto const report = fermata::explore([] {
        fermata::starter const alice{"alice", [] { fermata::wait_until([] { return false; }); }};
        fermata::runner{{alice}}.finish();
    });
    CHECK(report);
}

TEST_CASE("check of a report with an expectation") {
    auto const report = fermata::explore(
        [] { two_clients(deposit, [](int balance) { fermata::expect(balance == 130, "a deposit was lost"); }); });
    CHECK(report);
}

TEST_CASE("check of ok") {
    auto const report = fermata::explore([] { throw std::runtime_error("of another kind"); });
    CHECK(report.ok());
}

TEST_CASE("fail and fail_check") {
    auto const report = fermata::explore([] {
        fermata::starter const alice{"alice", [] {
                                         MESSAGE("a message");
                                         FAIL_CHECK("the number ", 1);
                                         fermata::checkpoint("goes on");
                                         FAIL("the number ", 2);
                                         fermata::checkpoint("never");
                                     }};
        fermata::runner{{alice}}.finish();
    });
    REQUIRE(report.failure);
    CHECK(to_string(report.failure->trace).find("goes on") != std::string::npos);
    CHECK(to_string(report.failure->trace).find("never") == std::string::npos);
}

TEST_CASE("assertions about exceptions") {
    auto const report = fermata::explore([] {
        fermata::starter const alice{"alice", [] {
                                         auto const throws = [] { throw std::runtime_error("thrown"); };
                                         CHECK_THROWS_AS(throws(), std::runtime_error);
                                         CHECK_NOTHROW(static_cast<void>(0));
                                         WARN(1 == 2);
                                         CHECK_THROWS_WITH_AS(throws(), "other", std::runtime_error);
                                     }};
        fermata::runner{{alice}}.finish();
    });
    CHECK(report.failure);
}

TEST_CASE("subcases do not work inside") {
    auto const report = fermata::explore([] {
        SUBCASE("inside") {}
    });
    CHECK(report);
}

TEST_CASE("one test case fails") {
    auto const report = fermata::explore([] { CHECK(1 == 2); });
    CHECK(report.failure);
    INFO("open when it fails again");
    CHECK(3 == 4);
}

TEST_CASE("one test case fails, the next one passes") {
    CHECK(fermata::explore([] {
        fermata::starter const alice{"alice", [] { CHECK(1 == 1); }};
        fermata::runner{{alice}}.finish();
    }));
    CHECK(5 == 5);
}

TEST_CASE("usage errors give doctest back") {
    fermata::options options;
    options.executions_max = 0;
    CHECK_THROWS_AS(static_cast<void>(fermata::explore([] {}, options)), fermata::usage_error);
    struct refuses : fermata::strategy {
        bool next_execution(fermata::prefix&) override { return true; }
        std::uint32_t choose_fiber(fermata::decision const&) override { return 1'000'000; }
        std::uint32_t choose_value(std::uint32_t) override { return 0; }
        std::string verdict(std::uint64_t, bool) const override { return {}; }
    };
    options = {};
    options.strategy = std::make_shared<refuses>();
    auto const two = [] { two_clients(deposit, [](int) {}); };
    INFO("of the test case");
    CHECK_THROWS_AS(static_cast<void>(fermata::explore(two, options)), fermata::usage_error);
    CHECK_THROWS_AS(static_cast<void>(fermata::replay("not a token", two)), fermata::usage_error);
    CHECK(doctest::IReporter::get_num_active_contexts() == 1);
    CHECK(6 == 7);
}

TEST_CASE("a runner outside of explorations") {
    INFO("of the test case");
    auto const check = [](int number) {
        INFO("of number ", number);
        fermata::checkpoint("stands");
        CHECK(number == 1);
    };
    fermata::starter const one{"one", check, 1};
    fermata::starter const two{"two", check, 2};
    fermata::runner runner{{one, two}, {one.at("stands"), two.at("stands")}};
    runner.next();
    INFO("after the first");
    runner.next();
    runner.finish();
}

TEST_CASE("a replay") {
    auto const body = [] { two_clients(deposit, [](int balance) { fermata::expect(balance == 130); }); };
    auto const found = fermata::explore(body, all_orders());
    REQUIRE(found.failure);
    auto const again = fermata::replay(found.failure->token, [] {
        two_clients(deposit, [](int balance) {
            CHECK(balance == 130);
            fermata::expect(balance == 130);
        });
    });
    CHECK(again.failure);
}

TEST_CASE("a crash") {
    auto const report = fermata::explore([] {
        fermata::starter const alice{"alice", [] {
                                         fermata::checkpoint("stands");
                                         write_to_null();
                                     }};
        fermata::runner{{alice}}.finish();
    });
    CHECK(report);
}
