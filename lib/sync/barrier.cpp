// fermata - https://www.boost.org/LICENSE_1_0.txt
#include <fermata/sync/barrier.hpp>

#include "sync/object.hpp"

#include <algorithm>
#include <vector>

namespace fermata::detail {

namespace {
constexpr std::uint32_t end_of_phase = 1;
}

barrier_base::barrier_base(std::ptrdiff_t expected, source_location const& where)
    : expected_(expected), remaining_(expected) {
    if (expected < 0 && !is_aborting()) {
        throw_misuse("a barrier cannot expect " + std::to_string(expected), where);
    }
}

barrier_base::~barrier_base() {
    note_destruction(identity_);
    if (waiting_.first != nullptr) {
        abandon(waiting_, identity_);
    }
}

barrier_base::arrival_token barrier_base::arrive_as(std::ptrdiff_t update, bool drops, function_ref<void()> complete,
                                                    source_location const& where) {
    fiber* const me = fiber_at_operation();
    if (!reach(me, operation_kind::arrive, access::write, identity_, where)) {
        return {*this, phase_};
    }
    did(me, state(), access::write);
    if (update < 1 || update > remaining_) {
        throw_misuse("arrive(" + std::to_string(update) + ") at " + name_of(identity_) + ", which expects " +
                         std::to_string(remaining_) + " more in this phase",
                     where);
    }
    order::release(identity_);
    std::erase_if(awaited_, [&](awaited const& each) { return me != nullptr && each.fiber == me->number; });
    std::uint64_t const arrived = phase_;
    expected_ -= drops ? 1 : 0;
    remaining_ -= update;
    if (remaining_ == 0) {
        std::size_t const step = me != nullptr ? me->owner->records.step : 0;
        order::acquire(identity_);
        call_where_none_may_leave("the completion function of a barrier", complete);
        if (is_aborting()) {
            return {*this, phase_};
        }
        if (me != nullptr && me->owner->records.step != step) {
            if (!reach(me, operation_kind::end_phase, access::write, identity_, where)) {
                return {*this, phase_};
            }
            did(me, state(), access::write);
        }
        end_phase();
    }
    return {*this, arrived};
}

// That somebody was the last to arrive before who waits in arrive_and_wait() goes on cannot be otherwise. A
// wait() with a token reads the phase instead, because it can come when the phase has ended long ago.
void barrier_base::end_phase() {
    order::release(identity_, end_of_phase);
    remaining_ = expected_;
    ++phase_;
    fiber* const me = ordinary_fiber();
    if (me != nullptr && std::ranges::any_of(awaited_, [&](awaited const& each) { return is_unclear(each.phase); })) {
        me->owner->spins.found_unordered_wait();
    }
    for (fiber* each = waiting_.first; me != nullptr && each != nullptr; each = each->after) {
        if (each->owner->pending(each->number).access == access::none) {
            each->owner->records.add_edge(me->number, each->number);
        }
    }
    dismiss_all(waiting_);
}

void barrier_base::arrive_and_wait_as(function_ref<void()> complete, source_location const& where) {
    std::uint64_t const phase = arrive_as(1, false, complete, where).phase_;
    fiber* const me = fiber_at_operation();
    if (is_aborting() || phase != phase_) {
        return;
    }
    if (me == nullptr) {
        throw_misuse("arrive_and_wait() outside a fiber would wait for ever: the barrier expects more", where);
    }
    stand_in_queue(*me, waiting_, false, operation_on(*me, operation_kind::wait, access::none, identity_, where));
    did(me, 0, access::none);
}

void barrier_base::wait(arrival_token&& arrival, source_location where) const {
    fiber* const me = fiber_at_operation();
    if (is_aborting()) {
        return;
    }
    std::uint64_t const phase = arrival.phase_;
    if (arrival.of_ != this || phase > phase_) {
        throw_misuse("wait() for " + name_of(identity_) + " with the token of another barrier", where);
    }
    auto const reject_old_token = [&] {
        if (phase_ > phase + 1) {
            throw_misuse("wait() for " + name_of(identity_) +
                             " with the token of a phase that ended before the last one",
                         where);
        }
    };
    if (me == nullptr) {
        reject_old_token();
        if (phase_ == phase) {
            throw_misuse("wait() for a barrier outside a fiber would wait for ever", where);
        }
        return;
    }
    operation const next = operation_on(*me, operation_kind::wait, access::read, identity_, where,
                                        operation_detail::enabled_where(condition_of_end(phase)));
    if (phase_ == phase) {
        stand_in_queue(*me, waiting_, false, next);
    } else {
        me->owner->give_way(*me, next);
    }
    did(me, state(), access::read);
    if (phase >= first_unclear) {
        awaited_.push_back({me->number, phase});
    }
    if (is_unclear(phase)) {
        me->owner->spins.found_unordered_wait();
    }
    reject_old_token(); // only now, because others may have arrived since it was announced
    order::acquire(identity_, end_of_phase);
}

} // namespace fermata::detail
