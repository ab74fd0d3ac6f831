// fermata - https://www.boost.org/LICENSE_1_0.txt
#pragma once

#include "machine.hpp"

namespace acceptance {

/// The machine once more, with an explicit checkpoint at the entry and the exit of every function.
struct checkpointed_machine : machine_data {
    void run();
    void phase_1();
    void phase_2();
    void phase_3();
    void repeat(int times);
    void recurse(int depth);
    void attempt();
    void breaking();
};

} // namespace acceptance
