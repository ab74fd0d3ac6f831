// fermata - https://www.boost.org/LICENSE_1_0.txt
//
// Trap 7: how floating-point arithmetic rounds, and which exceptions it has seen, is a state of the
// processor. What one fiber sets there is its own, and is gone in the next execution.
#include <fermata/fermata.hpp>

#include <doctest/doctest.h>

#include <cfenv>

namespace {

fermata::options all_orders() {
    fermata::options options;
    options.strategy = fermata::strategies::all_orderings{};
    return options;
}

/// 1/3 as the rounding mode of now has it.
double third() {
    volatile double one = 1.0;
    volatile double three = 3.0;
    return one / three;
}

long double long_third() {
    volatile long double one = 1.0L;
    volatile long double three = 3.0L;
    return one / three;
}

void divide_by_zero() {
    volatile double one = 1.0;
    volatile double zero = 0.0;
    volatile double const infinite = one / zero;
    static_cast<void>(infinite);
}

/// Keeps the state of the test program out of the tests, and the other way round.
struct clean_state {
    std::fenv_t before;
    clean_state() {
        std::fegetenv(&before);
        std::fesetenv(FE_DFL_ENV);
    }
    ~clean_state() { std::fesetenv(&before); }
};

} // namespace

TEST_CASE("a rounding mode stays in its fiber, and in its execution") {
    clean_state const clean;
    double const nearest = third();
    long double const long_nearest = long_third();
    auto const rounds = [](int mode) {
        fermata::expect(std::fegetround() == FE_TONEAREST, "a fiber begins as main is");
        std::fesetround(mode);
        double const mine = third();
        long double const long_mine = long_third();
        for (char const* name : {"one", "two"}) {
            fermata::checkpoint(name);
            fermata::expect(std::fegetround() == mode, "the mode that it has set");
            fermata::expect(third() == mine, "and its arithmetic");
            fermata::expect(long_third() == long_mine, "the one of the x87 too");
        }
    };
    auto const report = fermata::explore(
        [&] {
            fermata::expect(std::fegetround() == FE_TONEAREST, "main begins as the caller is");
            fermata::starter const a{"alice", rounds, FE_UPWARD};
            fermata::starter const b{"bob", rounds, FE_DOWNWARD};
            fermata::starter const c{"carol", [&] {
                                         fermata::checkpoint("one");
                                         fermata::expect(third() == nearest && long_third() == long_nearest);
                                         fermata::checkpoint("two");
                                         fermata::expect(std::fegetround() == FE_TONEAREST);
                                     }};
            fermata::runner{{a, b, c}}.finish();
            fermata::expect(std::fegetround() == FE_TONEAREST, "main is as it was");
            fermata::expect(third() == nearest && long_third() == long_nearest);
        },
        all_orders());
    CHECK(report);
    CHECK(report.executions == 1680);
    CHECK(std::fegetround() == FE_TONEAREST);
    CHECK(third() == nearest);
}

TEST_CASE("what main sets is inherited, and gone in the next execution") {
    clean_state const clean;
    auto const report = fermata::explore(
        [] {
            fermata::expect(std::fegetround() == FE_TONEAREST, "as the caller of explore() is");
            std::fesetround(FE_TOWARDZERO);
            auto const looks = [] {
                fermata::expect(std::fegetround() == FE_TOWARDZERO, "inherited");
                fermata::checkpoint("once");
                fermata::expect(std::fegetround() == FE_TOWARDZERO);
            };
            fermata::starter const a{"alice", looks};
            fermata::starter const b{"bob", looks};
            fermata::runner{{a, b}}.finish();
            fermata::expect(std::fegetround() == FE_TOWARDZERO);
        },
        all_orders());
    CHECK(report);
    CHECK(report.executions == 6);
    CHECK(std::fegetround() == FE_TONEAREST);
}

TEST_CASE("an exception flag stays in its fiber") {
    clean_state const clean;
    auto const report = fermata::explore(
        [] {
            fermata::expect(std::fetestexcept(FE_DIVBYZERO) == 0, "main has not divided by zero in this execution");
            fermata::starter const a{"alice", [] {
                                         divide_by_zero();
                                         fermata::checkpoint("divided");
                                         fermata::expect(std::fetestexcept(FE_DIVBYZERO) != 0, "its own flag");
                                     }};
            auto const looks = [] {
                fermata::checkpoint("one");
                fermata::expect(std::fetestexcept(FE_DIVBYZERO) == 0, "the flag of another fiber");
                fermata::checkpoint("two");
                fermata::expect(std::fetestexcept(FE_DIVBYZERO) == 0, "the flag of another fiber");
            };
            fermata::starter const b{"bob", looks};
            fermata::runner{{a, b}}.finish();
            fermata::expect(std::fetestexcept(FE_DIVBYZERO) == 0, "nor has it now");
            divide_by_zero();
        },
        all_orders());
    CHECK(report);
    CHECK(report.executions == 10);
    CHECK(std::fetestexcept(FE_DIVBYZERO) == 0);
}

TEST_CASE("in a runner outside of explorations too") {
    clean_state const clean;
    auto const rounds = [](int mode) {
        std::fesetround(mode);
        fermata::checkpoint("set");
        fermata::expect(std::fegetround() == mode);
    };
    fermata::starter const a{"alice", rounds, FE_UPWARD};
    fermata::starter const b{"bob", rounds, FE_DOWNWARD};
    fermata::runner runner{{a, b}, {a.at("set"), b.at("set")}, {.after_last_point = fermata::after_last_point::hold}};
    runner.next();
    CHECK(std::fegetround() == FE_TONEAREST);
    runner.next();
    CHECK(std::fegetround() == FE_TONEAREST);
    std::fesetround(FE_TOWARDZERO); // the caller's own is not lost either
    runner.finish();
    CHECK(std::fegetround() == FE_TOWARDZERO);
}
