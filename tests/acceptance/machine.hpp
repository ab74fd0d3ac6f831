// fermata - https://www.boost.org/LICENSE_1_0.txt
#pragma once

#include <vector>

namespace acceptance {

/// What both forms of the machine have in common: the data.
struct machine_data {
    std::vector<int> done;
    int phases = 3;       ///< how many of its phases run() calls
    int fails_in = 0;     ///< the phase that throws, before it has appended anything
    bool handled = false; ///< attempt() has seen its exception
};

/// A machine with three phases, called in turn, that append 1, 2, 3. It knows nothing of fermata: this
/// file and its source are built with fermata_instrument(), and that is all.
struct machine : machine_data {
    void run();
    void phase_1();
    void phase_2();
    void phase_3();

    /// Calls phase_1() that many times.
    void repeat(int times);

    /// Appends the depth, does the same one less deep, and appends minus the depth.
    void recurse(int depth);

    /// Calls breaking(), which appends 7 and throws, and handles that.
    void attempt();
    void breaking();

    static void tick(std::vector<int>& into);
};

void free_function(std::vector<int>& into);
void overloaded(std::vector<int>& into, int value);
void overloaded(std::vector<int>& into);

} // namespace acceptance
