// fermata - https://www.boost.org/LICENSE_1_0.txt
#include "strategy/bounded.hpp"

#include <bit>

namespace fermata::detail {

bounded_search::node bounded_search::make_node() const noexcept {
    return {0, later_.size(), later_.size(), path_.empty() ? 0 : path_.back().preemptions, false};
}

std::uint32_t bounded_search::take_another(node& at) {
    if (at.others_are_preemptions) {
        ++at.preemptions;
        at.others_are_preemptions = false; // is paid for
    }
    if (at.untried != 0) {
        auto const taken = static_cast<std::uint32_t>(std::countr_zero(at.untried));
        at.untried &= at.untried - 1;
        return taken;
    }
    return later_[at.later_begin++];
}

bool bounded_search::next_execution(prefix& repeat) {
    if (!begun_) {
        begun_ = true;
        return true;
    }
    while (!path_.empty()) {
        node& last = path_.back();
        if (last.untried != 0 || last.later_begin != last.later_end) {
            repeat.last_taken = take_another(last);
            repeat.choices = path_.size();
            return true;
        }
        path_.pop_back();
        later_.resize(path_.empty() ? 0 : path_.back().later_end);
    }
    return false;
}

bool bounded_search::begin_again(prefix& repeat, lesson) {
    path_.resize(repeat.choices);
    later_.resize(path_.empty() ? 0 : path_.back().later_end);
    return true;
}

std::uint32_t bounded_search::choose_fiber(decision const& question) {
    enabled_fibers const& enabled = question.enabled;
    std::uint32_t const last = question.last();
    node made = make_node();
    made.others_are_preemptions = last != no_fiber && enabled.contains(last);
    std::uint32_t const first = made.others_are_preemptions ? last : enabled.first();
    if (made.others_are_preemptions && made.preemptions == preemptions_max_) {
        left_out_any_ = true;
        path_.push_back(made);
        return first;
    }
    made.untried = enabled.first_word();
    if (first < 64) {
        made.untried &= ~(std::uint64_t{1} << first);
    }
    if (enabled.size() > 64) {
        for (std::uint32_t each = enabled.next_after(63); each != enabled_fibers::none;
             each = enabled.next_after(each)) {
            if (each != first) {
                later_.push_back(each);
            }
        }
        made.later_end = later_.size();
    }
    path_.push_back(made);
    return first;
}

std::uint32_t bounded_search::choose_value(std::uint32_t n) {
    node made = make_node();
    for (std::uint32_t value = 1; value < n; ++value) {
        later_.push_back(value);
    }
    made.later_end = later_.size();
    path_.push_back(made);
    return 0;
}

std::string bounded_search::bound_of(std::uint32_t preemptions_max) {
    return "with at most " + std::to_string(preemptions_max) + (preemptions_max == 1 ? " preemption" : " preemptions");
}

std::string bounded_search::left_out_text(bool left_out_any) {
    return left_out_any ? "; those with more were left out" : ", and there are none with more";
}

std::string bounded_search::verdict_of(std::uint64_t executions, bool complete, std::uint32_t bound,
                                       bool left_out_any) {
    std::string const count =
        (executions == 1 ? "interleaving " : std::to_string(executions) + " interleavings ") + bound_of(bound);
    if (!complete) {
        return "the first " + count;
    }
    return (executions == 1 ? "the only " : "all ") + count + left_out_text(left_out_any);
}

} // namespace fermata::detail
