// fermata - https://www.boost.org/LICENSE_1_0.txt
#include <fermata/sync/this_thread.hpp>

#include "sync/object.hpp"
#include "sync/outside_thread.hpp"

namespace fermata::this_thread {

struct access {
    static thread::id make(std::uint64_t number, std::uint64_t value) noexcept { return {number, value}; }
};

thread::id get_id() noexcept {
    if (fermata::detail::fiber const* const me = fermata::detail::current_fiber) {
        return access::make(me->number + std::uint64_t{1}, me->identity);
    }
    std::uint64_t const mine = fermata::detail::outside_thread_number();
    return access::make(mine, mine);
}

namespace {

/// False outside a fiber. A function of its own: what it leaves on the stack counts the rounds of a loop.
[[gnu::noinline]] bool pass(operation_kind kind, source_location const& where) {
    using namespace fermata::detail;
    if (current_fiber == nullptr) {
        return false;
    }
    if (fiber* const me = fiber_at_operation()) {
        execution& mine = *me->owner;
        std::uint32_t const idle = me->idle;
        if (idle != 0) {
            mine.spins.arrive_at_yield(*me, idle, __builtin_frame_address(0));
        }
        mine.give_way(*me, {kind, fermata::access::none, 0, mine.sites.intern({}, where), 0});
        mine.did(0, fermata::access::none);
        if (idle != 0) { // a loop that waits may do so
            mine.spins.come_back(*me);
            me->idle = idle + 1;
            me->idle_step = mine.records.step - 1;
        }
    }
    return true;
}

/// Of the stack of who calls it.
[[gnu::always_inline]] inline void mark_unused() {
    if (fermata::detail::execution const* const mine = fermata::detail::current_execution; mine != nullptr) {
        mine->spins.mark_unused();
    }
}

} // namespace

void yield(source_location where) {
    if (!pass(operation_kind::yield, where)) {
        std::this_thread::yield();
    }
    mark_unused();
}

bool detail::pass_sleep(source_location const& where) {
    bool const is_fiber = pass(operation_kind::sleep, where);
    mark_unused();
    return is_fiber;
}

} // namespace fermata::this_thread
