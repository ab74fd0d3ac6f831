// fermata - https://www.boost.org/LICENSE_1_0.txt
//
// A system call that blocks would stop every fiber: who waits for the outside is parked instead.
#include "core/execution.hpp"

#include <poll.h>

#include <algorithm>
#include <cerrno>
#include <exception>
#include <thread>
#include <utility>

namespace fermata::detail {

namespace {

using clock = std::chrono::steady_clock;

constexpr clock::time_point long_ago{};
constexpr std::chrono::milliseconds probe_interval_min(1);
constexpr std::chrono::milliseconds probe_interval_max(20);

int milliseconds_until(clock::time_point time) {
    if (time == clock::time_point::max()) {
        return -1;
    }
    auto const left = std::chrono::ceil<std::chrono::milliseconds>(time - clock::now()).count();
    return static_cast<int>(std::clamp<long long>(left, 0, 1 << 30));
}

pollfd asked_for(awaited_descriptor const& of) {
    return {of.number, static_cast<short>(of.for_writing ? POLLOUT : POLLIN), 0};
}

void block(outside_wait& what) {
    if (what.count == 0) {
        std::this_thread::sleep_until(what.until);
        return;
    }
    std::vector<pollfd> asked;
    for (std::size_t i = 0; i < what.count; ++i) {
        asked.push_back(asked_for(what.descriptors[i]));
    }
    do {
        while (::poll(asked.data(), asked.size(), milliseconds_until(what.until)) < 0 && errno == EINTR) {
        }
    } while (what.is_finished != nullptr && clock::now() < what.until && !(*what.is_finished)());
}

} // namespace

bool execution::wait_outside(fiber& me, outside_wait& what, operation const& next) {
    met_outside = met_outside || (what.is_blocked == nullptr && !what.goes_on_at_once);
    spins.found_unordered_wait();
    me.outside = &what;
    outside_.push_back(&me);
    is_untidy_ = true;
    note_outside();
    watch_outside();
    disable(me);
    set_pending(me, next);
    fiber& to = pick_after_leaving(me);
    if (&to != &me) {
        go_to(me, to);
    }
    order_after_all(me); // perhaps somebody here has written what it waited for
    leave_outside(me);
    me.outside = nullptr;
    if ((me.special & special::aborting) != 0) {
        if (!what.to_the_end) {
            throw_abort(me);
        }
        return false;
    }
    if (me.failure != nullptr) { // the probe threw when it was asked
        std::rethrow_exception(std::exchange(me.failure, nullptr));
    }
    return true;
}

/// Ends the waits that are over, and says whether there are any; waits for the first of them until that time.
bool execution::poll_outside(clock::time_point until, among whom, fiber const* only) {
    auto const is_meant = [&](fiber const& waiting) {
        outside_wait const& what = *waiting.outside;
        return !what.is_over && (only == nullptr || only == &waiting) &&
               (whom == among::all || (whom == among::with_probe) == (what.is_blocked != nullptr));
    };
    std::vector<pollfd> asked;
    for (fiber const* waiting : outside_) {
        outside_wait const& what = *waiting->outside;
        if (!is_meant(*waiting)) {
            continue;
        }
        until = std::min(until, what.until);
        for (std::size_t i = 0; i < what.count; ++i) {
            asked.push_back(asked_for(what.descriptors[i]));
        }
    }
    while (::poll(asked.data(), asked.size(), milliseconds_until(until)) < 0 && errno == EINTR) {
    }
    auto const now = clock::now();
    bool any = false;
    std::size_t at = 0;
    for (fiber* waiting : outside_) {
        outside_wait const& what = *waiting->outside;
        if (!is_meant(*waiting)) {
            continue;
        }
        bool is_ready = false;
        for (std::size_t i = 0; i < what.count; ++i) {
            // An error or a hang-up too: the operation will find it.
            what.descriptors[i].is_ready = asked[at++].revents != 0;
            is_ready = is_ready || what.descriptors[i].is_ready;
        }
        if (what.until <= now || (is_ready && (what.is_finished == nullptr || ask(*waiting, *what.is_finished)))) {
            any = true;
            end_outside(*waiting);
        }
    }
    return any;
}

bool execution::wait_for_outside(clock::time_point until) {
    while (!outside_.empty()) {
        if (poll_outside(until, among::all)) {
            return true;
        }
        if (clock::now() >= until) {
            return false;
        }
    }
    return false;
}

/// What a callable of a fiber that waits says; true if it throws, and then the wait is over.
bool execution::ask(fiber& waiting, function_ref<bool()> const& what) {
    // It is called on the stack of whoever gives way: operations in it must not give way again.
    fiber* const quiet = current_fiber;
    std::uint8_t const before = quiet != nullptr ? quiet->special : std::uint8_t{0};
    if (quiet != nullptr) {
        quiet->special |= special::in_predicate;
    }
    bool says = true;
    try {
        says = what();
    } catch (...) {
        waiting.failure = std::current_exception();
        end_outside(waiting);
    }
    if (quiet != nullptr) {
        quiet->special = before;
    }
    return says;
}

void execution::end_outside(fiber& waiting) {
    outside_wait& what = *waiting.outside;
    if (!what.is_over) {
        what.is_over = true;
        if (is_exploration && what.is_blocked == nullptr && records.next_end >= records.ends_repeated) {
            records.add_end(waiting.number);
        }
        what.goes_on_at_once ? go_on_at_once(waiting) : enable(waiting);
    }
}

/// Whether the wait has a probe, and it does not say that somebody else must act first.
bool execution::asks_for_more_time(fiber& waiting) {
    outside_wait const& what = *waiting.outside;
    return !what.is_over && what.is_blocked != nullptr && !ask(waiting, *what.is_blocked);
}

bool execution::settle_outside(clock::time_point until) {
    if (is_exploration && records.is_repeating()) {
        if (!repeat_ends(until)) {
            return false;
        }
        poll_outside(long_ago, among::with_probe);
    } else {
        poll_outside(long_ago, among::all);
    }
    for (auto interval = probe_interval_min;; interval = std::min(2 * interval, probe_interval_max)) {
        bool all = true;
        for (std::size_t i = 0; i < outside_.size(); ++i) {
            all = !asks_for_more_time(*outside_[i]) && all;
        }
        if (all) {
            return true;
        }
        auto const now = clock::now();
        if (now >= until) {
            return false;
        }
        poll_outside(std::min(until, now + interval), among::with_probe);
    }
}

fiber& execution::too_long_outside() {
    auto const waited = std::chrono::duration_cast<std::chrono::milliseconds>(outside_wait_max_).count();
    if (records.next_end < records.ends_repeated) {
        fiber const& late = at(records.ends[records.next_end].fiber);
        return stop(
            {outcome::diverged,
             "the program did not repeat itself at step " + std::to_string(records.step),
             {"before: " + name_of(late) + " waited for the outside, and could go on here",
              "now:    " + describe_wait(late) + ", after " + std::to_string(waited) + " ms (outside_wait_max)"},
             nullptr});
    }
    return stop({outcome::deadlocked,
                 "nobody could go on for " + std::to_string(waited) +
                     " ms (outside_wait_max), and somebody waits for the outside",
                 describe_waits(), nullptr});
}

bool park_outside(outside_wait& what, source_location where) {
    if (current_fiber == nullptr || current_fiber->special != 0) {
        return false;
    }
    fiber& me = *current_fiber;
    execution& mine = *me.owner;
    return mine.wait_outside(me, what, {operation_kind::outside, access::write, 0, mine.sites.intern({}, where), 0});
}

namespace {

/// False if the fiber has the order to end: then operations have no effect.
bool park_or_block(outside_wait& what, source_location where) {
    if (fiber* const me = current_fiber; me != nullptr && (me->special & special::aborting) != 0) {
        if (me->owner != nullptr) {
            me->owner->operation_in_abort(*me);
        }
        return false;
    }
    if (!park_outside(what, where)) {
        if (current_fiber == nullptr || (current_fiber->special & special::aborting) == 0) {
            block(what);
        }
    }
    return true;
}

} // namespace

void wait_for_descriptor(int descriptor, bool for_writing, function_ref<bool()> const* is_blocked,
                         source_location where, function_ref<bool()> const* is_finished) {
    if (descriptor < 0) {
        throw usage_error("a file descriptor cannot be " + std::to_string(descriptor));
    }
    awaited_descriptor asked{descriptor, for_writing};
    outside_wait what;
    what.descriptors = &asked;
    what.count = 1;
    what.is_blocked = is_blocked;
    what.is_finished = is_finished;
    park_or_block(what, where);
}

} // namespace fermata::detail

namespace fermata {

void wait_readable(int descriptor, source_location where) {
    detail::wait_for_descriptor(descriptor, false, nullptr, where);
}

void wait_writable(int descriptor, source_location where) {
    detail::wait_for_descriptor(descriptor, true, nullptr, where);
}

void sleep_for(std::chrono::nanoseconds duration, source_location where) {
    detail::outside_wait what;
    auto const now = detail::outside_wait::clock::now();
    auto const most = detail::outside_wait::clock::time_point::max() - now;
    what.until = duration < most ? now + duration : detail::outside_wait::clock::time_point::max();
    what.what = "a time (sleep_for)";
    detail::park_or_block(what, where);
}

} // namespace fermata
