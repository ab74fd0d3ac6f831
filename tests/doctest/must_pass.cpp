// fermata - https://www.boost.org/LICENSE_1_0.txt
//
// Test cases that must pass. tests/doctest/adapter.cpp runs them, and reads what doctest has counted.
#include "../traps/child.hpp"
#include "programs.hpp"

#include <unistd.h>

#include <fstream>
#include <stdexcept>
#include <string>
#include <thread>

using programs::all_orders;
using programs::deposit;
using programs::two_clients;

namespace {

std::size_t resident_bytes() {
    std::ifstream file("/proc/self/statm");
    std::size_t all = 0;
    std::size_t resident = 0;
    file >> all >> resident;
    return resident * static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
}

} // namespace

TEST_CASE("an exploration is one assertion") {
    auto const report = fermata::explore(
        [] {
            two_clients(
                [](int&, int) {
                    CHECK(1 == 1);
                    fermata::checkpoint("stands");
                    REQUIRE(2 == 2);
                },
                [](int balance) { CHECK(balance == 100); });
        },
        all_orders());
    static_cast<void>(report);
}

TEST_CASE("a hundred thousand executions") {
    int executions = 0;
    std::size_t early = 0;
    fermata::options options;
    options.strategy = fermata::strategies::random{};
    options.executions_max = 100'000;
    auto const report = fermata::explore(
        [&] {
            if (++executions == 1000) {
                early = resident_bytes();
            }
            two_clients(
                [](int&, int amount) {
                    CAPTURE(amount);
                    try {
                        INFO("an exception passes this");
                        fermata::checkpoint("stands");
                        CHECK(amount > 0);
                        throw std::runtime_error("thrown");
                    } catch (std::runtime_error const&) {
                    }
                },
                [](int balance) { CHECK(balance == 100); });
        },
        options);
    CHECK(report);
    CHECK(report.executions == 100'000);
    if (!child::with_address_sanitizer) {
        CHECK(resident_bytes() < early + 512 * 1024);
    }
}

TEST_CASE("the notes of the test case are there afterwards") {
    INFO("first");
    INFO("second");
    auto const* const* const before = doctest::IReporter::get_active_contexts();
    REQUIRE(doctest::IReporter::get_num_active_contexts() == 2);
    auto const* const first = before[0];
    static_cast<void>(fermata::explore(
        [] {
            INFO("of main");
            two_clients(
                [](int&, int) {
                    INFO("of a client");
                    fermata::checkpoint("stands");
                    INFO("another");
                },
                [](int) {});
        },
        all_orders()));
    CHECK(doctest::IReporter::get_num_active_contexts() == 2);
    CHECK(doctest::IReporter::get_active_contexts()[0] == first);
    {
        INFO("third");
        CHECK(doctest::IReporter::get_num_active_contexts() == 3);
    }
    CHECK(doctest::IReporter::get_num_active_contexts() == 2);
}

TEST_CASE("notes of fibers that are given up") {
    INFO("of the test case");
    SUBCASE("that have not begun") {
        auto const stand = [] {
            INFO("of a fiber");
            fermata::checkpoint("stands");
        };
        fermata::starter const alice{"alice", stand};
        fermata::starter const bob{"bob", stand};
        fermata::runner runner{{alice, bob},
                               {alice.at("stands")},
                               {.after_last_point = fermata::after_last_point::hold}};
        runner.next();
    }
    SUBCASE("in an exploration") {
        auto const report = fermata::explore(
            [] {
                INFO("of main");
                auto const wait = [] {
                    INFO("of a fiber");
                    fermata::wait_until([] { return false; });
                };
                fermata::starter const alice{"alice", wait};
                fermata::starter const bob{"bob", wait};
                fermata::runner{{alice, bob}}.finish();
            },
            all_orders(false));
        CHECK(report.count(fermata::outcome::deadlocked) == report.executions);
    }
    SUBCASE("that have not begun when an execution is cut off") {
        fermata::options options = all_orders(false);
        options.steps_max = 3;
        auto const report = fermata::explore(
            [] {
                INFO("of main");
                auto const pass = [] {
                    INFO("of a fiber");
                    fermata::checkpoint("one");
                    fermata::checkpoint("two");
                    fermata::checkpoint("three");
                };
                fermata::starter const alice{"alice", pass};
                fermata::starter const bob{"bob", pass};
                fermata::runner{{alice, bob}}.finish();
            },
            options);
        CHECK(report.count(fermata::outcome::step_limit) > 1);
    }
    SUBCASE("in main, that has not begun with its runner") {
        auto const report = fermata::explore(
            [] {
                INFO("of main");
                auto const pass = [] {
                    INFO("of a fiber");
                    fermata::checkpoint("stands");
                };
                fermata::starter const alice{"alice", pass};
                fermata::starter const bob{"bob", pass};
                { fermata::runner const never_run{{alice, bob}}; }
                CHECK(doctest::IReporter::get_num_active_contexts() == 1);
                fermata::runner{{alice, bob}}.finish();
                CHECK(doctest::IReporter::get_num_active_contexts() == 1);
            },
            all_orders());
        CHECK(report);
    }
    SUBCASE("that cannot end") {
        auto const report = fermata::explore(
            [] {
                INFO("of main");
                fermata::starter const alice{"alice", []() noexcept {
                                                 INFO("of a fiber");
                                                 fermata::wait_until([] { return false; });
                                             }};
                fermata::runner{{alice}}.finish();
            },
            all_orders(false));
        CHECK(report.fibers_left_behind >= 1);
    }
    SUBCASE("in main, that cannot end") {
        auto const report = fermata::explore(
            []() noexcept {
                INFO("of main");
                fermata::starter const alice{"alice", [] { fermata::wait_until([] { return false; }); }};
                fermata::starter const bob{"bob", [] { fermata::checkpoint("passes"); }};
                fermata::runner{{alice, bob}}.finish();
            },
            all_orders(false));
        CHECK(report.fibers_left_behind >= 1);
    }
    CHECK(doctest::IReporter::get_num_active_contexts() == 1);
}

TEST_CASE("notes of a runner outside of explorations") {
    auto const count = [](int expected) {
        INFO("one");
        CHECK(doctest::IReporter::get_num_active_contexts() == expected);
        fermata::checkpoint("stands");
        INFO("two");
        CHECK(doctest::IReporter::get_num_active_contexts() == expected + 1);
    };
    INFO("of the test case");
    fermata::starter const alice{"alice", count, 1};
    fermata::starter const bob{"bob", count, 1};
    fermata::runner runner{{alice, bob}, {alice.at("stands"), bob.at("stands")}};
    runner.next();
    CHECK(doctest::IReporter::get_num_active_contexts() == 1);
    {
        INFO("another");
        runner.next();
        CHECK(doctest::IReporter::get_num_active_contexts() == 2);
    }
    runner.finish();
    CHECK(doctest::IReporter::get_num_active_contexts() == 1);
}

TEST_CASE("subcases around an exploration") {
    std::string path = "-";
    auto const explored = [&] {
        return fermata::explore([] { two_clients(deposit, [](int balance) { CHECK(balance > 100); }); }, all_orders());
    };
    CHECK(explored());
    SUBCASE("first") {
        path += "1";
        CHECK(explored());
        SUBCASE("a") {
            path += "a";
            CHECK(explored());
        }
        SUBCASE("b") { path += "b"; }
    }
    SUBCASE("second") { path += "2"; }
    CHECK(explored());
    MESSAGE("path " << path);
}

TEST_CASE("it must fail" * doctest::should_fail()) {
    static_cast<void>(fermata::explore([] { CHECK(1 == 2); }));
}

TEST_CASE("expectations are for the test to judge") {
    auto const report =
        fermata::explore([] { two_clients(deposit, [](int balance) { fermata::expect(balance == 130); }); });
    CHECK_FALSE(report.ok());
    REQUIRE(report.failure);
    CHECK(report.failure->outcome == fermata::outcome::failed);
}

TEST_CASE("explorations on two threads") {
    auto const explored = [](bool& ok) {
        auto const report = fermata::explore(
            [] {
                INFO("of main");
                two_clients(
                    [](int&, int amount) {
                        CAPTURE(amount);
                        fermata::checkpoint("stands");
                        CHECK(doctest::IReporter::get_num_active_contexts() == 1);
                    },
                    [](int) { CHECK(doctest::IReporter::get_num_active_contexts() == 1); });
            },
            all_orders());
        ok = report.ok();
    };
    bool here = false;
    bool there = false;
    std::thread other(explored, std::ref(there));
    explored(here);
    other.join();
    CHECK(here);
    CHECK(there);
}
