// fermata - https://www.boost.org/LICENSE_1_0.txt
#include "core/execution.hpp"

#include <algorithm>
#include <utility>

namespace fermata::detail {

void execution::wait_until(fiber& me, function_ref<bool()> predicate, operation const& next) {
    spins.found_unordered_wait();
    me.predicate = &predicate;
    predicates_.push_back(&me);
    attention_ |= attention::predicates;
    give_way_disabled(me, next);
    order_after_all(me); // what its predicate has looked at is not known: it may stand for any primitive
    std::erase(predicates_, &me);
    me.predicate = nullptr;
    attention_ &= predicates_.empty() ? ~attention::predicates : ~0U;
    if (me.failure != nullptr) { // the predicate threw when it was asked
        std::rethrow_exception(std::exchange(me.failure, nullptr));
    }
}

void execution::evaluate_predicates(fiber* running) {
    // They are called on the stack of whoever gives way: operations in them must not give way again.
    fiber* const quiet = running != nullptr && current_fiber == running ? running : nullptr;
    if (quiet != nullptr) {
        quiet->special |= special::in_predicate;
    }
    for (std::size_t i = 0; i < predicates_.size(); ++i) {
        fiber& waiting = *predicates_[i];
        bool holds = true;
        try {
            holds = (*waiting.predicate)();
        } catch (...) {
            waiting.failure = std::current_exception();
        }
        holds ? enable(waiting) : disable(waiting);
    }
    if (quiet != nullptr) {
        quiet->special &= static_cast<std::uint8_t>(~special::in_predicate);
    }
}

void execution::wait_for_progress(fiber& me, operation const& next) {
    spins.found_unordered_wait();
    unproductive_.push_back(&me);
    attention_ |= attention::progress;
    give_way_disabled(me, next);
}

void execution::join(fiber& me, fiber& other, operation const& next) {
    if (other.is_live()) {
        other.joiner = &me;
        other.ends_specially = true;
        disable(me);
        give_way(me, next);
    } else {
        records.add_edge(other.number, me.number);
    }
    if (other.pruned) { // what it would have done is unknown: nobody who waits for it can go on
        end_path(me);
    }
}

void execution::detach_from_waits(fiber& which) noexcept {
    leave_queue(which);
    for (condition_waiter* each = which.waits_on; each != nullptr; each = each->outer) {
        leave_queue(*each);
    }
    which.joiner = nullptr;
    std::erase(predicates_, &which);
    std::erase(unproductive_, &which);
    leave_outside(which);
    std::erase(at_once_, &which);
    std::erase(preludes_, &which);
    auto const clear_if = [&](bool empty, std::uint32_t bit) { attention_ &= empty ? ~bit : ~0U; };
    clear_if(predicates_.empty(), attention::predicates);
    clear_if(unproductive_.empty(), attention::progress);
    clear_if(at_once_.empty(), attention::at_once);
    clear_if(preludes_.empty(), attention::preludes);
}

} // namespace fermata::detail
