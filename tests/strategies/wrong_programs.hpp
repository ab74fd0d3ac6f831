// fermata - https://www.boost.org/LICENSE_1_0.txt
#pragma once

#include <vector>

namespace strategies_test {

/// Bodies with a bug. They are written anew from descriptions of well-known ones; shared variables that are
/// raced for are cells, what is behind a mutex is plain.
void lost_update();
void account();
void bluetooth();
void deadlock01();
void lazy01();
void stack();
void token_ring();
void reorder(int setters);
void twostage(int first_stages);
void wrong_lock();
void string_buffer();

struct wrong_program {
    char const* name;
    void (*body)();
    int preemptions; ///< with fewer the bug does not show
    bool is_a_deadlock = false;
};

std::vector<wrong_program> const& wrong_programs();

} // namespace strategies_test
