// fermata - https://www.boost.org/LICENSE_1_0.txt
#include "strategy/all_orderings.hpp"

#include <bit>

namespace fermata::detail {

bool all_orderings::next_execution(prefix& repeat) {
    if (!begun_) {
        begun_ = true;
        return true;
    }
    while (!path_.empty()) {
        node& last = path_.back();
        if (last.untried != 0) {
            repeat = {path_.size(), static_cast<std::uint32_t>(std::countr_zero(last.untried))};
            last.untried &= last.untried - 1;
            return true;
        }
        if (last.later_begin != last.later_end) {
            repeat = {path_.size(), later_[last.later_begin++]};
            return true;
        }
        path_.pop_back();
        later_.resize(path_.empty() ? 0 : path_.back().later_end);
    }
    return false;
}

bool all_orderings::begin_again(prefix& repeat, lesson) {
    path_.resize(repeat.choices);
    later_.resize(path_.empty() ? 0 : path_.back().later_end);
    return true;
}

std::uint32_t all_orderings::choose_fiber(decision const& question) {
    enabled_fibers const& enabled = question.enabled;
    node made{enabled.first_word(), later_.size(), later_.size()};
    std::uint32_t const first = enabled.first();
    if (enabled.size() > 64) {
        for (std::uint32_t each = enabled.next_after(63); each != enabled_fibers::none;
             each = enabled.next_after(each)) {
            if (each != first) {
                later_.push_back(each);
            }
        }
        made.later_end = later_.size();
    }
    made.untried &= made.untried - 1;
    path_.push_back(made);
    return first;
}

std::uint32_t all_orderings::choose_value(std::uint32_t n) {
    node made{0, later_.size(), later_.size()};
    for (std::uint32_t value = 1; value < n; ++value) {
        later_.push_back(value);
    }
    made.later_end = later_.size();
    path_.push_back(made);
    return 0;
}

std::string all_orderings::verdict(std::uint64_t executions, bool complete) const {
    std::string const count = std::to_string(executions) + (executions == 1 ? " interleaving" : " interleavings");
    if (complete) {
        return executions == 1 ? "the only interleaving" : "all " + count;
    }
    return executions == 1 ? "the first interleaving" : "the first " + count;
}

} // namespace fermata::detail
