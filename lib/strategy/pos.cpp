// fermata - https://www.boost.org/LICENSE_1_0.txt
#include "strategy/pos.hpp"

#include "strategy/races.hpp"

#include <algorithm>
#include <bit>
#include <string>

namespace fermata::detail {

bool pos::next_execution(prefix&) {
    numbers_.begin(seed_, execution_++);
    for (auto* set : {&known_, &entered_, &race_with_all_, &members_}) {
        std::fill(set->begin(), set->end(), 0);
    }
    std::fill(home_.begin(), home_.end(), nowhere);
    buckets_ = {};
    seen_ = 0;
    undrawn_ = 0;
    return true;
}

void pos::make_room(std::uint32_t words) {
    for (auto* set : {&known_, &entered_, &race_with_all_}) {
        set->resize(words);
    }
    members_.resize(words * std::size_t{bucket_count});
    home_.resize(words * std::size_t{64}, nowhere);
    priorities_.resize(words * std::size_t{64});
}

void pos::enter(std::uint32_t fiber, operation const& next) {
    std::uint32_t const word = fiber / 64;
    std::uint64_t const bit = std::uint64_t{1} << (fiber % 64);
    std::uint64_t* const members = members_.data() + word * std::size_t{bucket_count};
    entered_[word] |= bit;
    if (home_[fiber] != nowhere) {
        members[home_[fiber]] &= ~bit;
        home_[fiber] = nowhere;
    }
    race_with_all_[word] &= ~bit;
    if (races_with_all(next)) {
        race_with_all_[word] |= bit;
    } else if (next.access != access::none) {
        auto const index = static_cast<std::uint8_t>(next.object % bucket_count);
        bucket& home = buckets_[index];
        if (!home.is_used) {
            home = {next.object, true, false};
        }
        home.is_mixed |= (home.object != next.object) | (next.access != access::write);
        members[index] |= bit;
        home_[fiber] = index;
    }
}

// Those in known_ whose next operation races with what was done are known no longer.
void pos::redraw(std::uint32_t words, pending_operation const& done, decision const& question) {
    bucket const& met = buckets_[done.operation.object % bucket_count];
    bool const with_all = races_with_all(done.operation);
    bool const with_bucket = done.operation.access != access::none && met.is_used;
    for (std::uint32_t word = 0; word < words; ++word) {
        known_[word] &= with_all ? 0 : ~race_with_all_[word];
        std::uint64_t const there =
            with_bucket ? members_[word * std::size_t{bucket_count} + done.operation.object % bucket_count] : 0;
        if (!met.is_mixed) { // whether it reads or writes, they write
            known_[word] &= met.object == done.operation.object ? ~there : ~std::uint64_t{0};
            continue;
        }
        for (std::uint64_t bits = there & known_[word]; bits != 0; bits &= bits - 1) {
            auto const bit = static_cast<std::uint32_t>(std::countr_zero(bits));
            std::uint64_t const redrawn = races(done.operation, question.pending(word * 64 + bit)) ? 1 : 0;
            known_[word] &= ~(redrawn << bit);
        }
    }
}

// Leaves those in known_ that are enabled, were so before, and do not race with what has been done since. True
// if there are any. Nobody who stays enabled and has done nothing stands before another operation than before.
bool pos::forget_redrawn(decision const& question) {
    std::uint32_t const words = (question.enabled.size() + 63) / 64;
    if (known_.size() < words) [[unlikely]] {
        make_room(words);
    }
    for (std::uint32_t word = 0; word < words; ++word) {
        known_[word] &= question.enabled.words()[word];
        entered_[word] &= question.enabled.words()[word];
    }
    for (; seen_ < question.step; ++seen_) {
        pending_operation const& done = question.events[seen_];
        if (std::uint32_t const word = done.fiber / 64; word < words) {
            std::uint64_t const bit = std::uint64_t{1} << (done.fiber % 64);
            known_[word] &= ~bit;
            entered_[word] &= ~bit;
        }
        redraw(words, done, question);
    }
    std::uint64_t left = 0;
    for (std::uint32_t word = 0; word < words; ++word) {
        left |= known_[word];
        for (std::uint64_t bits = question.enabled.words()[word] & ~entered_[word]; bits != 0; bits &= bits - 1) {
            std::uint32_t const fiber = word * 64 + static_cast<std::uint32_t>(std::countr_zero(bits));
            enter(fiber, question.pending(fiber));
        }
    }
    return left != 0;
}

// One number for each of the `undrawn_` fibers that were enabled, the last one for the fiber that went on: if that
// is not the highest, the two change places.
void pos::draw_below_highest() {
    std::uint32_t* holder = nullptr;
    std::uint32_t highest = 0; // of those who are left
    std::uint32_t others = undrawn_;
    auto const draw = [&] { return static_cast<std::uint32_t>(numbers_.next() >> 32); };
    for (std::size_t word = 0; word < known_.size(); ++word) {
        for (std::uint64_t bits = known_[word]; bits != 0; bits &= bits - 1, --others) {
            std::uint32_t& drawn = priorities_[word * 64 + static_cast<std::size_t>(std::countr_zero(bits))];
            drawn = draw();
            if (holder == nullptr || drawn > highest) {
                highest = drawn;
                holder = &drawn;
            }
        }
    }
    std::uint32_t highest_of_others = 0;
    std::uint32_t last = 0;
    for (; others != 0; --others) {
        last = draw();
        highest_of_others = std::max(highest_of_others, last);
    }
    if (highest > highest_of_others) {
        *holder = last;
    }
    undrawn_ = 0;
}

// All priorities are fresh.
std::uint32_t pos::choose_any(enabled_fibers const& enabled) {
    std::uint32_t const chosen = enabled.nth(numbers_.below(enabled.count()));
    std::uint32_t const words = (enabled.size() + 63) / 64;
    for (std::uint32_t word = 0; word < words; ++word) {
        known_[word] = enabled.words()[word];
    }
    known_[chosen / 64] &= ~(std::uint64_t{1} << (chosen % 64));
    undrawn_ = enabled.count();
    return chosen;
}

std::uint32_t pos::choose_highest(enabled_fibers const& enabled) {
    std::uint32_t chosen = no_fiber;
    std::uint32_t highest = 0;
    std::uint32_t const words = (enabled.size() + 63) / 64;
    for (std::uint32_t word = 0; word < words; ++word) {
        std::uint64_t const all = enabled.words()[word];
        for (std::uint64_t bits = all & ~known_[word]; bits != 0; bits &= bits - 1) {
            priorities_[word * 64 + static_cast<std::size_t>(std::countr_zero(bits))] =
                static_cast<std::uint32_t>(numbers_.next() >> 32);
        }
        known_[word] = all;
        for (std::uint64_t bits = all; bits != 0; bits &= bits - 1) {
            std::uint32_t const fiber = word * 64 + static_cast<std::uint32_t>(std::countr_zero(bits));
            if (chosen == no_fiber || priorities_[fiber] > highest) {
                highest = priorities_[fiber];
                chosen = fiber;
            }
        }
    }
    return chosen;
}

std::uint32_t pos::choose_fiber(decision const& question) {
    if (!forget_redrawn(question)) {
        return choose_any(question.enabled);
    }
    if (undrawn_ != 0) {
        draw_below_highest();
    }
    return choose_highest(question.enabled);
}

std::string pos::verdict(std::uint64_t executions, bool) const {
    return std::to_string(executions) + (executions == 1 ? " partial-order sample" : " partial-order samples") +
           ", seed " + std::to_string(seed_);
}

} // namespace fermata::detail
