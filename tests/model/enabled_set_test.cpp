// fermata - https://www.boost.org/LICENSE_1_0.txt
#include "core/enabled_set.hpp"

#include <doctest/doctest.h>

#include <random>
#include <set>

namespace {

using fermata::detail::enabled_set;

void compare(enabled_set const& tested, std::set<std::uint32_t> const& expected, std::uint32_t size) {
    auto const view = tested.view();
    REQUIRE(tested.count() == expected.size());
    REQUIRE(view.count() == expected.size());
    std::uint32_t k = 0;
    std::uint32_t before = fermata::enabled_fibers::none;
    for (std::uint32_t const each : expected) {
        CHECK(view.nth(k++) == each);
        CHECK((before == fermata::enabled_fibers::none ? view.first() : view.next_after(before)) == each);
        before = each;
    }
    CHECK((expected.empty() ? view.first() : view.next_after(before)) == fermata::enabled_fibers::none);
    CHECK(tested.first() == view.first());
    for (std::uint32_t each = 0; each < size; each += 1 + size / 100) {
        CHECK(tested.contains(each) == expected.contains(each));
        CHECK(view.contains(each) == expected.contains(each));
    }
    CHECK_FALSE(tested.contains(size + 64));
}

} // namespace

TEST_CASE("a set of enabled fibers is a set of numbers, few or many") {
    std::mt19937 random(3);
    enabled_set tested;
    for (std::uint32_t const size : {1U, 10U, 64U, 65U, 500U, 4096U, 4097U, 20000U, 30U}) {
        CAPTURE(size);
        tested.reset();
        std::set<std::uint32_t> expected;
        compare(tested, expected, 64);
        for (std::uint32_t each = 0; each < size; ++each) { // they come one by one, and the set grows
            tested.grow(each + 1);
            tested.add(each);
            expected.insert(each);
        }
        compare(tested, expected, size);
        for (int round = 0; round < 4; ++round) {
            for (std::uint32_t i = 0; i < size; ++i) {
                std::uint32_t const each = random() % size;
                if (random() % 4 < 3) { // twice in a row changes nothing
                    tested.remove(each);
                    expected.erase(each);
                } else {
                    tested.add(each);
                    expected.insert(each);
                }
            }
            compare(tested, expected, size);
        }
        for (std::uint32_t each = 0; each < size; ++each) {
            tested.remove(each);
        }
        compare(tested, {}, size);
        tested.add(size - 1);
        compare(tested, {size - 1}, size);
    }
}
