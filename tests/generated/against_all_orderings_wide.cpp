// fermata - https://www.boost.org/LICENSE_1_0.txt
//
// The same comparison as in against_all_orderings.cpp, of programs with all operations that there are.
#include "comparison.hpp"
#include "wide_program.hpp"

#include "strategy/all_orderings.hpp"
#include "strategy/dpor.hpp"

#include <fermata/fermata.hpp>

#include <doctest/doctest.h>

#include <algorithm>

using namespace generated;

namespace {

/// What each event of each fiber was, and which ones happened before it. Objects are left out: those that fibers make
/// are numbered in the order in which they are made, which may differ within a class.
std::string without_objects(std::string const& its_class) {
    std::string text;
    bool is_object = false;
    for (char const each : its_class) {
        is_object = each == ':' || (is_object && each != ',');
        if (!is_object) {
            text += each;
        }
    }
    return text;
}

bool are_among(seen const& these, seen const& those) {
    return std::ranges::all_of(these.classes, [&](auto const& each) { return those.classes.contains(each.first); });
}

constexpr std::uint64_t orderings_max = 3'000; // larger programs are left out: there are many that are not

seen explore(wide::program const& what, std::shared_ptr<fermata::strategy> strategy, std::uint64_t executions_max) {
    seen all;
    std::string state;
    fermata::options with;
    auto const see = [&](std::string const& its_class, fermata::outcome how) {
        ++all.classes[without_objects(its_class)];
        all.states.insert(std::string(to_string(how)) + ' ' + (how == fermata::outcome::pruned ? "" : state));
    };
    with.strategy = std::make_shared<test_support::watched>(std::move(strategy), see, [&] { all = {}; });
    with.executions_max = executions_max;
    with.steps_max = 500; // those with a loop that is no wait are left out, too
    with.stop_at_first_failure = false;
    all.report = fermata::explore([&] { wide::run(what, state); }, with);
    return all;
}

struct totals {
    std::uint64_t compared = 0;
    std::uint64_t reduced = 0;
    std::uint64_t executions = 0;
};

void compare(std::uint64_t seed, totals& all) {
    wide::program const what = wide::make_program(seed);
    CAPTURE(seed);
    CAPTURE(to_string(what));
    seen const every = explore(what, std::make_shared<fermata::detail::all_orderings>(), orderings_max);
    if (!every.report.complete) {
        return;
    }
    ++all.compared;
    for (bool const has_room : {true, false}) { // for the way; see little_room.cpp
        CAPTURE(has_room);
        auto const search = has_room
                                ? std::make_shared<fermata::detail::dpor>(fermata::detail::dpor::usual_way_bytes, true)
                                : std::make_shared<fermata::detail::dpor>(0);
        seen const once = explore(what, search, 10 * orderings_max); // looks count
        CHECK(once.report.complete);
        CHECK(once.states == every.states);
        if (!search->reduces()) {
            continue;
        }
        // With all orderings, rounds of a loop before it is known as one are part of a class.
        if (every.report.verdict().find("parked") == std::string::npos) {
            CHECK(once.classes.size() == every.classes.size());
        }
        CHECK(are_among(once, every));
        CHECK_FALSE((has_room && !search->has_met_loops() && has_looked(once.report)));
        CHECK(search->untold() == 0);
        CHECK(once.report.executions + once.report.count(fermata::outcome::pruned) == once.classes.size());
        CHECK(search->redundant() == 0);
        all.reduced += has_room ? 1 : 0;
        all.executions += has_room ? once.report.executions : 0;
    }
}

} // namespace

TEST_CASE("dpor sees what all orderings see, of programs with all operations that there are") {
    std::uint64_t const first = setting("FERMATA_GENERATED_FIRST", 1);
#if defined(FERMATA_LONG_TESTS)
    std::uint64_t const count = setting("FERMATA_GENERATED_COUNT", 300'000);
#elif defined(__SANITIZE_ADDRESS__)
    std::uint64_t const count = setting("FERMATA_GENERATED_COUNT", 150);
#else
    std::uint64_t const count = setting("FERMATA_GENERATED_COUNT", 1'000);
#endif
    totals all;
    for (std::uint64_t seed = first; seed < first + count; ++seed) {
        compare(seed, all);
    }
    MESSAGE("compared " << all.compared << " of " << count << " programs, " << all.reduced << " of them reduced to "
                        << all.executions << " classes");
    CHECK(all.compared > count / 2);
    CHECK(all.reduced > all.compared / 2);
}

// An execution that was found again was another one, of 13 instead of 12 and 11 instead of 10.
TEST_CASE("whether a loop's first round was idle does not depend on what others left on its stack") {
    totals all;
    compare(6'011'720, all);
    compare(74'547, all);
    CHECK(all.reduced == 2);
}
