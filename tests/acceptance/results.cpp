// fermata - https://www.boost.org/LICENSE_1_0.txt
#include "support.hpp"

#include <stdexcept>

using namespace acceptance;

TEST_CASE("result_of: a value") {
    fermata::starter const number{"number", [](int n) { return 2 * n; }, 21};
    fermata::starter const text{"text", [] { return std::string("hello"); }};
    fermata::runner runner{{number, text}};
    runner.finish();
    auto const result = runner.result_of<int>(number);
    CHECK(result.has_value());
    CHECK(result.value() == 42);
    CHECK(result.state() == fermata::result_state::value);
    CHECK(runner.result_of<std::string>(text).value() == "hello");
}

TEST_CASE("result_of: void") {
    fermata::starter const nothing{"nothing", [] {}};
    fermata::runner runner{{nothing}};
    runner.finish();
    auto const result = runner.result_of<void>(nothing);
    CHECK(result.has_value());
    CHECK_NOTHROW(result.value());
}

TEST_CASE("result_of: an exception") {
    fermata::starter const failing{"failing", []() -> int { throw std::out_of_range("too far"); }};
    fermata::runner runner{{failing}};
    CHECK_THROWS_AS(runner.finish(), fermata::starter_failed);
    auto const result = runner.result_of<int>(failing);
    CHECK_FALSE(result.has_value());
    CHECK(result.state() == fermata::result_state::exception);
    CHECK(result.error_type() == "std::out_of_range");
    CHECK(result.error_message() == "too far");
    CHECK_THROWS_AS(result.value(), std::out_of_range);
}

TEST_CASE("result_of: another type than the starter returns") {
    fermata::starter const number{"number", [] { return 1; }};
    fermata::runner runner{{number}};
    runner.finish();
    CHECK_THROWS_AS(runner.result_of<long>(number), fermata::usage_error);
    CHECK_THROWS_AS(runner.result_of<void>(number), fermata::usage_error);
}

TEST_CASE("result_of: a foreign starter") {
    fermata::starter const mine{"mine", [] { return 1; }};
    fermata::starter const foreign{"foreign", [] { return 1; }};
    fermata::runner runner{{mine}};
    runner.finish();
    CHECK_THROWS_AS(runner.result_of<int>(foreign), fermata::usage_error);
}

TEST_CASE("result_of: unfinished") {
    fermata::starter const slow{"slow", [] {
                                    fermata::checkpoint("x");
                                    return 1;
                                }};
    fermata::runner runner{{slow}, {slow.at("x")}};
    SUBCASE("not begun") {}
    SUBCASE("at a checkpoint") { runner.next(); }
    auto const result = runner.result_of<int>(slow);
    CHECK_FALSE(result.has_value());
    CHECK(result.state() == fermata::result_state::unfinished);
    CHECK_FALSE(result.error_message().empty());
    CHECK_THROWS_AS(result.value(), fermata::error);
    runner.finish();
    CHECK(runner.result_of<int>(slow).value() == 1);
}

TEST_CASE("a starter that throws something that is no std::exception") {
    fermata::starter const failing{"failing", [] { throw 42; }};
    fermata::runner runner{{failing}};
    bool nested = false;
    try {
        runner.finish();
    } catch (fermata::starter_failed const& error) {
        CHECK(error.starter() == "failing");
        try {
            std::rethrow_if_nested(error);
        } catch (int value) {
            nested = value == 42;
        }
    }
    CHECK(nested);
    CHECK(runner.result_of<void>(failing).error_type() == "int");
}

TEST_CASE("an expectation that fails in a starter of a runner") {
    fermata::starter const failing{"failing", [] { fermata::expect(1 + 1 == 3, "sums are wrong"); }};
    fermata::runner runner{{failing}};
    bool nested = false;
    try {
        runner.finish();
    } catch (fermata::starter_failed const& error) {
        CHECK(error.starter() == "failing");
        try {
            std::rethrow_if_nested(error);
        } catch (fermata::expectation_failed const& original) {
            nested = contains(original.what(), "sums are wrong");
        }
    }
    CHECK(nested);
}

TEST_CASE("outside of every fiber expect throws, and assume has no meaning") {
    fermata::expect(true);
    CHECK(contains(caught<fermata::expectation_failed>([] { fermata::expect(false, "no"); }).what(), "no"));
    CHECK_THROWS_AS(fermata::assume(false), fermata::usage_error);
    CHECK_THROWS_AS(fermata::wait_for_progress(), fermata::usage_error);
    CHECK_THROWS_AS(fermata::wait_until([] { return false; }), fermata::usage_error);
    CHECK_NOTHROW(fermata::wait_until([] { return true; }));
}
