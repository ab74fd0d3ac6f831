// fermata - https://www.boost.org/LICENSE_1_0.txt
#include "strategy/bounded_classes.hpp"

namespace fermata::detail {

/// `last`: whose step would be no preemption, or no_fiber.
class_identity bounded_classes::with_last(class_identity which, std::uint32_t last) noexcept {
    which += {std::uint64_t{last} * 0x9e3779b97f4a7c15, std::uint64_t{last} * 0xbf58476d1ce4e5b9};
    return which;
}

bounded_classes::node bounded_classes::make_node() const noexcept {
    std::size_t const begin = alternatives_.size();
    return {begin, begin, begin, path_.empty() ? 0 : path_.back().preemptions, false};
}

void bounded_classes::add_alternative(decision const& question, std::uint32_t fiber) {
    // Whether the fiber can go on after that is the same wherever the class is the same.
    class_identity const after = with_last(class_.foresee(question.pending(fiber), fiber), fiber);
    alternatives_.push_back({fiber, true, after});
}

/// What is taken next at that decision; nothing if whatever is left leads to where others have been.
std::optional<std::uint32_t> bounded_classes::take_next(node& at) {
    while (at.next != at.end) {
        if (at.next != at.begin && at.others_are_preemptions) {
            ++at.preemptions;
            at.others_are_preemptions = false; // is paid for
        }
        alternative const& each = alternatives_[at.next++];
        if (!each.is_foreseen || !known_.knows(each.after, at.preemptions, execution_)) {
            return each.taken;
        }
        has_reduced_ = true;
    }
    return std::nullopt;
}

bool bounded_classes::next_execution(prefix& repeat) {
    if (every_.has_value()) {
        return every_->next_execution(repeat);
    }
    class_.begin_execution();
    if (++execution_ == 1) {
        return true;
    }
    while (!path_.empty()) {
        node& last = path_.back();
        if (std::optional<std::uint32_t> const taken = take_next(last)) {
            repeat = {path_.size(), *taken};
            return true;
        }
        path_.pop_back();
        alternatives_.resize(path_.empty() ? 0 : path_.back().end);
    }
    return false;
}

bool bounded_classes::begin_again(prefix& repeat, lesson taught) {
    if (every_.has_value()) {
        return every_->begin_again(repeat, taught);
    }
    if (taught == lesson::unordered_wait) {
        every_.emplace(preemptions_max_);
        repeat = {};
        return every_->next_execution(repeat);
    }
    class_.begin_execution();
    path_.resize(repeat.choices);
    alternatives_.resize(path_.empty() ? 0 : path_.back().end);
    return true;
}

std::uint32_t bounded_classes::choose_fiber(decision const& question) {
    if (every_.has_value()) {
        return every_->choose_fiber(question);
    }
    enabled_fibers const& enabled = question.enabled;
    std::uint32_t const last = question.last();
    node made = make_node();
    made.others_are_preemptions = last != no_fiber && enabled.contains(last);
    class_.catch_up(running_->so_far());
    class_identity const here = with_last(class_.get(), made.others_are_preemptions ? last : no_fiber);
    if (known_.add(here, made.preemptions, execution_)) {
        std::uint32_t const first = made.others_are_preemptions ? last : enabled.first();
        bool const is_bound = made.others_are_preemptions && made.preemptions == preemptions_max_;
        left_out_any_ = left_out_any_ || is_bound;
        add_alternative(question, first);
        for (std::uint32_t each = enabled.first(); !is_bound && each != enabled_fibers::none;
             each = enabled.next_after(each)) {
            if (each != first) {
                add_alternative(question, each);
            }
        }
        made.end = alternatives_.size();
        if (std::optional<std::uint32_t> const taken = take_next(made)) {
            path_.push_back(made);
            return *taken;
        }
        alternatives_.resize(made.begin);
    }
    has_reduced_ = true;
    return nothing_new;
}

std::uint32_t bounded_classes::choose_value(std::uint32_t n) {
    if (every_.has_value()) {
        return every_->choose_value(n);
    }
    node made = make_node();
    for (std::uint32_t value = 0; value < n; ++value) {
        alternatives_.push_back({value, false, {}});
    }
    made.end = alternatives_.size();
    ++made.next;
    path_.push_back(made);
    return 0;
}

std::string bounded_classes::verdict(std::uint64_t executions, bool complete) const {
    if (every_.has_value()) {
        return every_->verdict(executions, complete) +
               ", not reduced since who can go on depends on more than one object";
    }
    if (!has_reduced_ || !complete) {
        return bounded_search::verdict_of(executions, complete, preemptions_max_, left_out_any_);
    }
    return "all classes of interleavings " + bounded_search::bound_of(preemptions_max_) + ", in " +
           std::to_string(executions) + (executions == 1 ? " execution" : " executions") +
           bounded_search::left_out_text(left_out_any_);
}

} // namespace fermata::detail
