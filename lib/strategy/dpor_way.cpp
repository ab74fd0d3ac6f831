// fermata - https://www.boost.org/LICENSE_1_0.txt
//
// The executions on the way to the one at hand.
#include "strategy/dpor.hpp"

#include <algorithm>

namespace fermata::detail {

void dpor::begin_stage(execution_record const& whole) {
    stage& made = new_stage(next_.begin, length_ == 0 ? -1 : std::int64_t{next_.departure});
    if (length_ != 1) {
        for (pair const& each : way_[length_ - 2].open) {
            if (each.second < made.begin && each.reach > each.second) {
                made.open.push_back(each);
            }
        }
        made.opened = made.open.size();
        auto const kept = delays_before(made.begin);
        made.parent_delays.assign(kept, delays_.end());
        delays_.erase(kept, delays_.end());
        if (whole.has_names && !graph_.is_repeated_by(whole, made.begin)) {
            why_unclear_ = "an atomic's values are other ones in each execution";
        }
        graph_.cut(made.begin, made.parent);
    }
    graph_.build(whole, made.begin, learnt_);
    if (graph_.has_used_when_destroyed()) {
        why_unclear_ = "an object was used or destroyed between operations that others may use then";
    }
    if (length_ != 1) {
        end_beginning();
    }
    longest_way_ = std::max(longest_way_, length_);
    if (checks_ && !was_look_ && length_ != 0 && graph_.has_identities() == learnt_.looks.any() && !is_told()) {
        untold_ += 1;
    }
    if (until_measured_-- == 0) [[unlikely]] {
        shorten_way();
    }
}

dpor::stage& dpor::new_stage(std::uint32_t begin, std::int64_t departure) {
    if (length_ == way_.size()) {
        way_.emplace_back();
    }
    stage& made = way_[length_++];
    made.begin = begin;
    made.departure = departure;
    made.has_lost_parent = false;
    made.open.clear();
    made.next_open = 0;
    made.opened = 0;
    made.second = begin;
    made.has_pairs = false;
    made.has_subset = false;
    made.again = false;
    made.next_value = 0;
    return made;
}

/// Up to those that have not ended before an action.
std::vector<delay>::iterator dpor::delays_before(std::uint32_t action) {
    return std::partition_point(delays_.begin(), delays_.end(), [&](delay const& each) {
        return each.last < action && (each.first == none || each.first < action);
    });
}

/// What came of the departure: how many values were chosen is known only now, and whether who was delayed could go on.
void dpor::end_beginning() {
    next_.shared = next_.departure + 1;
    if (!next_.has_delay) {
        return;
    }
    delay its = next_.its_delay;
    std::uint32_t at = next_.departure;
    for (std::uint32_t i = std::max(its.begin, next_.begin); i < at; ++i) {
        graph_.set_block(i, none);
    }
    bool const is_value = graph_[at].what.is_value;
    if (!is_value) {
        graph_.set_block(at, none);
    }
    auto const pass_values = [&] {
        for (++at; at < graph_.performed() && graph_[at].what.is_value; ++at) {
        }
    };
    pass_values();
    if (next_.ends_delay) {
        its.last = at;
        graph_.set_block(at, none);
        pass_values();
    }
    bool const goes_on = at < graph_.performed() && graph_[at].what.fiber == next_.then;
    its.first = goes_on ? at : none;
    if (goes_on) {
        graph_.set_block(at, its.begin);
    }
    delays_.push_back(its);
    if (!goes_on && !is_a_delay(its)) {
        redundant_ += 1;
        end_stage();
    }
}

/// Who cannot go on is delayed by nothing but the last event, and what happens before that.
bool dpor::is_a_delay(delay const& its) const {
    const_counts const past = graph_.past(its.last);
    for (std::uint32_t i = its.begin; i < its.last; ++i) {
        if (!graph_[i].what.is_value && !graph_.contains(past, i)) {
            return false;
        }
    }
    return true;
}

/// Back to its parent.
void dpor::end_stage() {
    stage& ended = last();
    --length_;
    if (length_ == 0) {
        graph_.clear();
        delays_.clear();
        next_.shared = 0;
        return;
    }
    next_.shared = std::min(next_.shared, ended.begin);
    graph_.put_back(ended.parent);
    delays_.erase(delays_before(ended.begin), delays_.end());
    delays_.insert(delays_.end(), ended.parent_delays.begin(), ended.parent_delays.end());
}

std::size_t dpor::stage::bytes() const noexcept {
    return sizeof(stage) + parent.bytes() + parent_delays.capacity() * sizeof(delay) +
           (open.capacity() + now.capacity()) * sizeof(pair) + extras.capacity() * sizeof(std::uint32_t);
}

/// What has been kept for later ones goes first, then those of the way that were begun first.
void dpor::shorten_way() {
    until_measured_ = way_bytes_max_ / room_of_one;
    std::size_t bytes = 0;
    for (stage const& each : way_) {
        bytes += each.bytes();
    }
    if (bytes <= way_bytes_max_) [[likely]] {
        return;
    }
    std::size_t const lost = length_ > 2 ? length_ / 2 : 0;
    auto const begin = way_.begin();
    std::rotate(begin, begin + static_cast<std::ptrdiff_t>(lost), begin + static_cast<std::ptrdiff_t>(length_));
    length_ -= lost;
    way_.resize(length_);
    if (lost != 0) {
        stage& first = way_.front();
        first.has_lost_parent = true;
        first.parent = {};
        first.parent_delays = {};
    }
}

} // namespace fermata::detail
