// fermata - https://www.boost.org/LICENSE_1_0.txt
//
// dpor and all_orderings must see the same final states, and dpor each class exactly once.
#include "comparison.hpp"

#include "strategy/all_orderings.hpp"
#include "strategy/dpor.hpp"

#include <fermata/fermata.hpp>

#include <doctest/doctest.h>

using namespace generated;

TEST_CASE("dpor sees what all orderings see, and each class once") {
    std::uint64_t const first = setting("FERMATA_GENERATED_FIRST", 1);
#if defined(FERMATA_LONG_TESTS)
    std::uint64_t const count = setting("FERMATA_GENERATED_COUNT", 1'000'000);
#elif defined(__SANITIZE_ADDRESS__)
    std::uint64_t const count = setting("FERMATA_GENERATED_COUNT", 150);
#else
    std::uint64_t const count = setting("FERMATA_GENERATED_COUNT", 3'000);
#endif
    std::uint64_t compared = 0;
    std::uint64_t executions = 0;
    for (std::uint64_t seed = first; seed < first + count; ++seed) {
        program const what = make_program(seed);
        CAPTURE(seed);
        CAPTURE(to_string(what));
        seen const every = explore(what, std::make_shared<fermata::detail::all_orderings>());
        if (!every.report.complete) {
            continue;
        }
        auto const reduced = std::make_shared<fermata::detail::dpor>(fermata::detail::dpor::usual_way_bytes, true);
        seen const once = explore(what, reduced);
        ++compared;
        executions += once.report.executions;
        std::uint64_t const total = once.report.executions + once.report.count(fermata::outcome::pruned);
        CHECK(once.report.complete);
        CHECK(once.states == every.states);
        if (!reduced->reduces()) {
            continue;
        }
        CHECK(once.classes.size() == every.classes.size());
        CHECK(total == once.classes.size());
        CHECK(reduced->redundant() == 0);
        CHECK_FALSE((!reduced->has_met_loops() && has_looked(once.report)));
        CHECK(reduced->untold() == 0);
    }
    MESSAGE("compared " << compared << " of " << count << " programs, " << executions << " classes");
    CHECK(compared > count / 2);
}

// A pair of events that makes no child in an execution makes one in what comes of it by departing earlier.
TEST_CASE("a program in which a descendant begins before what its ancestors have in common") {
    program const what = make_program(1'030'031);
    seen const every = explore(what, std::make_shared<fermata::detail::all_orderings>());
    seen const once = explore(what, std::make_shared<fermata::detail::dpor>());
    CHECK(once.report.complete);
    CHECK(once.states == every.states);
    CHECK(once.classes.size() == 67);
    CHECK(every.classes.size() == 67);
}

TEST_CASE("what cannot be reduced is found out right after a look") {
    seen const once = explore(make_program(235'483), std::make_shared<fermata::detail::dpor>());
    CHECK(once.report.complete);
    CHECK(once.report.executions == 110);
    CHECK(once.classes.size() == 2);
}

// Two executions are remembered then: from the second one its parent is found again, each time.
TEST_CASE("dpor sees the same where it has no room for the way") {
#if defined(FERMATA_LONG_TESTS)
    std::uint64_t const count = 100'000;
#elif defined(__SANITIZE_ADDRESS__)
    std::uint64_t const count = 200;
#else
    std::uint64_t const count = 2'000;
#endif
    std::uint64_t returns = 0;
    for (std::uint64_t seed = 1; seed <= count; ++seed) {
        program const what = make_program(seed);
        CAPTURE(seed);
        seen const once = explore(what, std::make_shared<fermata::detail::dpor>());
        if (!once.report.complete || once.report.executions > 500) {
            continue;
        }
        auto const small = std::make_shared<fermata::detail::dpor>(0);
        seen const again = explore(what, small);
        CHECK(again.report.complete);
        CHECK(again.report.executions == once.report.executions);
        CHECK(again.states == once.states);
        CHECK(again.classes.size() == once.classes.size());
        if (small->reduces()) {
            CHECK(small->longest_way() <= 3);
        }
        returns += small->returns();
    }
    MESSAGE(returns << " returns");
    CHECK(returns > count);
}

TEST_CASE("a program of 3,496,058 interleavings, of which wakeup trees missed three classes") {
    auto const search = std::make_shared<fermata::detail::dpor>();
    seen const once = explore(make_program(1653), search);
    CHECK(once.report.complete);
    CHECK(once.report.executions == 2'406);
    CHECK(once.classes.size() == 2'406);
    CHECK(search->redundant() == 0);
}
