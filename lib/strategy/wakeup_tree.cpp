// fermata - https://www.boost.org/LICENSE_1_0.txt
#include "strategy/wakeup_tree.hpp"

#include <utility>

namespace fermata::detail {

std::uint32_t wakeup_trees::make(label const& what) {
    if (free_.empty()) {
        nodes_.push_back({what});
        return static_cast<std::uint32_t>(nodes_.size() - 1);
    }
    std::uint32_t const number = free_.back();
    free_.pop_back();
    nodes_[number] = {what};
    return number;
}

void wakeup_trees::release_all(std::uint32_t first) {
    while (first != none) {
        std::uint32_t const next = nodes_[first].next_sibling;
        release_all(nodes_[first].first_child);
        release(first);
        first = next;
    }
}

void wakeup_trees::forget_spared(std::uint32_t& first) {
    for (; first != none; first = spared_[first].next) {
        spared_[first].events.clear();
        free_spared_.push_back(first);
    }
}

void wakeup_trees::clear() {
    nodes_.clear();
    free_.clear();
    spared_.clear();
    free_spared_.clear();
}

std::vector<std::vector<label>> wakeup_trees::take_spared(std::uint32_t number) {
    std::vector<std::vector<label>> all;
    for (std::uint32_t each = nodes_[number].spared; each != none; each = spared_[each].next) {
        all.push_back(spared_[each].events);
    }
    forget_spared(nodes_[number].spared);
    return all;
}

bool wakeup_trees::may_come_first(label const& event, std::span<label const> sequence, std::size_t& at) const noexcept {
    for (at = 0; at < sequence.size(); ++at) {
        if (sequence[at].fiber == event.fiber) {
            return is_same_action(event, sequence[at]);
        }
        if (conflicts(accesses_, event, sequence[at])) {
            return false;
        }
    }
    return true;
}

bool wakeup_trees::insert(std::uint32_t& first_branch, std::vector<label>& sequence) {
    // Where the branches of the current place hang: in `first_branch`, then in a node.
    std::uint32_t parent = none;
    bool has_met_fiber = false; // the fiber of `parent` was in the sequence
    while (!sequence.empty()) {
        std::uint32_t last = none;
        std::uint32_t branch = parent == none ? first_branch : nodes_[parent].first_child;
        if (branch == none && parent != none) {
            if (remembers_spared_ && !has_met_fiber) {
                auto number = static_cast<std::uint32_t>(spared_.size());
                if (free_spared_.empty()) {
                    spared_.emplace_back();
                } else {
                    number = free_spared_.back();
                    free_spared_.pop_back();
                }
                spared_[number] = {sequence, nodes_[parent].spared};
                nodes_[parent].spared = number;
            }
            return false; // a leaf: whatever can follow is explored from there
        }
        while (branch != none) {
            std::size_t at = 0;
            has_met_fiber = false;
            if (may_come_first(nodes_[branch].what, sequence, at)) {
                if (at != sequence.size()) {
                    has_met_fiber = true;
                    sequence.erase(sequence.begin() + static_cast<std::ptrdiff_t>(at));
                }
                break;
            }
            last = branch;
            branch = nodes_[branch].next_sibling;
        }
        if (branch != none) {
            parent = branch;
            continue;
        }
        for (label const& each : sequence) {
            std::uint32_t const made = make(each);
            if (last != none) {
                nodes_[last].next_sibling = made;
                last = none;
            } else if (parent != none) {
                nodes_[parent].first_child = made;
            } else {
                first_branch = made;
            }
            parent = made;
        }
        return true;
    }
    if (parent != none) {
        nodes_[parent].spares_all = true;
    }
    return false;
}

} // namespace fermata::detail
