// fermata - https://www.boost.org/LICENSE_1_0.txt
#include "strategy/pos.hpp"

#include "strategy/races.hpp"

#include <algorithm>
#include <bit>
#include <string>

namespace fermata::detail {

bool pos::next_execution(prefix&) {
    numbers_.begin(seed_, execution_++);
    std::fill(known_.begin(), known_.end(), 0);
    seen_ = 0;
    undrawn_ = 0;
    return true;
}

// Leaves those in known_ that are enabled, were so before, and do not race with what has been done since. True
// if there are any.
bool pos::forget_redrawn(decision const& question) {
    std::uint32_t const words = (question.enabled.size() + 63) / 64;
    if (known_.size() < words) {
        known_.resize(words);
        priorities_.resize(words * std::size_t{64});
    }
    std::uint64_t left = 0;
    for (std::uint32_t word = 0; word < words; ++word) {
        left |= known_[word] &= question.enabled.words()[word];
    }
    for (; seen_ < question.step && left != 0; ++seen_) {
        pending_operation const& done = question.events[seen_];
        if (done.fiber / 64 < words) {
            known_[done.fiber / 64] &= ~(std::uint64_t{1} << (done.fiber % 64));
        }
        left = 0;
        for (std::uint32_t word = 0; word < words; ++word) {
            std::uint64_t kept = known_[word];
            for (std::uint64_t bits = kept; bits != 0; bits &= bits - 1) {
                std::uint32_t const fiber = word * 64 + static_cast<std::uint32_t>(std::countr_zero(bits));
                std::uint64_t const redrawn = races(done.operation, question.pending(fiber)) ? 1 : 0;
                kept &= ~(redrawn << (fiber % 64));
            }
            left |= known_[word] = kept;
        }
    }
    seen_ = question.step;
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
