// fermata - https://www.boost.org/LICENSE_1_0.txt
#include "strategy/pct.hpp"

#include <fermata/model/error.hpp>

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>
#include <string>

namespace fermata::detail {

namespace {

constexpr int depth_max = 1'000;

/// "30000", and beyond what a reader counts "1.2e+21".
std::string readable(double value) {
    if (value < 1e15) {
        return std::to_string(static_cast<std::uint64_t>(value));
    }
    auto exponent = static_cast<int>(std::floor(std::log10(value)));
    auto tenths = static_cast<int>(std::ceil(value / std::pow(10.0, exponent - 1)));
    if (tenths >= 100) {
        tenths = 10;
        ++exponent;
    }
    return std::to_string(tenths / 10) + "." + std::to_string(tenths % 10) + "e+" + std::to_string(exponent);
}

} // namespace

pct::pct(int depth, std::uint64_t seed) : seed_(seed), depth_(depth) {
    if (depth < 1 || depth > depth_max) {
        throw usage_error("strategies::pct: the depth is " + std::to_string(depth) + ", and must be from 1 to " +
                          std::to_string(depth_max));
    }
    changes_.resize(static_cast<std::size_t>(depth));
}

bool pct::next_execution(prefix&) {
    numbers_.begin(seed_, execution_++);
    std::fill(enabled_.begin(), enabled_.end(), 0);
    std::fill(priorities_.begin(), priorities_.end(), 0);
    top_ = no_fiber;
    lowest_ = 0;
    fibers_ = 0;
    next_change_ = 0;
    std::uint64_t const k = k_ == 0 ? k_assumed : k_;
    drawn_so_ = k_ == drawn_from_ && k_ != 0 ? drawn_so_ + 1 : 1;
    drawn_from_ = k_;
    std::size_t const count = changes_.size() - 1;
    for (std::size_t i = 0; i < count; ++i) {
        change_point const drawn{numbers_.next() % k, static_cast<std::int32_t>(i + 1)};
        std::size_t at = i;
        for (; at > 0 && changes_[at - 1].step > drawn.step; --at) {
            changes_[at] = changes_[at - 1];
        }
        changes_[at] = drawn;
    }
    changes_[count].step = std::numeric_limits<std::uint64_t>::max();
    return true;
}

void pct::greet(std::uint32_t word, std::uint64_t arrived) {
    for (; arrived != 0; arrived &= arrived - 1) {
        std::uint32_t const fiber = word * 64 + static_cast<std::uint32_t>(std::countr_zero(arrived));
        std::int32_t& priority = priorities_[fiber];
        if (priority == 0) {
            priority = std::max(static_cast<std::int32_t>(numbers_.next() >> 33), depth_);
            ++fibers_;
        }
        if (top_ != no_fiber && priority > priorities_[top_]) {
            top_ = fiber;
        }
    }
}

std::uint32_t pct::highest(enabled_fibers const& of) const noexcept {
    std::uint32_t best = no_fiber;
    std::int32_t best_priority = std::numeric_limits<std::int32_t>::min();
    std::uint32_t const words = (of.size() + 63) / 64;
    for (std::uint32_t word = 0; word < words; ++word) {
        for (std::uint64_t bits = of.words()[word]; bits != 0; bits &= bits - 1) {
            std::uint32_t const fiber = word * 64 + static_cast<std::uint32_t>(std::countr_zero(bits));
            if (priorities_[fiber] > best_priority) {
                best_priority = priorities_[fiber];
                best = fiber;
            }
        }
    }
    return best;
}

// Change points in steps that nobody was asked about: whoever made them could not be replaced, but keeps
// the priority.
void pct::catch_up(std::uint64_t step, pending_operation const* events) {
    for (; changes_[next_change_].step < step; ++next_change_) {
        std::uint32_t const fiber = events[changes_[next_change_].step].fiber;
        if (fiber >= priorities_.size()) {
            priorities_.resize(fiber + 1);
        }
        fibers_ += priorities_[fiber] == 0 ? 1 : 0;
        priorities_[fiber] = changes_[next_change_].priority;
        top_ = fiber == top_ ? no_fiber : top_;
    }
}

std::uint32_t pct::pass_change_points(decision const& question, std::uint32_t chosen) {
    for (; changes_[next_change_].step == question.step; ++next_change_) {
        priorities_[chosen] = changes_[next_change_].priority;
        chosen = highest(question.enabled);
    }
    return chosen;
}

std::uint32_t pct::give_way(decision const& question, std::uint32_t chosen) {
    met_waits_for_progress_ = true;
    while (priorities_[chosen] >= 0 && question.pending(chosen).kind == operation_kind::progress) {
        priorities_[chosen] = --lowest_;
        chosen = highest(question.enabled);
    }
    top_ = chosen;
    if (priorities_[chosen] < 0) { // the others that were made to give way are next
        priorities_[chosen] = --lowest_;
        top_ = no_fiber;
    }
    return chosen;
}

std::uint32_t pct::choose_fiber(decision const& question) {
    enabled_fibers const& enabled = question.enabled;
    std::uint32_t const words = (enabled.size() + 63) / 64;
    if (enabled_.size() < words) {
        enabled_.resize(words);
    }
    if (priorities_.size() < words * std::size_t{64}) {
        priorities_.resize(words * std::size_t{64});
    }
    if (changes_[next_change_].step < question.step) [[unlikely]] {
        catch_up(question.step, question.events);
    }
    if (top_ != no_fiber && !enabled.contains(top_)) {
        top_ = no_fiber;
    }
    for (std::uint32_t word = 0; word < words; ++word) {
        std::uint64_t const now = enabled.words()[word];
        if (std::uint64_t const arrived = now & ~enabled_[word]; arrived != 0) [[unlikely]] {
            greet(word, arrived);
        }
        enabled_[word] = now;
    }
    if (top_ == no_fiber) [[unlikely]] {
        top_ = highest(enabled);
    }
    if (changes_[next_change_].step == question.step) [[unlikely]] {
        top_ = pass_change_points(question, top_);
    }
    if (question.pending(top_).kind == operation_kind::progress || priorities_[top_] < 0) [[unlikely]] {
        return give_way(question, top_);
    }
    return top_;
}

void pct::execution_ended(outcome, choice const* choices, std::size_t count) {
    if (count != 0) {
        k_ = std::max(k_, choices[count - 1].step + 1);
    }
    n_ = std::max(n_, fibers_);
}

std::string pct::verdict(std::uint64_t executions, bool) const {
    std::string const depth = std::to_string(depth_);
    std::string text = std::to_string(executions) + (executions == 1 ? " PCT sample" : " PCT samples") + " of depth " +
                       depth + ", seed " + std::to_string(seed_);
    if (executions < 2 || n_ == 0 || k_ == 0 || drawn_from_ != k_) {
        return text;
    }
    double const bound = std::max(1.0, n_ * std::pow(static_cast<double>(k_), depth_ - 1));
    if (drawn_so_ + 1 >= executions) {
        text += "; each after the first finds";
    } else {
        text += drawn_so_ == 1 ? "; the last finds" : "; each of the last " + std::to_string(drawn_so_) + " finds";
    }
    text += " a bug of depth " + depth + " with probability ";
    text += bound == 1             ? "1"
            : std::isfinite(bound) ? "1/" + readable(bound) + " or more"
                                   : "more than 0, but less than 1e-300 is all that can be promised,";
    text += " if no execution has more than the " + std::to_string(n_) + " fibers seen, or a decision after step " +
            std::to_string(k_);
    if (met_waits_for_progress_) {
        text += " and wait_for_progress() plays no part";
    }
    return text;
}

} // namespace fermata::detail
