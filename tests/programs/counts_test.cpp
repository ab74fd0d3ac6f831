// fermata - https://www.boost.org/LICENSE_1_0.txt
//
// dpor makes as many executions as there are classes, and none in vain.
#include "programs/catalogue.hpp"

#include "strategy/dpor.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <chrono>
#include <cstdlib>

namespace {

void check_counts(programs::program const& what) {
    CAPTURE(what.name);
    auto const search = std::make_shared<fermata::detail::dpor>();
    auto const begin = std::chrono::steady_clock::now();
    auto const report = fermata::explore(what.body, {.strategy = search, .stop_at_first_failure = false});
    std::chrono::duration<double> const taken = std::chrono::steady_clock::now() - begin;
    std::uint64_t const failed = report.count(fermata::outcome::failed);
    std::uint64_t const deadlocked = report.count(fermata::outcome::deadlocked);
    std::uint64_t const livelocked = report.count(fermata::outcome::livelocked);
    std::uint64_t const complete = report.count(fermata::outcome::completed) + failed;
    CHECK(report.complete);
    CHECK(report.executions == complete + deadlocked + livelocked);
    CHECK(complete == what.expected->complete);
    CHECK(failed == what.expected->failing);
    CHECK(deadlocked == what.expected->deadlocked);
    CHECK(livelocked == what.expected->livelocked);
    CHECK(search->redundant() == 0);
    std::uint64_t const looks = what.expected->looks;
    std::string const told = looks != 0 ? std::to_string(looks) + " more look" : "";
    CAPTURE(report.verdict());
    CHECK((report.verdict().find("more look") != std::string::npos) == (looks != 0));
    CHECK(report.verdict().find(told) != std::string::npos);
    if (report.executions < 3'000) { // where there is no room for the way, which is found again each time
        auto const small = std::make_shared<fermata::detail::dpor>(0, true);
        auto const again = fermata::explore(what.body, {.strategy = std::static_pointer_cast<fermata::strategy>(small),
                                                        .stop_at_first_failure = false});
        CHECK(again.complete);
        CHECK(again.executions == report.executions);
        CHECK(small->reduces());
        CHECK(small->untold() == 0);
    }
    // What is kept in memory grows with the length of an execution, not with the number of executions.
    CHECK(search->longest_way() <= 2 * report.steps / report.executions);
    if (std::getenv("FERMATA_PROGRAMS_SHOW") != nullptr) {
        fmt::print(
            "{:22} {:>7} classes, {:>5} failing, {} deadlocked, {:>6} pruned; {:>3} on the way at most; {:.3f} s, "
            "{:.0f} a second\n",
            what.name, complete, failed, deadlocked, report.count(fermata::outcome::pruned), search->longest_way(),
            taken.count(), static_cast<double>(complete + deadlocked) / taken.count());
    }
}

} // namespace

TEST_CASE("each class of a correct program once") {
    for (auto const& each : programs::all_correct()) {
        check_counts(each);
    }
}

TEST_CASE("each class of a wrong program once") {
    for (auto const& each : programs::all_wrong()) {
        if (each.expected.has_value()) {
            check_counts(each);
        }
    }
}
