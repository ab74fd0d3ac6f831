// fermata - https://www.boost.org/LICENSE_1_0.txt
#pragma once

#include <fermata/model/outcome.hpp>

#include <string_view>
#include <vector>

namespace algorithms {

/// A way to get an algorithm wrong, and what fermata has to say about it.
struct mistake_shown {
    std::string_view what; ///< the mistake, in a sentence
    void (*program)();
    fermata::outcome fails_as;
    std::string_view message; ///< a part of what the failure says
};

struct example {
    std::string_view title;
    std::string_view setting; ///< what the program does
    void (*right)();
    std::vector<mistake_shown> wrong;
};

/// Explores all of them with dpor, prints what was found, and checks that it is what it should be: for main() to
/// return. In the programs that are built with the standard library instead (show_on_threads.cpp) the right one is run.
int show(example const& shown);

} // namespace algorithms
