// fermata - https://www.boost.org/LICENSE_1_0.txt
#include "../acceptance/support.hpp"

using namespace acceptance;

namespace {
void nothing() {}

struct with_virtual {
    virtual ~with_virtual() = default;
    virtual void act() {}
};
} // namespace

TEST_CASE("an empty starter name") { CHECK_THROWS_AS(fermata::starter("", nothing), fermata::usage_error); }

TEST_CASE("two starters of one name") {
    fermata::starter const a{"Anna", nothing};
    fermata::starter const other{"Anna", nothing};
    auto const error = caught<fermata::usage_error>([&] { fermata::runner runner{{a, other}}; });
    CHECK(contains(error.what(), "Anna"));
    CHECK_THROWS_AS((fermata::runner{{a, a}}), fermata::usage_error);

    fermata::runner runner{{a}};
    CHECK_THROWS_AS(runner.add(other), fermata::usage_error);
    runner.finish();
    CHECK(runner.done());
}

TEST_CASE("two starters of one name in an exploration") {
    bool refused = false;
    auto const report = fermata::explore([&] {
        try {
            fermata::runner{{fermata::starter{"a", nothing}, fermata::starter{"a", nothing}}}.finish();
        } catch (fermata::usage_error const&) {
            refused = true;
        }
        run_starters(1, 0);
    });
    CHECK(refused);
    CHECK(report.ok());
}

TEST_CASE("an empty checkpoint name") {
    fermata::starter const a{"a", nothing};
    CHECK_THROWS_AS(a.at(""), fermata::usage_error);

    bool refused = false;
    fermata::starter const b{"b", [&] {
                                 try {
                                     fermata::checkpoint("");
                                 } catch (fermata::usage_error const&) {
                                     refused = true;
                                 }
                             }};
    fermata::runner{{b}}.finish();
    CHECK(refused);
}

TEST_CASE("an occurrence below 1") {
    fermata::starter const a{"a", nothing};
    CHECK_THROWS_AS(a.at("x", 0), fermata::usage_error);
    CHECK_THROWS_AS(a.at("x", -1), fermata::usage_error);
    CHECK_THROWS_AS(a.before(&nothing, 0), fermata::usage_error);
    CHECK_THROWS_AS(a.after(&nothing, -5), fermata::usage_error);
}

TEST_CASE("before and after of a virtual function, and of none") {
    fermata::starter const a{"a", nothing};
    CHECK_THROWS_AS(a.before(&with_virtual::act), fermata::usage_error);
    CHECK_THROWS_AS(a.after(&with_virtual::act), fermata::usage_error);
    CHECK_THROWS_AS(a.before(static_cast<void (*)()>(nullptr)), fermata::usage_error);
}

TEST_CASE("an order with a point of a foreign starter") {
    fermata::starter const a{"Anna", [] { fermata::checkpoint("x"); }};
    fermata::starter const foreign{"Fred", [] { fermata::checkpoint("x"); }};
    auto const error = caught<fermata::usage_error>([&] { fermata::runner runner{{a}, {a.at("x"), foreign.at("x")}}; });
    CHECK(contains(error.what(), "Fred"));

    // of the same name, but another one
    fermata::starter const twin{"Anna", [] { fermata::checkpoint("x"); }};
    CHECK_THROWS_AS((fermata::runner{{a}, {twin.at("x")}}), fermata::usage_error);
}

TEST_CASE("an order with a point that nobody owns") {
    fermata::starter const a{"a", nothing};
    CHECK_THROWS_AS((fermata::runner{{a}, {fermata::point()}}), fermata::usage_error);
}

TEST_CASE("an order that cannot happen is not_reached, and never reported as reached") {
    fermata::starter const a{"a", [] {
                                 fermata::checkpoint("x");
                                 fermata::checkpoint("y");
                             }};
    fermata::starter const b{"b", [] { fermata::checkpoint("x"); }};
    auto const run = [&](std::vector<fermata::point> const& order) {
        fermata::runner runner{{a, b}, order};
        for (fermata::point const& expected : order) {
            bool const as_declared = runner.next() == expected;
            CHECK(as_declared);
        }
        FAIL("an order that cannot happen has happened");
    };
    SUBCASE("the wrong way round") { CHECK_THROWS_AS(run({a.at("y"), a.at("x")}), fermata::not_reached); }
    SUBCASE("a name that is not there") { CHECK_THROWS_AS(run({a.at("x"), a.at("z")}), fermata::not_reached); }
    SUBCASE("too many occurrences") {
        CHECK_THROWS_AS(run({a.at("x"), b.at("x"), b.at("x", 2)}), fermata::not_reached);
    }
    SUBCASE("one point twice") { CHECK_THROWS_AS(run({a.at("x"), a.at("x")}), fermata::error); }
    SUBCASE("a point after the end") { CHECK_THROWS_AS(run({a.finished(), a.at("x")}), fermata::error); }
    SUBCASE("the beginning after a point") { CHECK_THROWS_AS(run({a.at("x"), a.started()}), fermata::error); }
}

TEST_CASE("finish does not pass over an order that cannot happen") {
    fermata::starter const a{"a", [] { fermata::checkpoint("x"); }};
    fermata::runner runner{{a}, {a.at("nowhere")}};
    CHECK_THROWS_AS(runner.finish(), fermata::not_reached);
}
