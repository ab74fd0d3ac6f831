// fermata - https://www.boost.org/LICENSE_1_0.txt
#pragma once

#include <fermata/model/report.hpp>
#include <fermata/runner/explore.hpp>

#include <doctest/doctest.h>

#include <functional>

/// The token of a failure leads to the same failure, in all that is told of it.
inline void check_same(fermata::failure const& found, fermata::report const& again) {
    REQUIRE(again.failure.has_value());
    CHECK(again.failure->outcome == found.outcome);
    CHECK(again.failure->cause == found.cause);
    CHECK(again.failure->message == found.message);
    CHECK(again.failure->details == found.details);
    CHECK(again.failure->fiber == found.fiber);
    CHECK(again.failure->step == found.step);
    CHECK(again.failure->schedule == found.schedule);
    CHECK(again.failure->trace == found.trace);
    CHECK(again.failure->token == found.token);
}

inline void check_same_again(fermata::failure const& found, std::function<void()> const& body,
                             fermata::options const& with = {}) {
    check_same(found, fermata::replay(found.token, body, with));
}
