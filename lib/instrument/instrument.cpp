// fermata - https://www.boost.org/LICENSE_1_0.txt
//
// What the compiler calls at the entry and exit of each function that is built with -finstrument-functions.
#include <fermata/core/current.hpp>

namespace fermata::detail {
void pass_function(void const* function, bool is_exit);
}

extern "C" {

[[gnu::no_instrument_function]] void __cyg_profile_func_enter(void* function, void*) {
    if (fermata::detail::current_fiber != nullptr) {
        fermata::detail::pass_function(function, false);
    }
}

[[gnu::no_instrument_function]] void __cyg_profile_func_exit(void* function, void*) {
    if (fermata::detail::current_fiber != nullptr) {
        fermata::detail::pass_function(function, true);
    }
}
}
