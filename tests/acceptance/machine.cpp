// fermata - https://www.boost.org/LICENSE_1_0.txt
#include "machine.hpp"

#include <stdexcept>
#include <string>

namespace acceptance {

namespace {
void work(machine_data& data, int phase) {
    if (data.fails_in == phase) {
        throw std::runtime_error(std::string("phase ").append(std::to_string(phase)).append(" broke"));
    }
    data.done.push_back(phase);
}
} // namespace

void machine::run() {
    phase_1();
    if (phases >= 2) {
        phase_2();
    }
    if (phases >= 3) {
        phase_3();
    }
}

void machine::phase_1() { work(*this, 1); }

void machine::phase_2() { work(*this, 2); }

void machine::phase_3() { work(*this, 3); }

void machine::repeat(int times) {
    for (int i = 0; i < times; ++i) {
        phase_1();
    }
}

void machine::recurse(int depth) {
    done.push_back(depth);
    if (depth > 1) {
        recurse(depth - 1);
    }
    done.push_back(-depth);
}

void machine::attempt() {
    try {
        breaking();
    } catch (std::runtime_error const&) {
        handled = true;
    }
}

void machine::breaking() {
    done.push_back(7);
    throw std::runtime_error("broken");
}

void machine::tick(std::vector<int>& into) { into.push_back(1); }

void free_function(std::vector<int>& into) { into.push_back(2); }

void overloaded(std::vector<int>& into, int value) { into.push_back(value); }

void overloaded(std::vector<int>& into) { into.push_back(4); }

} // namespace acceptance
