// fermata - https://www.boost.org/LICENSE_1_0.txt
//
// A condition_variable_any is put together from the operations of its lock, a condition_variable is not: what the one
// forgets is seen with the other.
#include "comparison.hpp"

#include "strategy/dpor.hpp"

#include <fermata/fermata.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <cstdint>
#include <memory>

using namespace generated;

namespace {

bool has(program const& what, kind first, kind second) {
    auto const is_one = [&](step const& each) { return each.kind == first || each.kind == second; };
    return std::ranges::any_of(what.nested, is_one) ||
           std::ranges::any_of(what.fibers, [&](auto const& all) { return std::ranges::any_of(all, is_one); });
}

} // namespace

TEST_CASE("both classes of condition variables lead to the same final states") {
    std::uint64_t const first = setting("FERMATA_GENERATED_FIRST", 1);
#if defined(FERMATA_LONG_TESTS)
    std::uint64_t const count = setting("FERMATA_GENERATED_COUNT", 300'000);
#elif defined(__SANITIZE_ADDRESS__)
    std::uint64_t const count = setting("FERMATA_GENERATED_COUNT", 300);
#else
    std::uint64_t const count = setting("FERMATA_GENERATED_COUNT", 3'000);
#endif
    std::uint64_t compared = 0;
    for (std::uint64_t seed = first; seed < first + count; ++seed) {
        program what = make_program(seed);
        // What waits for progress sees how many steps others need.
        if (!has(what, kind::wait, kind::wait_for) || has(what, kind::progress, kind::progress)) {
            continue;
        }
        CAPTURE(seed);
        CAPTURE(to_string(what));
        seen const one = explore(what, std::make_shared<fermata::detail::dpor>());
        what.waits_with_any_lock = true;
        seen const other = explore(what, std::make_shared<fermata::detail::dpor>());
        if (one.report.complete && other.report.complete) {
            ++compared;
            CHECK(one.states == other.states);
        }
    }
    MESSAGE("compared " << compared << " programs");
    CHECK(compared > count / 20);
}
