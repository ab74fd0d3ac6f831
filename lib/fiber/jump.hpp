// fermata - https://www.boost.org/LICENSE_1_0.txt
#pragma once

#include <boost/context/detail/fcontext.hpp>

namespace fermata::detail {

/// boost::context::detail::jump_fcontext, reached so that the processor's return predictions stay right.
///
/// jump_fcontext leaves by an indirect jump, never by a return. Entered by a call, it leaves one entry too
/// many on the processor's stack of return addresses, and every return after the switch is mispredicted.
/// So its return address is pushed here by hand, and it is entered by a jump. Every suspended context
/// then continues at the one label below, so the indirect jump is predicted too.
inline boost::context::detail::transfer_t jump(void* to, void* data) noexcept {
    namespace boost_context = boost::context::detail;
#if defined(__x86_64__) && !defined(__ILP32__) && defined(__GNUC__)
    void* from = nullptr;
    void* passed = nullptr;
    auto* enter = &boost_context::jump_fcontext;
    asm volatile(
#if !defined(FERMATA_NO_RED_ZONE)
        "leaq -128(%%rsp), %%rsp\n\t" // the red zone of the function around
#endif
        "leaq 1f(%%rip), %%r8\n\t"
        "pushq %%r8\n\t"
        "jmp *%[enter]\n"
        "1:\n\t"
#if defined(__CET__)
        "endbr64\n\t"
#endif
#if !defined(FERMATA_NO_RED_ZONE)
        "leaq 128(%%rsp), %%rsp"
#endif
        : "=&a"(from), "=&d"(passed), "+D"(to), "+S"(data), [enter] "+c"(enter)
        :
        : "r8", "r9", "r10", "r11", "cc", "memory", "mm0", "mm1", "mm2", "mm3", "mm4", "mm5", "mm6", "mm7", "st",
          "st(1)", "st(2)", "st(3)", "st(4)", "st(5)", "st(6)", "st(7)", "xmm0", "xmm1", "xmm2", "xmm3", "xmm4", "xmm5",
          "xmm6", "xmm7", "xmm8", "xmm9", "xmm10", "xmm11", "xmm12", "xmm13", "xmm14", "xmm15"
#if defined(__AVX512F__)
          ,
          "xmm16", "xmm17", "xmm18", "xmm19", "xmm20", "xmm21", "xmm22", "xmm23", "xmm24", "xmm25", "xmm26", "xmm27",
          "xmm28", "xmm29", "xmm30", "xmm31", "k1", "k2", "k3", "k4", "k5", "k6", "k7"
#endif
    );
    return {from, passed};
#else
    return boost_context::jump_fcontext(to, data);
#endif
}

} // namespace fermata::detail
