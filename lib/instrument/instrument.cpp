// fermata - https://www.boost.org/LICENSE_1_0.txt
//
// What the compiler calls at the entry and exit of each function that is built with -finstrument-functions.
#include <fermata/core/current.hpp>

#include <memory>
#include <string>

#if defined(__GLIBCXX__)
// libstdc++ promises that these exist elsewhere, and from C++20 on relies on their being inlined. clang
// does not inline what it instruments, and then nobody has them.
template class std::allocator<char>;
template class std::allocator<wchar_t>;
#endif

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
