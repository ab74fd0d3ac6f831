// fermata - https://www.boost.org/LICENSE_1_0.txt
#include "strategy/surw.hpp"

#include <algorithm>
#include <bit>
#include <string>

namespace fermata::detail {

namespace {

template <class Use>
void for_each(enabled_fibers const& in, Use&& use) {
    std::uint32_t const words = (in.size() + 63) / 64;
    for (std::uint32_t word = 0; word < words; ++word) {
        for (std::uint64_t bits = in.words()[word]; bits != 0; bits &= bits - 1) {
            use(word * 64 + static_cast<std::uint32_t>(std::countr_zero(bits)));
        }
    }
}

} // namespace

bool surw::next_execution(prefix&) {
    counting_ = execution_ == 0;
    numbers_.begin(seed_, execution_++);
    seen_ = 0;
    intended_ = no_fiber;
    std::fill(known_.begin(), known_.end(), 0);
    std::fill(left_.begin(), left_.end(), 0);
    std::fill(priorities_.begin(), priorities_.end(), 0);
    parts_ = nullptr;
    if (!counting_ && counts_.object_count() != 0) {
        auto const drawn = numbers_.below(static_cast<std::uint32_t>(counts_.object_count()));
        object_ = counts_.object(drawn);
        parts_ = counts_.with_descendants(drawn);
        make_room(counts_.fiber_count());
        for (std::uint32_t fiber = 0; fiber < counts_.fiber_count(); ++fiber) {
            if (counts_.made_by(fiber) == no_fiber) { // the others get their parts from these
                left_[fiber] = parts_[fiber];
            }
        }
    }
    return true;
}

void surw::make_room(std::uint32_t fibers) {
    std::size_t const words = (fibers + std::size_t{63}) / 64;
    if (known_.size() < words) {
        known_.resize(words);
        left_.resize(words * 64);
        priorities_.resize(words * 64);
    }
}

bool surw::is_interesting(operation const& of) const {
    if (interesting_ != nullptr) {
        return interesting_(of);
    }
    return is_on_object(of);
}

/// A fiber is there for the first time: its part of what is left is no longer that of who made it.
void surw::greet(std::uint32_t fiber) {
    known_[fiber / 64] |= std::uint64_t{1} << (fiber % 64);
    priorities_[fiber] = static_cast<std::uint32_t>(numbers_.next() >> 32);
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
    if (intended_ == maker && before != 0 && numbers_.below(before) < part) {
        intended_ = fiber;
    }
}

void surw::greet_new(decision const& question) {
    std::uint32_t const words = (question.enabled.size() + 63) / 64;
    for (std::uint32_t word = 0; word < words; ++word) {
        for (std::uint64_t bits = question.enabled.words()[word] & ~known_[word]; bits != 0; bits &= bits - 1) {
            greet(word * 64 + static_cast<std::uint32_t>(std::countr_zero(bits)));
        }
    }
}

void surw::count_events(decision const& question) {
    for (; seen_ < question.step; ++seen_) {
        auto const& [fiber, done] = question.events[seen_];
        make_room(fiber + 1);
        if ((known_[fiber / 64] >> (fiber % 64) & 1) == 0) {
            greet(fiber);
        }
        if (is_interesting(done)) {
            left_[fiber] -= left_[fiber] != 0 ? 1 : 0;
            intended_ = fiber == intended_ ? no_fiber : intended_;
        } else {
            priorities_[fiber] = static_cast<std::uint32_t>(numbers_.next() >> 32);
        }
    }
}

// Who stands before an interesting event has one left at least, whatever the counts say. Whom it comes to is random:
// without branches that depend on it, nothing is mispredicted.
template <class IsInteresting>
std::uint32_t surw::draw_intended(decision const& question, IsInteresting&& is_interesting) {
    enabled_fibers const& enabled = question.enabled;
    std::uint64_t sum = 0;
    bool all = true;
    for_each(enabled, [&](std::uint32_t fiber) {
        bool const is_before_one = is_interesting(question.pending(fiber));
        all &= is_before_one;
        left_[fiber] = std::max<std::uint32_t>(left_[fiber], is_before_one ? 1 : 0);
        sum += left_[fiber];
    });
    all_are_interesting_ = all;
    if (sum == 0) { // the counts do not say
        return enabled.nth(numbers_.below(enabled.count()));
    }
    std::uint64_t const drawn = numbers_.below(static_cast<std::uint32_t>(std::min<std::uint64_t>(sum, 0xffff'ffff)));
    std::uint32_t chosen = no_fiber; // the last one that has no more than `drawn` before it
    std::uint64_t before = 0;
    for_each(enabled, [&](std::uint32_t fiber) {
        chosen = before <= drawn ? fiber : chosen;
        before += left_[fiber];
    });
    return chosen;
}

/// Of the intended fiber and those whose next event is not interesting; no_fiber if all are held.
template <class IsInteresting>
std::uint32_t surw::highest_allowed(decision const& question, IsInteresting&& is_interesting) const {
    std::uint32_t chosen = no_fiber;
    std::uint64_t highest = 0;
    for_each(question.enabled, [&](std::uint32_t fiber) {
        bool const is_held = (fiber != intended_) & is_interesting(question.pending(fiber));
        std::uint64_t const priority = is_held ? 0 : std::uint64_t{priorities_[fiber]} + 1;
        chosen = priority > highest ? fiber : chosen;
        highest = std::max(priority, highest);
    });
    return chosen;
}

template <class IsInteresting>
std::uint32_t surw::choose_selectively(decision const& question, IsInteresting&& is_interesting) {
    if (intended_ == no_fiber) {
        intended_ = draw_intended(question, is_interesting);
        if (all_are_interesting_) {
            return intended_;
        }
    }
    std::uint32_t const chosen = highest_allowed(question, is_interesting);
    return chosen != no_fiber ? chosen : intended_ = draw_intended(question, is_interesting);
}

std::uint32_t surw::choose_fiber(decision const& question) {
    make_room(question.enabled.size());
    if (counting_) {
        note_makers(question);
    }
    if (parts_ == nullptr) {
        return question.enabled.nth(numbers_.below(question.enabled.count()));
    }
    count_events(question);
    greet_new(question);
    return interesting_ != nullptr ? choose_selectively(question, interesting_)
                                   : choose_selectively(question, [&](operation const& of) { return is_on_object(of); });
}

/// In the first execution.
void surw::note_makers(decision const& question) {
    std::uint32_t const words = (question.enabled.size() + 63) / 64;
    bool const is_running_known = question.running < known_.size() * 64 &&
                                  (known_[question.running / 64] >> (question.running % 64) & 1) != 0;
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
