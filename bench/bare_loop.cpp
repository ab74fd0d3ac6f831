// fermata - https://www.boost.org/LICENSE_1_0.txt
//
// What somebody would write by hand who wants nothing but the orderings: reused contexts (a fiber whose
// body has ended waits for the next one), direct switches, replay of the prefix by a stack of choices;
// no names, no trace, no exception state. It is compiled with -O2 and its checkpoint is not inlined,
// because otherwise a compiler folds the program under test and the loop into one.

#include "bare_loop.hpp"

#include <boost/context/detail/fcontext.hpp>

#include <array>
#include <bit>
#include <memory>

namespace bench {
namespace {

using boost::context::detail::fcontext_t;
using boost::context::detail::jump_fcontext;
using boost::context::detail::make_fcontext;
using boost::context::detail::transfer_t;

/// The unfinished fibers as bits, and for every decision of the path those that are not tried yet.
struct depth_first {
    std::uint32_t enabled = 0;
    unsigned decision = 0;
    unsigned decisions = 0;
    std::array<std::uint32_t, bare_fibers_max * bare_steps_max> untried;

    void start(unsigned fibers) {
        enabled = (1U << fibers) - 1;
        decision = 0;
    }
    bool end(unsigned fiber) {
        enabled &= ~(1U << fiber);
        return enabled == 0;
    }
    unsigned pick() {
        if ((enabled & (enabled - 1)) == 0) {
            return static_cast<unsigned>(std::countr_zero(enabled));
        }
        if (decision == decisions) {
            untried[decisions++] = enabled;
        }
        return static_cast<unsigned>(std::countr_zero(untried[decision++]));
    }
    bool backtrack() {
        for (; decisions != 0; --decisions) {
            if ((untried[decisions - 1] &= untried[decisions - 1] - 1) != 0) {
                return true;
            }
        }
        return false;
    }
};

/// The unfinished fibers in a row, and a generator (xorshift64).
struct uniform {
    std::array<unsigned, bare_fibers_max> unfinished;
    unsigned count = 0;
    std::uint64_t state = 1;

    void start(unsigned fibers) {
        for (count = 0; count != fibers; ++count) {
            unfinished[count] = count;
        }
    }
    bool end(unsigned fiber) {
        unsigned at = 0;
        while (unfinished[at] != fiber) {
            ++at;
        }
        unfinished[at] = unfinished[--count];
        return count == 0;
    }
    unsigned pick() {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        return unfinished[((state >> 32) * count) >> 32];
    }
};

template <class Chooser>
struct loop {
    static constexpr std::size_t stack_size = 64 * 1024;

    static inline Chooser chooser;
    static inline unsigned steps;
    static inline unsigned running;
    static inline std::array<fcontext_t, bare_fibers_max + 1> contexts; // the last one is the caller's
    static inline std::array<std::unique_ptr<char[]>, bare_fibers_max> stacks;

    static void switch_to(unsigned next) {
        fcontext_t& self = contexts[running];
        running = next;
        transfer_t const from = jump_fcontext(contexts[next], &self);
        *static_cast<fcontext_t*>(from.data) = from.fctx;
    }

    [[gnu::noinline]] static void checkpoint() {
        unsigned const next = chooser.pick();
        if (next != running) {
            switch_to(next);
        }
    }

    static void fiber(transfer_t from) {
        *static_cast<fcontext_t*>(from.data) = from.fctx;
        unsigned const self = running;
        while (true) {
            for (unsigned step = 1; step != steps; ++step) {
                checkpoint();
            }
            switch_to(chooser.end(self) ? bare_fibers_max : chooser.pick());
        }
    }

    static void prepare(unsigned fibers, unsigned steps_of_each) {
        steps = steps_of_each;
        for (unsigned i = 0; i != fibers; ++i) {
            if (!stacks[i]) {
                stacks[i] = std::make_unique<char[]>(stack_size);
                contexts[i] = make_fcontext(stacks[i].get() + stack_size, stack_size, &fiber);
            }
        }
    }

    static void execute(unsigned fibers) {
        chooser.start(fibers);
        running = bare_fibers_max;
        switch_to(chooser.pick());
    }
};

} // namespace

std::uint64_t bare_enumerate(unsigned fibers, unsigned steps) {
    using loop = loop<depth_first>;
    loop::prepare(fibers, steps);
    std::uint64_t executions = 0;
    do {
        loop::execute(fibers);
        ++executions;
    } while (loop::chooser.backtrack());
    return executions;
}

std::uint64_t bare_random(unsigned fibers, unsigned steps, std::uint64_t executions, std::uint64_t seed) {
    using loop = loop<uniform>;
    loop::prepare(fibers, steps);
    loop::chooser.state = seed | 1;
    for (std::uint64_t i = 0; i != executions; ++i) {
        loop::execute(fibers);
    }
    return executions * fibers * steps;
}

} // namespace bench
