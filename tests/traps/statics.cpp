// fermata - https://www.boost.org/LICENSE_1_0.txt
//
// Trap 5: a program that keeps state between executions would make every replay lie. It is found out, and
// both sides of the first step that differs are shown.
#include <fermata/fermata.hpp>

#include <doctest/doctest.h>

#include <cstdlib>
#include <memory>
#include <string>

namespace {

bool says(fermata::failure const& failure, std::string const& what) {
    std::string all = failure.message;
    for (std::string const& line : failure.details) {
        all += "\n" + line;
    }
    INFO("searched: ", all);
    bool const found = all.find(what) != std::string::npos;
    CHECK_MESSAGE(found, "not said: " << what);
    return found;
}

/// One starter whose checkpoint is named by `name`, and another one.
template <class Name>
auto program(Name name) {
    return [name] {
        std::string const mine = name();
        fermata::starter const a{"alice", [&] { fermata::checkpoint(mine); }};
        fermata::starter const b{"bob", [] { fermata::checkpoint("bob's"); }};
        fermata::runner{{a, b}}.finish();
    };
}

void check_diverged(fermata::report const& report) {
    CHECK_FALSE(report.ok());
    CHECK_FALSE(report.complete);
    CHECK(report.count(fermata::outcome::diverged) == 1);
    REQUIRE(report.failure);
    CHECK(report.failure->outcome == fermata::outcome::diverged);
}

} // namespace

TEST_CASE("a static that differs in the second execution: both sides are shown") {
    static int runs = 0;
    runs = 0;
    auto const report = fermata::explore(program([] { return runs++ == 0 ? "first side" : "second side"; }));
    check_diverged(report);
    says(*report.failure, "first side");
    says(*report.failure, "second side");
    CHECK(runs == 2); // the repetition has shown it, and nothing more was made
}

TEST_CASE("the same with a thread_local") {
    static thread_local int runs = 0;
    runs = 0;
    auto const report = fermata::explore(program([] { return runs++ == 0 ? "first side" : "second side"; }));
    check_diverged(report);
    says(*report.failure, "first side");
    says(*report.failure, "second side");
}

TEST_CASE("a step that is missing the second time") {
    static bool done = false;
    done = false;
    auto const report = fermata::explore([] {
        fermata::starter const a{"alice", [] {
                                     if (!done) { // such as the initialisation of a cache
                                         done = true;
                                         fermata::checkpoint("initialises");
                                     }
                                     fermata::checkpoint("uses");
                                 }};
        fermata::runner{{a}}.finish();
    });
    check_diverged(report);
    says(*report.failure, "initialises");
    says(*report.failure, "uses");
}

TEST_CASE("a fiber more the second time") {
    static int runs = 0;
    runs = 0;
    auto const report = fermata::explore([] {
        auto const pass = [] { fermata::checkpoint("passes"); };
        fermata::starter const a{"alice", pass};
        fermata::starter const b{"bob", pass};
        if (runs++ == 0) {
            fermata::runner{{a}}.finish();
        } else {
            fermata::runner{{a, b}}.finish();
        }
    });
    check_diverged(report);
}

TEST_CASE("an address that decides") {
    // The number of objects that were ever made is a hidden static.
    static std::unique_ptr<int> kept;
    kept.reset();
    auto const report = fermata::explore(program([] {
        bool const first = kept == nullptr;
        kept = std::make_unique<int>(1);
        return first ? "empty cache" : "warm cache";
    }));
    check_diverged(report);
    says(*report.failure, "warm cache");
}

TEST_CASE("a difference that comes later is found in the prefix that is repeated") {
    static int runs = 0;
    runs = 0;
    fermata::options options;
    options.strategy = fermata::strategies::all_orderings{};
    auto const report = fermata::explore(
        [] {
            bool const late = ++runs > 4;
            auto const pass = [late] {
                fermata::checkpoint("one");
                fermata::checkpoint(late ? "two, late" : "two");
                fermata::checkpoint("three");
            };
            fermata::starter const a{"alice", pass};
            fermata::starter const b{"bob", pass};
            fermata::runner{{a, b}}.finish();
        },
        options);
    check_diverged(report);
    says(*report.failure, "two, late");
    CHECK(report.executions < 20);
}

TEST_CASE("without the check the first execution is not repeated") {
    static int runs = 0;
    runs = 0;
    fermata::options options;
    options.check_determinism = false;
    options.strategy = fermata::strategies::round_robin{};
    auto const report = fermata::explore(program([] { return runs++ == 0 ? "first" : "second"; }), options);
    CHECK(report);
    CHECK(runs == 1);
}

TEST_CASE("a failing execution is repeated too") {
    static int runs = 0;
    runs = 0;
    auto const report = fermata::explore([] {
        int const now = runs++;
        fermata::starter const a{"alice", [] { fermata::checkpoint("passes"); }};
        fermata::runner{{a}}.finish();
        fermata::expect(now != 0, "fails in the first execution only");
    });
    check_diverged(report);
}
