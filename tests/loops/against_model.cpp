// fermata - https://www.boost.org/LICENSE_1_0.txt
//
// Three opinions of each program: a model that visits all its states, every ordering, and one execution per class.
#include "found.hpp"
#include "machine.hpp"

#include "generated/comparison.hpp"
#include "strategy/all_orderings.hpp"
#include "strategy/dpor.hpp"
#include "support/classes.hpp"

#include <fermata/fermata.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <span>

using namespace loops;

namespace {

constexpr std::size_t states_max = 2'000;       // larger programs are left out
constexpr std::uint64_t executions_max = 1'000; // the same

struct seen {
    std::set<std::string> classes;
    std::set<std::string> ends;
    fermata::report report;
};

seen explore(program const& what, std::shared_ptr<fermata::strategy> strategy, std::uint64_t most, bool classes) {
    seen all;
    std::string state;
    fermata::options with;
    auto const see = [&](std::string const& its_class, fermata::outcome how) {
        all.classes.insert(its_class);
        all.ends.insert((how == fermata::outcome::completed ? "completed " : "stuck ") + state);
    };
    with.strategy = std::make_shared<test_support::watched>(
        std::move(strategy), see, [&] { all = {}; }, classes);
    with.executions_max = most;
    with.steps_max = 200;
    with.stop_at_first_failure = false;
    all.report = fermata::explore([&] { run(what, state); }, with);
    return all;
}

/// It may wait in a way that is not found.
bool goes_on_for_ever(seen const& all) { return all.report.count(fermata::outcome::step_limit) != 0; }

struct totals {
    std::uint64_t compared = 0;
    std::uint64_t with_orderings = 0;
    std::uint64_t reduced = 0;
    std::uint64_t executions = 0;
    std::uint64_t endless = 0;
};

bool is_jump(code which) {
    return which == code::jump || which == code::jump_if || which == code::jump_unless || which == code::jump_below;
}

bool is_operation(code which) { return !is_jump(which) && which != code::set && which != code::yield; }

/// Whether each of its loops performs one operation in a round, and is as it was after each: then it is known which
/// operation of another thread it waits for, and the program can be reduced.
bool looks_once(program const& what) {
    return std::ranges::all_of(what.threads, [](std::vector<instruction> const& all) {
        for (std::size_t end = 0; end < all.size(); ++end) {
            if (!is_jump(all[end].code) || all[end].to > end) {
                continue;
            }
            std::span const round = std::span(all).subspan(all[end].to, end - all[end].to);
            if (std::ranges::count_if(round, is_operation, &instruction::code) > 1 ||
                std::ranges::find(round, code::count, &instruction::code) != round.end()) {
                return false;
            }
        }
        return true;
    });
}

void compare(program const& what, totals& all) {
    CAPTURE(to_string(what));
    auto const ends = ends_of(what, states_max);
    if (!ends.has_value()) {
        return;
    }
    seen const every = explore(what, std::make_shared<fermata::detail::all_orderings>(), executions_max, false);
    if (goes_on_for_ever(every)) {
        ++all.endless;
        return;
    }
    CHECK(every.report.count(fermata::outcome::diverged) == 0);
    if (every.report.complete) {
        CHECK(every.ends == *ends);
        ++all.with_orderings;
    }
    auto const search = std::make_shared<fermata::detail::dpor>(fermata::detail::dpor::usual_way_bytes, true);
    seen const once = explore(what, search, 5 * executions_max, true); // looks count
    CHECK(once.report.count(fermata::outcome::diverged) == 0);
    CHECK((once.report.complete || !every.report.complete));
    if (!once.report.complete) {
        return;
    }
    ++all.compared;
    CHECK(once.ends == *ends);
    if (!search->reduces()) {
        CHECK_FALSE(looks_once(what));
        return;
    }
    CHECK(once.report.executions == once.classes.size());
    CHECK(search->redundant() == 0);
    CHECK(search->untold() == 0);
    CHECK((!every.report.complete || once.report.executions <= every.report.executions));
    ++all.reduced;
    all.executions += once.report.executions;
}

} // namespace

TEST_CASE("loops end, and wait, in all the ways that a model of them does") {
    std::uint64_t const first = generated::setting("FERMATA_GENERATED_FIRST", 1);
#if defined(FERMATA_LONG_TESTS)
    std::uint64_t const count = generated::setting("FERMATA_GENERATED_COUNT", 100'000);
#elif defined(__SANITIZE_ADDRESS__)
    std::uint64_t const count = generated::setting("FERMATA_GENERATED_COUNT", 200);
#else
    std::uint64_t const count = generated::setting("FERMATA_GENERATED_COUNT", 500);
#endif
    totals all;
    for (std::uint64_t seed = first; seed < first + count; ++seed) {
        CAPTURE(seed);
        compare(make_program(seed), all);
    }
    MESSAGE("compared " << all.compared << " of " << count << " programs, " << all.with_orderings
                        << " of them with all orderings, too; " << all.reduced << " were reduced, to " << all.executions
                        << " classes; " << all.endless << " went on for ever");
    CHECK(all.compared > count / 2);
    CHECK(all.reduced > all.compared / 3);
}

// What a loop of compare-exchanges would do elsewhere was told from a value that it did not expect.
TEST_CASE("a compare-exchange that goes on waiting at the end would have done something elsewhere") {
    totals all;
    for (program const& each : exchanges_at_end()) {
        compare(each, all);
    }
    CHECK(all.reduced == 8);
}

// What one of its executions departs from was not told from that alone.
TEST_CASE("a round that reads twice is not taken for one that reads once") {
    program const what{{{{code::lock},
                         {code::unlock},
                         {code::load},
                         {code::jump_unless, 0, 0, 0, 2},
                         {code::compare_exchange, 0, 0, 0, 1},
                         {code::jump_if, 0, 0, 0, 2},
                         {code::end}},
                        {{code::exchange, 2, 0, 1},
                         {code::store, 0, 0, 0},
                         {code::exchange, 1, 0, 2},
                         {code::store, 0, 0, 0},
                         {code::store, 0, 0, 1},
                         {code::end}}},
                       places::of_the_interpreter,
                       false};
    totals all;
    compare(what, all);
    CHECK(all.reduced == 1);
}
