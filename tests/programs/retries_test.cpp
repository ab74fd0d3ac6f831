// fermata - https://www.boost.org/LICENSE_1_0.txt
//
// A compare-exchange that fails is a read, and the iteration of its loop is counted. Others cut iterations that lead to
// nothing ("pure" retries) and count fewer classes: how many is what is left when the failed iterations are taken out
// of the executions that are explored here.
#include "programs/catalogue.hpp"
#include "support/classes.hpp"

#include "strategy/all_orderings.hpp"
#include "strategy/dpor.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <map>
#include <set>

namespace {

/// The iterations that ended with a failed compare-exchange, and have stored nothing. Each thread of these programs has
/// one loop, which begins with its first operation.
std::vector<bool> pure_retries(fermata::execution_record const& whole) {
    std::vector<bool> left_out(whole.event_count);
    std::map<std::uint32_t, std::vector<std::size_t>> iterations; // by thread: the events of the one that runs
    for (std::size_t i = 0; i < whole.event_count; ++i) {
        std::vector<std::size_t>& mine = iterations[whole.events[i].fiber];
        mine.push_back(i);
        if (whole.events[i].operation.kind != fermata::operation_kind::compare_exchange) {
            continue;
        }
        bool const has_stored = std::any_of(mine.begin(), mine.end(), [&](std::size_t each) {
            return whole.events[each].operation.kind == fermata::operation_kind::store;
        });
        for (std::size_t const each : mine) {
            left_out[each] = whole.effects[i].how == fermata::access::read && !has_stored;
        }
        mine.clear();
    }
    return left_out;
}

struct counts {
    std::size_t all = 0;
    std::size_t without_retries = 0;
    friend bool operator==(counts const&, counts const&) = default;
};

template <class Search>
counts count(std::string_view name) {
    auto const programs = programs::all_correct();
    auto const what =
        std::find_if(programs.begin(), programs.end(), [&](auto const& each) { return each.name == name; });
    REQUIRE(what != programs.end());
    auto const explore = [&](bool leaves_out) {
        std::set<std::string> classes;
        auto const observe = [&](std::string const& its_class, fermata::outcome how) {
            CHECK(how == fermata::outcome::completed);
            classes.insert(its_class);
        };
        auto const search =
            std::make_shared<test_support::watched>(std::make_shared<Search>(), observe, [&] { classes.clear(); });
        if (leaves_out) {
            search->leave_out(&pure_retries);
        }
        CHECK(fermata::explore(what->body, {.strategy = search}).complete);
        return classes.size();
    };
    return {explore(false), explore(true)};
}

using fermata::detail::all_orderings;
using fermata::detail::dpor;

} // namespace

// What is said to be left: 4 and 36 of 6 and 144. Then a thread's look comes before the k-th lock that was taken before
// its own was, or after all of them: 1 · 2 · ... · n ways, in each of n! orders.
TEST_CASE("retries of a TTAS lock") {
    CHECK(count<all_orderings>("TTAS lock(2)") == counts{6, 4});
    CHECK(count<dpor>("TTAS lock(2)") == counts{6, 4});
    CHECK(count<dpor>("TTAS lock(3)") == counts{144, 36});
    CHECK(count<dpor>("TTAS lock(4)") == counts{12'096, 576});
}

// What is said to be left: 18 of 22, and 88 of 220. A push stores before it fails, so that its retries are not pure:
// all four classes of two pushes are left.
TEST_CASE("retries of a Treiber stack") {
    CHECK(count<all_orderings>("treiber(2,0)") == counts{4, 4});
    CHECK(count<all_orderings>("treiber(1,1)") == counts{2, 2});
    CHECK(count<all_orderings>("treiber(2,1)") == counts{22, 18});
    CHECK(count<dpor>("treiber(2,0)") == counts{4, 4});
    CHECK(count<dpor>("treiber(1,1)") == counts{2, 2});
    CHECK(count<dpor>("treiber(2,1)") == counts{22, 18});
    CHECK(count<dpor>("treiber(2,2)") == counts{220, 88});
}
