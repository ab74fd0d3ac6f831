// fermata - https://www.boost.org/LICENSE_1_0.txt
//
// doctest's implementation, in a file that includes the adapter too.
#define DOCTEST_CONFIG_IMPLEMENT_WITH_MAIN
#include <fermata/doctest.hpp>
