// fermata - https://www.boost.org/LICENSE_1_0.txt
#include "../acceptance/support.hpp"

using namespace acceptance;

namespace {
void check_refused(char const* name, std::string const& value) {
    CAPTURE(std::string(name));
    CAPTURE(value);
    environment const set(name, value);
    auto const error =
        caught<fermata::usage_error>([] { static_cast<void>(fermata::explore([] { run_starters(2, 1); })); });
    CHECK(contains(error.what(), name));
    if (!value.empty()) {
        CHECK(contains(error.what(), value));
    }
}
} // namespace

TEST_CASE("a value of an environment variable that means nothing names the variable") {
    for (char const* const value : {"abc", "-1", "7x", "1.5", "99999999999999999999999999"}) {
        check_refused("FERMATA_SEED", value);
    }
    for (char const* const value : {"abc", "-1", "0", "7x", "99999999999999999999999999"}) {
        check_refused("FERMATA_EXECUTIONS_MAX", value);
    }
    for (char const* const value : {"abc", "-1", "0", "7x"}) {
        check_refused("FERMATA_TIME_MAX", value);
    }
    for (char const* const value : {"abc", "Random", "all orderings", "random "}) {
        check_refused("FERMATA_STRATEGY", value);
    }
}

TEST_CASE("every strategy can be named by the environment") {
    for (char const* const name : {"all_orderings", "dpor", "random", "pct", "pos", "surw", "round_robin"}) {
        CAPTURE(std::string(name));
        environment const strategy("FERMATA_STRATEGY", name);
        CHECK(fermata::explore([] { run_starters(2, 1); }, {.executions_max = 10}).ok());
    }
}
