// fermata - https://www.boost.org/LICENSE_1_0.txt
#include "fiber/thread_state.hpp"

#include <cxxabi.h>

namespace fermata::detail {

thread_local constinit exception_state* thread_exceptions = nullptr;

void enter_thread() noexcept {
    if (thread_exceptions == nullptr) {
        thread_exceptions = reinterpret_cast<exception_state*>(abi::__cxa_get_globals());
    }
}

} // namespace fermata::detail
