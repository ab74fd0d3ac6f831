// fermata - https://www.boost.org/LICENSE_1_0.txt
#pragma once

#include "fiber/stack_words.hpp"

#include <cstdint>

namespace fermata::detail {

#if defined(__x86_64__) && !defined(__ILP32__) && defined(__GNUC__)
extern "C" void fermata_call_with_unused_registers(void (*what)(void const*), void const* argument,
                                                   std::uintptr_t mark);
#endif

/// Calls that with the registers that a function keeps for its caller marked as unused, as mark_unused_stack() does
/// with the stack: what was there before is of no use to whoever is called, and is no value of its own.
inline void call_with_unused_registers(void (*what)(void const*), void const* argument) {
#if defined(__x86_64__) && !defined(__ILP32__) && defined(__GNUC__)
    fermata_call_with_unused_registers(what, argument, unused_mark);
#else
    what(argument);
#endif
}

} // namespace fermata::detail
