// fermata - https://www.boost.org/LICENSE_1_0.txt
#include "fiber/context.hpp"

#include <cstdint>
#include <utility>
#include <vector>

namespace fermata::detail {

namespace {

/// Who makes the first switch to a context: its stack learns from there whose it is.
struct first_visit : resume_point {
    context* made = nullptr;
};

// Where a context's stack begins: the first switch to it arrives here.
[[noreturn]] void run_bodies(boost::context::detail::transfer_t arrival) {
    auto& maker = *static_cast<first_visit*>(arrival.data);
    maker.handle = arrival.fctx;
    context& self = *maker.made;
    self.here->sanitizer.arrive_from(maker.sanitizer);
    while (true) {
        self.body(self);
    }
}

struct pool {
    std::vector<std::unique_ptr<context>> parked;
    std::size_t made = 0;
};

pool& this_threads_pool() {
    thread_local pool contexts;
    return contexts;
}

} // namespace

std::unique_ptr<context> take_context(std::size_t stack_size) {
    auto& contexts = this_threads_pool();
    for (auto candidate = contexts.parked.rbegin(); candidate != contexts.parked.rend(); ++candidate) {
        // No more than twice what was asked for, so that one large stack does not serve all small ones.
        if ((*candidate)->stack.size() >= stack_size && (*candidate)->stack.size() / 2 <= stack_size) {
            std::swap(*candidate, contexts.parked.back());
            auto found = std::move(contexts.parked.back());
            contexts.parked.pop_back();
            return found;
        }
    }
    auto made = std::make_unique<context>();
    made->stack = stack(stack_size);
    made->parked.sanitizer.set_bounds(made->stack.bottom(), made->stack.size());
    // Stacks are mapped at multiples of a page, so their tops would compete for the same few cache lines
    // of every level: each begins a few lines lower than the one before.
    std::size_t const colour = (contexts.made++ % 16) * 3 * 64;
    std::size_t const usable = made->stack.size() - colour;
    made->parked.handle = boost::context::detail::make_fcontext(made->stack.bottom() + usable, usable, &run_bodies);

    // Let it arrive once, so that later switches to it are like any other.
    enter_thread();
    first_visit here;
    here.made = made.get();
    made->argument = &here;
    made->body = [](context& self) { park(self, *static_cast<first_visit*>(self.argument)); };
    switch_context(here, made->parked);
    return made;
}

bool can_set_floating_point() noexcept {
#if defined(__x86_64__)
    static bool const can = [] {
        try {
            auto const tried = take_context(stack_size_min);
            floating_point_environment const before = floating_point_environment::current();
            constexpr std::uint32_t rounding = 0x6000; // of SSE; x87 has it three bits lower
            floating_point_environment other = before;
            other.sse ^= rounding;
            other.x87 ^= static_cast<std::uint16_t>(rounding >> 3);
            struct looking : resume_point {
                floating_point_environment found;
            } here;
            // What it finds when it goes on must be what the words of its frame were, and what was written there.
            auto const goes_on_with = [&](floating_point_environment const& words) {
                tried->argument = &here;
                tried->body = [](context& self) {
                    auto& asked = *static_cast<looking*>(self.argument);
                    asked.found = floating_point_environment::current();
                    park(self, asked);
                };
                switch_context(here, tried->parked);
                return here.found == words;
            };
            std::uint32_t sse = 0;
            std::uint16_t x87 = 0;
            asm volatile("movl (%[at]), %[sse]\n\tmovw 4(%[at]), %[x87]"
                         : [sse] "=&r"(sse), [x87] "=r"(x87)
                         : [at] "r"(tried->parked.handle));
            if (sse != before.sse || x87 != before.x87) {
                return false; // something else lies there: better not written to
            }
            set_floating_point(tried->parked, other);
            bool const took_other = goes_on_with(other);
            set_floating_point(tried->parked, before);
            return took_other && goes_on_with(before);
        } catch (...) {
            return false;
        }
    }();
    return can;
#else
    return true;
#endif
}

void make_pool() { this_threads_pool(); }

void give_back(std::unique_ptr<context> parked) noexcept {
    parked->parked = *parked->here;
    parked->here = &parked->parked;
    try {
        this_threads_pool().parked.push_back(std::move(parked));
    } catch (...) { // no memory to remember it: its stack is unmapped
    }
}

} // namespace fermata::detail
