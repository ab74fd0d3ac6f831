// fermata - https://www.boost.org/LICENSE_1_0.txt
#include "core/spin_loops.hpp"

#include "core/execution.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

namespace fermata::detail {

namespace {
// Whoever reads that much in a row is no loop that waits, or one that is not worth so much memory.
constexpr std::size_t performed_max = 4096;
constexpr std::size_t visits_max = 16;
} // namespace

void spin_loops::begin(bool on, bool rounds) {
#if defined(__clang__)
    on = false; // what it leaves on the stack is not understood yet: a bounded retry was taken for a loop that waits
#endif
    is_on = on;
    keeps_rounds = rounds;
    has_parked = false;
    known_.clear();
    knows_unordered_ = false;
    begin_execution();
}

spin_loops::watched& spin_loops::watch(std::uint32_t fiber) {
    for (watched& each : watched_) {
        if (each.fiber == fiber) {
            return each;
        }
    }
    return watched_.emplace_back(watched{fiber, false, {}, {}, {}});
}

void spin_loops::learn(std::uint32_t site) {
    if (is_known(site)) {
        return;
    }
    known_.resize(std::max<std::size_t>(known_.size(), site + std::size_t{1}), false);
    known_[site] = true;
    learnt = std::max(learnt, lesson::spin_loop);
}

void spin_loops::add_performed(fiber& me, watched& who, std::uint32_t performed) {
    if ((performed == 1 && !me.is_watched) || who.performed.size() >= performed_max) {
        who.performed.clear();
        who.visits.clear();
    }
    who.performed.push_back({me.owner->pending(me.number), me.idle_step, me.idle_clock});
}

void spin_loops::arrive_at_yield(fiber& me, std::uint32_t performed) { add_performed(me, watch(me.number), performed); }

// Between the loop and this stand two functions: the operation of the atomic, and before_atomic().
[[gnu::noinline]] spin_loops::arrival spin_loops::arrive(fiber& me, operation const& next, std::uint32_t performed) {
    watched& who = watch(me.number);
    char const* const top = me.where->stack.bottom() + me.where->stack.size();
    if (performed == 0) {
        who.performed.clear();
        who.visits.clear();
    } else {
        add_performed(me, who, performed);
    }
    auto const seen =
        std::find_if(who.visits.begin(), who.visits.end(), [&](visit const& each) { return each.next == next; });
    if (seen == who.visits.end()) {
        bool const is_repeated = std::any_of(who.performed.begin(), who.performed.end(),
                                             [&](performed_operation const& each) { return each.what == next; });
        if (is_repeated && keeps_rounds) {
            learn(next.site);
        }
        if ((is_repeated || (keeps_rounds && is_known(next.site))) && who.visits.size() < visits_max) {
            visit here{next, who.performed.size(), is_repeated, {}};
            if (here.state.take(2, top)) {
                who.visits.push_back(std::move(here));
            }
        }
    } else if (!now_.take(2, top) || now_ != seen->state) {
        std::swap(seen->state, now_);
        seen->performed = who.performed.size();
        seen->is_repeated = true;
    } else {
        end_round(me, who, *seen);
    }
    return {static_cast<std::uint32_t>(who.performed.size()), who.is_parked};
}

/// The fiber is where it was at that visit.
void spin_loops::end_round(fiber& me, watched& who, visit& begun) {
    auto const first = who.performed.begin() + static_cast<std::ptrdiff_t>(begun.performed);
    auto const is_read = [](performed_operation const& each) { return each.what.object != 0; };
    bool const was_written = std::any_of(first, who.performed.end(), [&](performed_operation const& each) {
        return each.what.object < written_.size() && written_[each.what.object] > each.clock;
    });
    // With several reads in a round, others may come in between, and whether it was idle is known too late.
    if (keeps_rounds && std::count_if(first, who.performed.end(), is_read) == 1) {
        std::vector<std::uint64_t> steps;
        std::transform(first, who.performed.end(), std::back_inserter(steps),
                       [](performed_operation const& each) { return each.step; });
        me.owner->found_idle(me, steps);
    }
    if (begun.is_repeated && !was_written) {
        who.objects.clear();
        for (auto each = first; each != who.performed.end(); ++each) {
            if (is_read(*each) &&
                std::find(who.objects.begin(), who.objects.end(), each->what.object) == who.objects.end()) {
                who.objects.push_back(each->what.object);
            }
        }
        if (who.objects.size() > 1) {
            found_unordered_wait(); // whichever is written first
        }
        who.is_parked = true;
        has_parked = true;
        ++parked;
    }
    who.performed.erase(first, who.performed.end());
    begun.is_repeated = true;
    std::size_t const kept = begun.performed;
    std::erase_if(who.visits, [&](visit const& each) { return each.performed > kept; });
}

void spin_loops::wake(execution& mine, std::uint32_t object) {
    for (watched& each : watched_) {
        if (each.is_parked && std::find(each.objects.begin(), each.objects.end(), object) != each.objects.end()) {
            each.is_parked = false;
            --parked;
            mine.enable(mine.at(each.fiber));
        }
    }
}

std::vector<std::uint32_t> const* spin_loops::parked_for(std::uint32_t fiber) const noexcept {
    auto const found = std::find_if(watched_.begin(), watched_.end(),
                                    [&](watched const& each) { return each.is_parked && each.fiber == fiber; });
    return found != watched_.end() ? &found->objects : nullptr;
}

} // namespace fermata::detail
