// fermata - https://www.boost.org/LICENSE_1_0.txt
//
// In an exploration, waits for the outside without a probe. What an execution repeats of the one before does not ask
// whether they are over, but has them end where they ended; only new choices look outside. To look is a system call,
// which takes as long as a hundred steps, so that after some in vain the kernel is asked to tell by itself.
#include "core/execution.hpp"

#include <algorithm>

namespace fermata::detail {

namespace {

using clock = std::chrono::steady_clock;

constexpr std::uint32_t vain_looks_max = 50; // a small exploration ends before that

} // namespace

/// Finds out what is due before each choice, as long as those wait who wait now.
void execution::note_outside() {
    bool is_due = false;
    needs_look_ = false;
    for (fiber const* waiting : outside_) {
        outside_wait const& what = *waiting->outside;
        bool const is_looked_at = is_exploration && what.is_blocked == nullptr;
        is_due = is_due || !is_looked_at || records.next_end < records.ends_repeated;
        needs_look_ = needs_look_ || (is_looked_at && !what.is_over && what.watch == 0);
    }
    attention_ = is_due ? attention_ | attention::outside : attention_ & ~attention::outside;
}

/// So that they need not be looked at.
void execution::watch_outside() {
    if (!needs_look_ || (vain_looks_ < vain_looks_max && !descriptor_watch::this_thread_has_one())) {
        return;
    }
    watch_ = &descriptor_watch::of_this_thread();
    needs_look_ = false;
    for (fiber* waiting : outside_) {
        outside_wait& what = *waiting->outside;
        if (what.is_blocked != nullptr || what.is_over || what.watch != 0) {
            continue;
        }
        if (what.until == clock::time_point::max()) { // the kernel does not know the time
            watch_->add(what, *this);
        }
        needs_look_ = needs_look_ || what.watch == 0;
    }
}

void execution::leave_outside(fiber& waiting) noexcept {
    if (std::erase(outside_, &waiting) == 0) {
        return;
    }
    if (waiting.outside->watch != 0) {
        watch_->remove(*waiting.outside);
    }
    note_outside();
}

/// Before a new choice.
void execution::look_outside() {
    // Who waits with a probe has settled before this, and the others with him.
    if ((attention_ & attention::outside) != 0 || records.is_repeating() || enabled_.count() == 0) {
        return;
    }
    if (!needs_look_ && (watch_ == nullptr || !watch_->has_news())) {
        return;
    }
    if (watch_ != nullptr) {
        watch_->take_news();
    }
    bool const any = poll_outside({}, among::without_probe);
    vain_looks_ += any || vain_looks_ >= vain_looks_max ? 0 : 1;
    for (fiber* waiting : outside_) {
        if (waiting->outside->is_over && waiting->outside->watch != 0) {
            watch_->remove(*waiting->outside);
        }
    }
    if (watch_ != nullptr) {
        watch_->go_on();
    }
    note_outside();
    watch_outside();
}

/// Waits for those whose waits ended before this step. False if one does not end by then.
bool execution::repeat_ends(clock::time_point until) {
    while (records.next_end < records.ends_repeated && records.ends[records.next_end].step <= records.step) {
        fiber const& late = at(records.ends[records.next_end].fiber);
        if (late.outside == nullptr) {
            break; // the program did not repeat itself, which will be found out
        }
        while (!late.outside->is_over && !poll_outside(until, among::without_probe, &late)) {
            if (clock::now() >= until) {
                return false;
            }
        }
        ++records.next_end;
    }
    note_outside();
    return true;
}

} // namespace fermata::detail
