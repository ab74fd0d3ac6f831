// fermata - https://www.boost.org/LICENSE_1_0.txt

#include "raw_switch.hpp"

#include <boost/context/detail/fcontext.hpp>

#include <cfenv>
#include <memory>

namespace bench {
namespace {

using namespace boost::context::detail;

void answer(transfer_t from) {
    while (true) {
        from = jump_fcontext(from.fctx, nullptr);
    }
}

void answer_inexactly(transfer_t from) {
    std::feraiseexcept(FE_INEXACT);
    answer(from);
}

} // namespace

std::uint64_t raw_switch_with_flags(std::uint64_t switches) {
    constexpr std::size_t stack_size = 64 * 1024;
    std::fenv_t before;
    std::feholdexcept(&before); // no flag is set here
    auto const stack = std::make_unique<char[]>(stack_size);
    transfer_t other{make_fcontext(stack.get() + stack_size, stack_size, &answer_inexactly), nullptr};
    for (std::uint64_t i = 0; i < switches; i += 2) {
        other = jump_fcontext(other.fctx, nullptr);
    }
    std::fesetenv(&before);
    return (switches + 1) / 2 * 2;
}

std::uint64_t raw_switch(std::uint64_t switches) {
    constexpr std::size_t stack_size = 64 * 1024;
    // A context that is never resumed again needs no end: it owns nothing.
    auto const stack = std::make_unique<char[]>(stack_size);
    transfer_t other{make_fcontext(stack.get() + stack_size, stack_size, &answer), nullptr};
    for (std::uint64_t i = 0; i < switches; i += 2) {
        other = jump_fcontext(other.fctx, nullptr);
    }
    return (switches + 1) / 2 * 2;
}

} // namespace bench
