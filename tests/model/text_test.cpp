// fermata - https://www.boost.org/LICENSE_1_0.txt
#include <fermata/model/error.hpp>
#include <fermata/model/outcome.hpp>

#include <doctest/doctest.h>

#include <set>
#include <string>

using fermata::event;
using fermata::operation_kind;
using fermata::outcome;

namespace {

event make_event(operation_kind kind, std::string name = {}) {
    event result;
    result.fiber_name = "alice";
    result.kind = kind;
    result.name = std::move(name);
    return result;
}

} // namespace

TEST_CASE("every outcome and every kind of operation has a name of its own") {
    std::set<std::string_view> names;
    for (std::size_t each = 0; each < fermata::outcome_count; ++each) {
        CHECK(names.insert(to_string(static_cast<outcome>(each))).second);
    }
    CHECK(names.count("unknown") == 0);
    CHECK(to_string(outcome::step_limit) == "step_limit");
    CHECK(to_string(static_cast<outcome>(200)) == "unknown");

    names.clear();
    for (int each = 0; each <= static_cast<int>(operation_kind::atomic_wait); ++each) {
        CHECK(names.insert(to_string(static_cast<operation_kind>(each))).second);
    }
    CHECK(names.count("unknown") == 0);
    CHECK(to_string(operation_kind::try_lock) == "try_lock");
    CHECK(to_string(static_cast<operation_kind>(200)) == "unknown");
}

TEST_CASE("an event says who did what, with what, and where") {
    event read = make_event(operation_kind::checkpoint, "read");
    CHECK(to_string(read) == "alice: checkpoint 'read'");
    read.values = {{"seen", "100"}, {"n", "2"}};
    CHECK(to_string(read) == "alice: checkpoint 'read' (seen=100, n=2)");
    read.file = "/somewhere/src/bank.cpp";
    read.line = 12;
    CHECK(to_string(read) == "alice: checkpoint 'read' (seen=100, n=2) at bank.cpp:12");

    CHECK(to_string(make_event(operation_kind::start, "alice")) == "alice: starts");
    CHECK(to_string(make_event(operation_kind::lock, "mutex 1")) == "alice: lock mutex 1");
    CHECK(to_string(make_event(operation_kind::progress)) == "alice: wait_for_progress");
    event between = make_event(operation_kind::none);
    between.values = {{"choose(3)", "1"}};
    CHECK(to_string(between) == "alice: runs (choose(3)=1)");
}

TEST_CASE("a trace has one line an event, whatever the names are") {
    fermata::trace trace;
    CHECK(to_string(trace).empty());
    trace.events = {make_event(operation_kind::start), make_event(operation_kind::checkpoint, "a\nb\t\x1b[1m\x7f")};
    CHECK(to_string(trace) == "alice: starts\nalice: checkpoint 'a\\nb\\t\\x1b[1m\\x7f'\n");
}

TEST_CASE("an error keeps its context") {
    fermata::trace trace;
    trace.events = {make_event(operation_kind::start)};
    try {
        throw fermata::not_reached("alice ended before 'read'", {"alice", "alice at 'read'", trace});
    } catch (fermata::error const& caught) {
        CHECK(std::string(caught.what()) == "alice ended before 'read'");
        CHECK(caught.starter() == "alice");
        CHECK(caught.point() == "alice at 'read'");
        CHECK(caught.trace() == trace);
    }
    CHECK(fermata::usage_error("rule").starter().empty());
}
