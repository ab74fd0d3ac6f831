// fermata - https://www.boost.org/LICENSE_1_0.txt
//
// Owns the precompiled headers of the tests.
#include <fermata/fermata.hpp>

#include <doctest/doctest.h>
