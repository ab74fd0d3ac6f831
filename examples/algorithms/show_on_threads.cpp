// fermata - https://www.boost.org/LICENSE_1_0.txt
//
// The algorithms with `namespace sync = std;`: the same sources, real threads.
#include "show.hpp"

#include <cstdlib>

namespace algorithms {

// What goes wrong here ends the process: a failed expect() in a thread, or one that waits for ever, by the test's
// timeout.
int show(example const& shown) {
    for (int run = 0; run < 200; ++run) {
        shown.right();
    }
    return EXIT_SUCCESS;
}

} // namespace algorithms
