// fermata - https://www.boost.org/LICENSE_1_0.txt
#include "strategy/surw.hpp"

#include <algorithm>
#include <bit>
#include <string>

namespace fermata::detail {

bool surw::next_execution(prefix&) {
    counting_ = execution_ == 0;
    numbers_.begin(seed_, execution_++);
    for (auto* set : {&known_, &entered_, &before_one_}) {
        std::fill(set->begin(), set->end(), 0);
    }
    std::fill(weights_.begin(), weights_.end(), 0);
    std::fill(sums_.begin(), sums_.end(), 0);
    blocks_ = 0;
    seen_ = 0;
    intended_ = no_fiber;
    parts_ = nullptr;
    if (!counting_ && counts_.object_count() != 0) {
        auto const drawn = numbers_.below(static_cast<std::uint32_t>(counts_.object_count()));
        object_ = counts_.object(drawn);
        parts_ = counts_.with_descendants(drawn);
        make_room(counts_.fiber_count());
        for (std::uint32_t fiber = 0; fiber < counts_.fiber_count(); ++fiber) {
            // those that are made by others get their parts from them
            left_[fiber] = counts_.made_by(fiber) == no_fiber ? parts_[fiber] : 0;
        }
    }
    return true;
}

void surw::make_room(std::uint32_t fibers) {
    std::size_t const words = (fibers + std::size_t{63}) / 64;
    if (known_.size() >= words) [[likely]] {
        return;
    }
    for (auto* set : {&known_, &entered_, &before_one_}) {
        set->resize(words);
    }
    for (auto* numbers : {&left_, &weights_, &priorities_}) {
        numbers->resize(words * 64);
    }
    sums_.resize(words * 8);
}

bool surw::is_interesting(operation const& of) const {
    if (interesting_ != nullptr) {
        return interesting_(of);
    }
    return (of.object == object_) & (of.access != access::none) & (of.kind != operation_kind::progress);
}

void surw::set_weight(std::uint32_t fiber, std::uint32_t weight) noexcept {
    sums_[fiber / 8] += weight - weights_[fiber];
    weights_[fiber] = weight;
}

/// A fiber is there for the first time: its part of what is left is no longer that of who made it.
void surw::greet(std::uint32_t fiber) {
    known_[fiber / 64] |= std::uint64_t{1} << (fiber % 64);
    priorities_[fiber] = static_cast<std::uint32_t>(numbers_.next() >> 32);
    blocks_ = std::max(blocks_, fiber / 8 + 1);
    if (fiber >= counts_.fiber_count()) {
        left_[fiber] = 1;
        return;
    }
    std::uint32_t const maker = counts_.made_by(fiber);
    if (maker == no_fiber) {
        return;
    }
    if (counts_.made_by(maker) != no_fiber && (known_[maker / 64] >> (maker % 64) & 1) == 0) {
        greet(maker); // has not been enabled beside another yet
    }
    std::uint32_t const part = parts_[fiber];
    std::uint32_t const before = left_[maker];
    left_[fiber] = part;
    left_[maker] = before - std::min(before, part);
    entered_[maker / 64] &= ~(std::uint64_t{1} << (maker % 64));
    set_weight(maker, 0);
    if (intended_ == maker && before != 0 && numbers_.below(before) < part) {
        intended_ = fiber;
    }
}

void surw::count_events(decision const& question) {
    for (; seen_ < question.step; ++seen_) {
        auto const& [fiber, done] = question.events[seen_];
        make_room(fiber + 1);
        if ((known_[fiber / 64] >> (fiber % 64) & 1) == 0) [[unlikely]] {
            greet(fiber);
        }
        entered_[fiber / 64] &= ~(std::uint64_t{1} << (fiber % 64));
        set_weight(fiber, 0);
        if (is_interesting(done)) {
            left_[fiber] -= left_[fiber] != 0 ? 1 : 0;
            intended_ = fiber == intended_ ? no_fiber : intended_;
        } else {
            priorities_[fiber] = static_cast<std::uint32_t>(numbers_.next() >> 32);
        }
    }
}

void surw::enter(std::uint32_t fiber, operation const& next) {
    if ((known_[fiber / 64] >> (fiber % 64) & 1) == 0) [[unlikely]] {
        greet(fiber);
    }
    std::uint64_t const bit = std::uint64_t{1} << (fiber % 64);
    bool const is_before_one = is_interesting(next);
    before_one_[fiber / 64] = (before_one_[fiber / 64] & ~bit) | (is_before_one ? bit : 0);
    left_[fiber] = std::max<std::uint32_t>(left_[fiber], is_before_one ? 1 : 0);
    set_weight(fiber, left_[fiber]);
    entered_[fiber / 64] |= bit;
}

// Nobody who stays enabled and has done nothing stands before another operation than before. True if all who are
// enabled stand before something interesting.
bool surw::enter_changed(decision const& question) {
    std::uint32_t const words = (question.enabled.size() + 63) / 64;
    // What enters takes its part from others, who enter again.
    for (bool changed = true; changed;) {
        changed = false;
        for (std::uint32_t word = 0; word < words; ++word) {
            std::uint64_t const enabled = question.enabled.words()[word];
            auto const fiber_of = [&](std::uint64_t bits) {
                return word * 64 + static_cast<std::uint32_t>(std::countr_zero(bits));
            };
            for (std::uint64_t gone = entered_[word] & ~enabled; gone != 0; gone &= gone - 1) {
                set_weight(fiber_of(gone), 0);
            }
            entered_[word] &= enabled;
            for (std::uint64_t come = enabled & ~entered_[word]; come != 0; come &= come - 1) {
                std::uint32_t const fiber = fiber_of(come);
                changed |= (known_[word] >> (fiber % 64) & 1) == 0;
                enter(fiber, question.pending(fiber));
            }
        }
    }
    std::uint64_t others = 0;
    for (std::uint32_t word = 0; word < words; ++word) {
        others |= question.enabled.words()[word] & ~before_one_[word];
    }
    return others == 0;
}

// Whom it comes to is random: without branches that depend on it, nothing is mispredicted. Of blocks, then of the
// fibers in one, it is the last that has no more than what was drawn before it.
std::uint32_t surw::draw_intended(enabled_fibers const& among) {
    std::uint64_t sum = 0;
    for (std::uint32_t block = 0; block < blocks_; ++block) {
        sum += sums_[block];
    }
    if (sum == 0) { // the counts do not say
        return among.nth(numbers_.below(among.count()));
    }
    std::uint64_t const drawn = numbers_.below(static_cast<std::uint32_t>(std::min<std::uint64_t>(sum, 0xffff'ffff)));
    std::uint32_t chosen_block = 0;
    std::uint64_t before = 0;
    std::uint64_t before_block = 0;
    for (std::uint32_t block = 0; block < blocks_; ++block) {
        bool const is_later = before <= drawn;
        chosen_block = is_later ? block : chosen_block;
        before_block = is_later ? before : before_block;
        before += sums_[block];
    }
    std::uint32_t const* const weights = weights_.data() + chosen_block * std::size_t{8};
    std::uint32_t chosen = 0;
    before = before_block;
    for (std::uint32_t i = 0; i < 8; ++i) {
        chosen = before <= drawn ? i : chosen;
        before += weights[i];
    }
    return chosen_block * 8 + chosen;
}

/// Of the intended fiber and those whose next event is not interesting; no_fiber if all are held.
std::uint32_t surw::highest_allowed(enabled_fibers const& among) const {
    std::uint32_t chosen = no_fiber;
    std::uint64_t highest = 0;
    std::uint32_t const words = (among.size() + 63) / 64;
    for (std::uint32_t word = 0; word < words; ++word) {
        std::uint64_t const intended = intended_ / 64 == word ? std::uint64_t{1} << (intended_ % 64) : 0;
        for (std::uint64_t bits = among.words()[word] & (~before_one_[word] | intended); bits != 0; bits &= bits - 1) {
            std::uint32_t const fiber = word * 64 + static_cast<std::uint32_t>(std::countr_zero(bits));
            std::uint64_t const priority = std::uint64_t{priorities_[fiber]} + 1;
            chosen = priority > highest ? fiber : chosen;
            highest = std::max(priority, highest);
        }
    }
    return chosen;
}

std::uint32_t surw::choose_fiber(decision const& question) {
    enabled_fibers const& enabled = question.enabled;
    make_room(enabled.size());
    if (parts_ == nullptr) [[unlikely]] {
        if (counting_) {
            note_makers(question);
        }
        return enabled.nth(numbers_.below(enabled.count()));
    }
    count_events(question);
    bool const all_are_before_one = enter_changed(question);
    if (intended_ == no_fiber) {
        intended_ = draw_intended(enabled);
        if (all_are_before_one) {
            return intended_;
        }
    }
    std::uint32_t const chosen = highest_allowed(enabled);
    return chosen != no_fiber ? chosen : intended_ = draw_intended(enabled);
}

/// In the first execution.
void surw::note_makers(decision const& question) {
    std::uint32_t const words = (question.enabled.size() + 63) / 64;
    bool const is_running_known =
        question.running < known_.size() * 64 && (known_[question.running / 64] >> (question.running % 64) & 1) != 0;
    std::uint32_t const last = question.last() != no_fiber ? question.last() : 0;
    std::uint32_t const maker = is_running_known ? question.running : last;
    for (std::uint32_t word = 0; word < words; ++word) {
        for (std::uint64_t bits = question.enabled.words()[word] & ~known_[word]; bits != 0; bits &= bits - 1) {
            counts_.add_fiber(word * 64 + static_cast<std::uint32_t>(std::countr_zero(bits)), maker);
        }
        known_[word] |= question.enabled.words()[word];
    }
    if (question.running != no_fiber && question.running < known_.size() * 64) {
        known_[question.running / 64] |= std::uint64_t{1} << (question.running % 64);
    }
}

void surw::execution_performed(pending_operation const* events, std::size_t count) {
    if (!counting_) {
        return;
    }
    if (interesting_ != nullptr) {
        counts_.count_if(events, count, interesting_);
        return;
    }
    counts_.count_objects(events, count);
    if (counts_.object_count() == 0) {
        interesting_ = [](operation const&) { return true; };
        counts_.count_if(events, count, interesting_);
    }
}

std::string surw::verdict(std::uint64_t executions, bool) const {
    std::string text = std::to_string(executions) +
                       (executions == 1 ? " selectively uniform sample" : " selectively uniform samples") + ", seed " +
                       std::to_string(seed_);
    if (interesting_ == nullptr && counts_.object_count() > 1) {
        text += ", each by the orders of what happens to one of " + std::to_string(counts_.object_count()) + " objects";
    }
    return text;
}

} // namespace fermata::detail
