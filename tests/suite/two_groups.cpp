// fermata - https://www.boost.org/LICENSE_1_0.txt
//
// Refused before anything runs.
#include <fermata/suite.hpp>

#include <doctest/doctest.h>

#include <cstdio>

namespace suite = fermata::suite;

TEST_CASE("in two" * suite::group("first") * suite::group("second")) { std::puts("ran"); }
