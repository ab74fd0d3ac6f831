// fermata - https://www.boost.org/LICENSE_1_0.txt
#pragma once

#include <fermata/fermata.hpp>

#include <doctest/doctest.h>

#include <functional>
#include <set>
#include <string>

namespace acceptance {

/// The final states, failures and verdicts of the default search are those of all orderings.
inline void compare(std::function<std::string()> const& body) {
    std::set<std::string> seen[2];
    fermata::report reports[2];
    for (bool const reduces : {false, true}) {
        fermata::options with;
        if (!reduces) {
            with.strategy = fermata::strategies::all_orderings{};
        }
        with.stop_at_first_failure = false;
        reports[reduces] = fermata::explore([&] { seen[reduces].insert(body()); }, with);
    }
    CAPTURE(fermata::to_string(reports[1]));
    CHECK(reports[0].complete);
    CHECK(reports[1].complete);
    CHECK(seen[0] == seen[1]);
    CHECK(seen[0].size() > 1);
    for (auto const how : {fermata::outcome::failed, fermata::outcome::deadlocked, fermata::outcome::diverged}) {
        CHECK((reports[0].count(how) != 0) == (reports[1].count(how) != 0));
    }
}

} // namespace acceptance
