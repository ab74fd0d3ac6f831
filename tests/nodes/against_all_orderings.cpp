// fermata - https://www.boost.org/LICENSE_1_0.txt
//
// dpor and all_orderings must see the same ends, and dpor each class exactly once, whatever the addresses are.
#include "program.hpp"

#include "generated/comparison.hpp"
#include "strategy/all_orderings.hpp"
#include "strategy/dpor.hpp"
#include "support/classes.hpp"

#include <fermata/fermata.hpp>

#include <doctest/doctest.h>

using namespace nodes;

namespace {

constexpr std::uint64_t executions_max = 3'000; // larger programs are left out

struct seen {
    std::set<std::string> classes;
    std::set<std::string> ends;
    fermata::report report;
};

seen explore(program const& what, std::shared_ptr<fermata::strategy> strategy) {
    seen all;
    std::string state;
    fermata::options with;
    auto const see = [&](std::string const& its_class, fermata::outcome how) {
        all.classes.insert(its_class);
        all.ends.insert(std::string(to_string(how)) + ' ' + state);
    };
    with.strategy = std::make_shared<test_support::watched>(std::move(strategy), see, [&] { all = {}; });
    with.executions_max = executions_max;
    with.steps_max = 300;
    with.stop_at_first_failure = false;
    all.report = fermata::explore([&] { run(what, state); }, with);
    return all;
}

struct totals {
    std::uint64_t compared = 0;
    std::uint64_t reduced = 0;
    std::uint64_t endless = 0;
    std::uint64_t classes = 0;
};

void compare(program const& what, totals& all) {
    CAPTURE(to_string(what));
    seen const every = explore(what, std::make_shared<fermata::detail::all_orderings>());
    CHECK(every.report.count(fermata::outcome::diverged) == 0);
    if (every.report.count(fermata::outcome::step_limit) != 0) {
        ++all.endless; // it waits in a way that is not found
        return;
    }
    if (!every.report.complete) {
        return;
    }
    auto const search = std::make_shared<fermata::detail::dpor>(fermata::detail::dpor::usual_way_bytes, true);
    seen const once = explore(what, search);
    CAPTURE(once.report.verdict());
    ++all.compared;
    CHECK(once.report.count(fermata::outcome::diverged) == 0);
    CHECK(once.report.complete);
    CHECK(once.ends == every.ends);
    if (!search->reduces()) {
        return;
    }
    ++all.reduced;
    all.classes += once.classes.size();
    CHECK(once.classes.size() == every.classes.size());
    CHECK(once.report.executions == once.classes.size());
    CHECK(search->redundant() == 0);
    CHECK_FALSE((!search->has_met_loops() && generated::has_looked(once.report)));
    CHECK(search->untold() == 0);
}

} // namespace

TEST_CASE("nodes are linked in all the ways that all orderings see") {
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
    MESSAGE("compared " << all.compared << " of " << count << " programs; " << all.reduced << " were reduced, to "
                        << all.classes << " classes; " << all.endless << " went on for ever");
    CHECK(all.compared > count / 2);
    CHECK(all.reduced > all.compared / 3);
}
