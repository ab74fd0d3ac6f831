// fermata - https://www.boost.org/LICENSE_1_0.txt
//
// With a bound on preemptions: what the search that reduces sees is what the one sees that does not.
#include "comparison.hpp"

#include "strategy/bounded.hpp"
#include "strategy/bounded_classes.hpp"

#include <doctest/doctest.h>

#include <algorithm>

using namespace generated;

TEST_CASE("a bounded search sees the same classes if it reduces, in fewer executions") {
    std::uint64_t const first = setting("FERMATA_GENERATED_FIRST", 1);
#if defined(FERMATA_LONG_TESTS)
    std::uint64_t const count = setting("FERMATA_GENERATED_COUNT", 300'000);
#elif defined(__SANITIZE_ADDRESS__)
    std::uint64_t const count = setting("FERMATA_GENERATED_COUNT", 50);
#else
    std::uint64_t const count = setting("FERMATA_GENERATED_COUNT", 1'000);
#endif
    std::uint64_t compared = 0;
    std::uint64_t without = 0;
    std::uint64_t with = 0;
    for (std::uint64_t seed = first; seed < first + count; ++seed) {
        program const what = make_program(seed);
        CAPTURE(seed);
        CAPTURE(to_string(what));
        for (std::uint32_t bound = 0; bound <= 3; ++bound) {
            CAPTURE(bound);
            seen const every = explore(what, std::make_shared<fermata::detail::bounded_search>(bound));
            if (!every.report.complete) {
                break;
            }
            seen const fewer = explore(what, std::make_shared<fermata::detail::bounded_classes>(bound));
            ++compared;
            without += every.report.executions;
            with += fewer.report.executions;
            CHECK(fewer.report.complete);
            CHECK(fewer.states == every.states);
            CHECK(fewer.report.executions <= every.report.executions);
            bool const is_same = std::ranges::equal(
                fewer.classes, every.classes, {}, [](auto const& each) { return each.first; },
                [](auto const& each) { return each.first; });
            CHECK(is_same);
        }
    }
    MESSAGE("compared " << compared << " bounded searches of " << count << " programs: " << without
                        << " executions, reduced to " << with);
    CHECK(compared > count);
    CHECK(with < without);
}
