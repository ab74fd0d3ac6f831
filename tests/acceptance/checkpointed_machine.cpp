// fermata - https://www.boost.org/LICENSE_1_0.txt
#include "checkpointed_machine.hpp"

#include <fermata/core/checkpoint.hpp>

#include <fmt/core.h>

#include <stdexcept>
#include <string>

namespace acceptance {

namespace {
void work(machine_data& data, int phase) {
    std::string const name = fmt::format("phase_{}", phase);
    fermata::checkpoint("before " + name);
    if (data.fails_in == phase) {
        throw std::runtime_error(fmt::format("phase {} broke", phase));
    }
    data.done.push_back(phase);
    fermata::checkpoint("after " + name);
}

/// A checkpoint that is reached by an exception, too.
struct checkpoint_at_exit {
    ~checkpoint_at_exit() noexcept(false) { fermata::checkpoint("after breaking"); }
};
} // namespace

void checkpointed_machine::run() {
    phase_1();
    if (phases >= 2) {
        phase_2();
    }
    if (phases >= 3) {
        phase_3();
    }
}

void checkpointed_machine::phase_1() { work(*this, 1); }

void checkpointed_machine::phase_2() { work(*this, 2); }

void checkpointed_machine::phase_3() { work(*this, 3); }

void checkpointed_machine::repeat(int times) {
    for (int i = 0; i < times; ++i) {
        phase_1();
    }
}

void checkpointed_machine::recurse(int depth) {
    fermata::checkpoint("before recurse");
    done.push_back(depth);
    if (depth > 1) {
        recurse(depth - 1);
    }
    done.push_back(-depth);
    fermata::checkpoint("after recurse");
}

void checkpointed_machine::attempt() {
    try {
        breaking();
    } catch (std::runtime_error const&) {
        handled = true;
    }
}

void checkpointed_machine::breaking() {
    checkpoint_at_exit const at_exit;
    done.push_back(7);
    throw std::runtime_error("broken");
}

} // namespace acceptance
