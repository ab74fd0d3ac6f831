// fermata - https://www.boost.org/LICENSE_1_0.txt
#include "support.hpp"

#include <sys/wait.h>
#include <unistd.h>

using namespace acceptance;

namespace {
fermata::report explored_by_default(names* orders = nullptr) {
    return fermata::explore(
        [&] {
            std::string order;
            auto const body = [&](char name) {
                for (int i = 0; i < 3; ++i) {
                    order += name;
                    fermata::checkpoint("x");
                }
            };
            fermata::runner{{fermata::starter{"a", body, 'a'}, fermata::starter{"b", body, 'b'}}}.finish();
            if (orders != nullptr) {
                orders->push_back(order);
            }
        },
        {.strategy = fermata::strategies::all_orderings{}, .check_determinism = false});
}

fermata::report failing(int* executions = nullptr) {
    return fermata::explore(
        [&] {
            if (executions != nullptr) {
                ++*executions;
            }
            lose_an_update();
        },
        {.strategy = fermata::strategies::all_orderings{}});
}

fermata::report another_failing() {
    return fermata::explore([] { lose_an_update(); }, {.strategy = fermata::strategies::all_orderings{}});
}
} // namespace

TEST_CASE("FERMATA_STRATEGY overrules the option") {
    CHECK(explored_by_default().executions == 70);
    {
        environment const strategy("FERMATA_STRATEGY", "round_robin");
        CHECK(explored_by_default().executions == 1);
    }
    {
        environment const strategy("FERMATA_STRATEGY", "random");
        auto const report = explored_by_default();
        CHECK(report.executions == 10000);
        CHECK(contains(report.verdict(), "random"));
    }
    {
        environment const strategy("FERMATA_STRATEGY", "all_orderings");
        auto const report = fermata::explore([] { run_starters(2, 2); },
                                             {.strategy = fermata::strategies::random{}, .executions_max = 1000});
        CHECK(report.executions == 20);
        CHECK(report.complete);
    }
    CHECK(explored_by_default().executions == 70);
}

TEST_CASE("FERMATA_SEED and FERMATA_EXECUTIONS_MAX overrule the options") {
    environment const strategy("FERMATA_STRATEGY", "random");
    environment const executions("FERMATA_EXECUTIONS_MAX", "25");
    names seven;
    {
        environment const seed("FERMATA_SEED", "7");
        auto const report = explored_by_default(&seven);
        CHECK(report.executions == 25);
        CHECK(report.seed == 7);
        names again;
        CHECK(explored_by_default(&again).executions == 25);
        CHECK(seven == again);
    }
    environment const seed("FERMATA_SEED", "8");
    names eight;
    CHECK(explored_by_default(&eight).seed == 8);
    CHECK(eight.size() == 25);
    CHECK(seven != eight);
}

TEST_CASE("FERMATA_EXECUTIONS_MAX cuts off an exhaustive strategy, too") {
    environment const executions("FERMATA_EXECUTIONS_MAX", "5");
    auto const report = explored_by_default();
    CHECK(report.executions == 5);
    CHECK_FALSE(report.complete);
}

TEST_CASE("FERMATA_TIME_MAX, in seconds") {
    environment const time("FERMATA_TIME_MAX", "1");
    auto const report =
        fermata::explore([] { run_starters(5, 9); }, {.strategy = fermata::strategies::all_orderings{}});
    CHECK_FALSE(report.complete);
    CHECK(report.executions > 0);
    CHECK_FALSE(report.failure.has_value());
}

namespace {
/// The token that a fresh process finds: what is pasted comes from an earlier run of the program.
std::string token_of_another_process() {
    int ends[2] = {};
    REQUIRE(pipe(ends) == 0);
    pid_t const child = fork();
    if (child == 0) {
        auto const found = failing();
        std::string const token = found.failure.has_value() ? found.failure->token : std::string();
        _exit(write(ends[1], token.data(), token.size()) == static_cast<ssize_t>(token.size()) ? 0 : 1);
    }
    close(ends[1]);
    std::string token(1000, '\0');
    ssize_t const size = read(ends[0], token.data(), token.size());
    close(ends[0]);
    int status = 0;
    waitpid(child, &status, 0);
    REQUIRE(status == 0);
    token.resize(size > 0 ? static_cast<std::size_t>(size) : 0);
    return token;
}
} // namespace

TEST_CASE("FERMATA_REPLAY replays its own exploration; others run as usual") {
    std::string const token = token_of_another_process();
    REQUIRE(token.substr(0, 4) == "fm1:");
    int executions = 0;
    fermata::report again;
    fermata::report other;
    {
        environment const replay("FERMATA_REPLAY", token);
        again = failing(&executions);
        other = another_failing();
        auto const usual = explored_by_default();
        CHECK(usual.executions == 70);
        CHECK(usual.complete);
    }
    auto const found = failing();
    REQUIRE(found.failure.has_value());
    REQUIRE(found.failure->execution > 1);
    REQUIRE(again.failure.has_value());
    CHECK(again.executions == 1);
    CHECK(executions <= 2);
    CHECK(again.failure->outcome == found.failure->outcome);
    CHECK(again.failure->message == found.failure->message);
    CHECK(again.failure->trace == found.failure->trace);
    CHECK(again.failure->schedule == found.failure->schedule);

    REQUIRE(other.failure.has_value());
    CHECK(other.failure->execution == found.failure->execution);
    CHECK(other.executions == found.executions);
    CHECK(other.failure->token != token); // the same choices of another exploration
}

TEST_CASE("FERMATA_STRATEGY overrules a bound for which a strategy has no use") {
    environment const strategy("FERMATA_STRATEGY", "random");
    auto const report = fermata::explore([] { run_starters(2, 2); }, {.preemptions_max = 1});
    CHECK(report.executions == 10000);
    CHECK(contains(report.verdict(), "random"));
}
