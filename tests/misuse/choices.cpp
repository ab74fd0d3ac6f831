// fermata - https://www.boost.org/LICENSE_1_0.txt
#include "../acceptance/support.hpp"

#include <limits>

using namespace acceptance;

namespace {
/// How many of these calls throw usage_error, made in a starter of an exploration.
int refused_in_exploration(std::vector<int> const& arguments) {
    int refused = 0;
    auto const report = fermata::explore(
        [&] {
            refused = 0;
            fermata::starter const a{"a", [&] {
                                         for (int const n : arguments) {
                                             try {
                                                 fermata::choose(n);
                                             } catch (fermata::usage_error const&) {
                                                 ++refused;
                                             }
                                         }
                                     }};
            fermata::runner{{a}}.finish();
        },
        {.strategy = fermata::strategies::all_orderings{}});
    CHECK(report.ok());
    CHECK(report.executions == 1);
    return refused;
}
} // namespace

TEST_CASE("choose outside of everything") {
    CHECK_THROWS_AS(fermata::choose(2), fermata::usage_error);
    CHECK_THROWS_AS(fermata::choose(1), fermata::usage_error);
    CHECK_THROWS_AS(fermata::choose(0), fermata::usage_error);
}

TEST_CASE("choose among nothing") {
    CHECK(refused_in_exploration({0, -1, std::numeric_limits<int>::min()}) == 3);
    CHECK(refused_in_exploration({1}) == 0);
}

TEST_CASE("choose in a runner that has no strategy, also where it would be no choice to make") {
    int refused = 0;
    fermata::starter const a{"a", [&] {
                                 for (int const n : {2, 0}) {
                                     try {
                                         fermata::choose(n);
                                     } catch (fermata::usage_error const&) {
                                         ++refused;
                                     }
                                 }
                             }};
    fermata::runner{{a}}.finish();
    CHECK(refused == 2);
}

TEST_CASE("a usage_error that nobody catches in a starter names it") {
    fermata::starter const a{"Anna", [] { fermata::choose(2); }};
    fermata::runner runner{{a}};
    auto const error = caught<fermata::error>([&] { runner.finish(); });
    CHECK(contains(error.what(), "choose"));
    CHECK(runner.result_of<void>(a).state() == fermata::result_state::exception);
}

TEST_CASE("send and receive that could only wait for ever") {
    CHECK_THROWS_AS(fermata::channel<int>(0), fermata::usage_error);
    fermata::channel<int> small(1);
    CHECK_THROWS_AS(small.receive(), fermata::usage_error);
    small.send(1);
    CHECK_THROWS_AS(small.send(2), fermata::usage_error);
    small.close();
    CHECK_THROWS_AS(small.send(3), fermata::usage_error);
    CHECK(small.receive() == 1);
    CHECK_FALSE(small.receive().has_value());
}
