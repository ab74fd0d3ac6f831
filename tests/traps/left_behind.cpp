// fermata - https://www.boost.org/LICENSE_1_0.txt
//
// Trap 2, where the order to abort cannot be carried out: it is swallowed, or meets noexcept.
#include <fermata/fermata.hpp>

#include <doctest/doctest.h>

#include <exception>
#include <string>
#include <vector>

namespace {

using names = std::vector<std::string>;

/// Writes its name down when it is destroyed.
struct mark {
    names& log;
    std::string name;
    mark(names& into, std::string text) : log(into), name(std::move(text)) {}
    mark(mark const&) = delete;
    mark& operator=(mark const&) = delete;
    ~mark() { log.push_back(name); }
};

/// Starters stay at their last declared point, so that they are unfinished when the runner is destroyed.
fermata::runner_options hold() {
    fermata::runner_options options;
    options.after_last_point = fermata::after_last_point::hold;
    return options;
}

fermata::options count_all() {
    fermata::options options;
    options.strategy = fermata::strategies::all_orderings{};
    options.stop_at_first_failure = false;
    return options;
}

void wait_for_ever() {
    fermata::wait_until([] { return false; });
}

} // namespace

TEST_CASE("a fiber that swallows the order, and ends, has ended") {
    names log;
    {
        fermata::starter const a{"alice", [&] {
                                     try {
                                         fermata::checkpoint("stands");
                                     } catch (...) {
                                         log.push_back("swallowed");
                                     }
                                     fermata::checkpoint("passes: no operation has an effect any more");
                                     log.push_back("ended");
                                 }};
        fermata::runner runner{{a}, {a.at("stands")}, hold()};
        runner.next();
    }
    CHECK(log == names{"swallowed", "ended"});
}

TEST_CASE("a fiber that swallows the order for ever is left behind, and said to be") {
    int after = 0;
    auto const report = fermata::explore(
        [&] {
            auto const stubborn = [] {
                while (true) {
                    try {
                        wait_for_ever();
                    } catch (...) {
                    }
                }
            };
            fermata::starter const a{"alice", stubborn};
            fermata::starter const b{"bob", [] { fermata::checkpoint("passes"); }};
            fermata::runner{{a, b}}.finish();
            ++after;
        },
        count_all());
    CHECK(report.count(fermata::outcome::deadlocked) == report.executions);
    CHECK(report.executions >= 2);
    CHECK(report.complete);
    CHECK(report.fibers_left_behind == report.executions);
    CHECK(after == 0);
}

TEST_CASE("an order to end that meets noexcept leaves the fiber behind, and the exploration goes on") {
    // The first exploration of a process leaves its report of crashes with the handler that was there.
    CHECK(fermata::explore([] { fermata::choose(2); }).ok());
    auto const terminate_before = std::get_terminate();
    auto const report = fermata::explore(
        [&] {
            auto const careful = []() noexcept { wait_for_ever(); };
            fermata::starter const a{"alice", careful};
            fermata::starter const b{"bob", [] { fermata::checkpoint("passes"); }};
            fermata::runner{{a, b}}.finish();
        },
        count_all());
    CHECK(report.count(fermata::outcome::deadlocked) == report.executions);
    CHECK(report.executions >= 2);
    CHECK(report.complete);
    CHECK(report.fibers_left_behind == report.executions);
    REQUIRE(report.failure);
    bool const handler_is_back = std::get_terminate() == terminate_before;
    CHECK(handler_is_back);

    int passed = 0; // and explorations work as ever
    auto const next = fermata::explore([&] {
        fermata::starter const a{"alice", [] { fermata::checkpoint("passes"); }};
        fermata::runner{{a}}.finish();
        ++passed;
    });
    CHECK(next);
    CHECK(passed >= 1);
}

TEST_CASE("noexcept in main's own body") {
    auto const report = fermata::explore(
        [] {
            []() noexcept {
                fermata::starter const a{"alice", &wait_for_ever};
                fermata::runner{{a}}.finish();
            }();
        },
        count_all());
    CHECK(report.count(fermata::outcome::deadlocked) == report.executions);
    CHECK(report.fibers_left_behind >= 1);
}

TEST_CASE("a runner outside of explorations survives a fiber that cannot end") {
    names log;
    {
        fermata::starter const a{"alice", [&]() noexcept {
                                     fermata::checkpoint("stands");
                                     log.push_back("never");
                                 }};
        fermata::starter const b{"bob", [&] {
                                     mark const guard(log, "bob");
                                     fermata::checkpoint("stands");
                                 }};
        fermata::runner runner{{a, b}, {a.at("stands"), b.at("stands")}, hold()};
        runner.next();
        runner.next();
    }
    CHECK(log == names{"bob"});
}
