// fermata - https://www.boost.org/LICENSE_1_0.txt
#pragma once

#include "comparison.hpp"

#include "strategy/all_orderings.hpp"
#include "strategy/dpor.hpp"

#include <fermata/fermata.hpp>

#include <doctest/doctest.h>

#include <array>
#include <functional>
#include <memory>
#include <string>
#include <utility>

namespace generated {

/// What the fibers of a program have seen.
using log_t = std::array<std::string, 5>;

inline seen look_at(std::function<void(log_t&)> const& body, std::shared_ptr<fermata::strategy> how) {
    seen all;
    std::string state;
    fermata::options with;
    auto const see = [&](std::string const& its_class, fermata::outcome ended) {
        ++all.classes[its_class];
        all.states.insert(std::string(to_string(ended)) + ' ' + state);
    };
    with.strategy = std::make_shared<test_support::watched>(std::move(how), see, [&] { all = {}; });
    with.stop_at_first_failure = false;
    auto const run = [&] {
        log_t log;
        struct keep {
            log_t& log;
            std::string& state;
            ~keep() {
                state.clear();
                for (std::string const& each : log) {
                    state += each + '|';
                }
            }
        } const kept{log, state};
        body(log);
    };
    all.report = fermata::explore(run, with);
    return all;
}

/// Compares a program that was written, not generated.
inline void go(char const* name, std::function<void(log_t&)> const& body) {
    CAPTURE(name);
    seen const every = look_at(body, std::make_shared<fermata::detail::all_orderings>());
    auto const search = std::make_shared<fermata::detail::dpor>(fermata::detail::dpor::usual_way_bytes, true);
    seen const once = look_at(body, search);
    CAPTURE(to_string(once.report));
    CHECK(every.report.complete);
    CHECK(once.report.complete);
    CHECK(once.states == every.states);
    CHECK(search->reduces());
    if (search->reduces()) {
        CHECK(once.classes.size() == every.classes.size());
        CHECK(once.report.executions == once.classes.size());
        CHECK(search->redundant() == 0);
        CHECK_FALSE((!search->has_met_loops() && has_looked(once.report)));
        CHECK(search->untold() == 0);
    }
}

} // namespace generated
