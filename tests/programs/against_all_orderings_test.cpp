// fermata - https://www.boost.org/LICENSE_1_0.txt
//
// Where all interleavings can be made, too: dpor sees the same classes and the same ends, and each class once.
#include "programs/catalogue.hpp"
#include "support/classes.hpp"

#include "strategy/all_orderings.hpp"
#include "strategy/dpor.hpp"

#include <doctest/doctest.h>

#include <map>
#include <set>

namespace {

#if defined(FERMATA_LONG_TESTS)
constexpr std::uint64_t interleavings_max = 200'000;
#else
constexpr std::uint64_t interleavings_max = 10'000;
#endif

struct seen {
    std::map<std::string, std::uint64_t> classes; ///< with how many executions each had
    std::set<std::pair<fermata::outcome, programs::state>> ends;
};

/// Of the executions that are not pruned. The end of one is empty where main has not come to it.
seen explore(programs::program const& what, std::shared_ptr<fermata::strategy> strategy) {
    seen all;
    programs::state end;
    auto const observe = [&](std::string const& its_class, fermata::outcome how) {
        if (how != fermata::outcome::pruned) {
            ++all.classes[its_class];
            all.ends.emplace(how, end);
        }
    };
    auto const report = fermata::explore(
        [&] {
            end.clear();
            end = what.body();
        },
        {.strategy = std::make_shared<test_support::watched>(std::move(strategy), observe, [&] { all = {}; }),
         .stop_at_first_failure = false});
    CHECK(report.complete);
    return all;
}

bool is_small(programs::program const& what) {
    fermata::options with = programs::options_of(what, fermata::strategies::all_orderings{});
    with.executions_max = interleavings_max;
    with.stop_at_first_failure = false;
    return fermata::explore(what.body, with).complete;
}

int compare(std::vector<programs::program> const& all) {
    int compared = 0;
    for (auto const& what : all) {
        if (!is_small(what)) {
            continue;
        }
        CAPTURE(what.name);
        auto const search = std::make_shared<fermata::detail::dpor>();
        seen const every = explore(what, std::make_shared<fermata::detail::all_orderings>());
        seen const once = explore(what, search);
        CHECK(once.ends == every.ends);
        CHECK(once.classes.size() == every.classes.size());
        bool are_same = true;
        for (auto const& [its_class, times] : once.classes) {
            are_same = are_same && times == 1 && every.classes.contains(its_class);
        }
        CHECK(are_same);
        CHECK(search->redundant() == 0);
        ++compared;
    }
    return compared;
}

} // namespace

TEST_CASE("the classes and ends of correct programs are those of all interleavings") {
    int const compared = compare(programs::all_correct());
    MESSAGE("compared " << compared << " programs");
    CHECK(compared >= 40);
}

TEST_CASE("the classes and ends of wrong programs are those of all interleavings") {
    int const compared = compare(programs::all_wrong());
    MESSAGE("compared " << compared << " programs");
    CHECK(compared >= 10);
}
