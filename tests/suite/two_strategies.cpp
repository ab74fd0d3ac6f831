// fermata - https://www.boost.org/LICENSE_1_0.txt
//
// Refused before anything runs.
#include <fermata/suite.hpp>

#include <doctest/doctest.h>

#include <cstdio>

namespace suite = fermata::suite;

TEST_CASE("one" * suite::group("both", suite::serial)) { std::puts("ran"); }
TEST_CASE("two" * suite::group("both", suite::free)) { std::puts("ran"); }
