// fermata - https://www.boost.org/LICENSE_1_0.txt
//
// Its end is cut off, and put back.
#include "strategy/execution_graph.hpp"

#include <algorithm>

namespace fermata::detail {

void execution_graph::widen(std::uint32_t width) {
    auto const spread = [&](std::vector<std::uint32_t>& in, std::size_t count) {
        std::vector<std::uint32_t> wider((count + count / 2) * width, 0);
        for (std::size_t i = 0; i < count; ++i) {
            std::copy_n(in.begin() + static_cast<std::ptrdiff_t>(i * width_), width_,
                        wider.begin() + static_cast<std::ptrdiff_t>(i * width));
        }
        in.swap(wider);
    };
    spread(rows_, row_count_);
    if (keeps_performed()) {
        spread(performed_before_, size_);
    }
    width_ = width;
}

void execution_graph::clear() { drop(0); }

/// How many rows there are up to an action, without the edges after the one before it.
std::uint32_t execution_graph::rows_before(std::uint32_t action) const noexcept {
    return action == 0 ? 1 : actions_[action - 1].past + 1;
}

void execution_graph::cut(std::uint32_t begin, suffix& off) {
    std::uint32_t const first_link = begin < size_ ? actions_[begin].first_link : link_count_;
    std::uint32_t const first_row = rows_before(begin);
    off.begin = begin;
    off.performed = performed_;
    off.fibers = fibers_;
    off.width = width_;
    off.actions.assign(actions_.data() + begin, actions_.data() + size_);
    off.links.assign(links_.data() + first_link, links_.data() + link_count_);
    off.rows.assign(row(first_row), row(row_count_));
    off.row_of_.assign(row_of_.data() + first_row, row_of_.data() + row_count_);
    if (keeps_performed()) {
        off.performed_before.assign(performed_before_.data() + std::size_t{begin} * width_,
                                    performed_before_.data() + std::size_t{size_} * width_);
    }
    if (has_identities_) {
        off.identities.assign(identities_.data() + first_row, identities_.data() + row_count_);
    }
    drop(begin);
}

void execution_graph::drop(std::uint32_t begin) {
    std::uint32_t const first_link = begin < size_ ? actions_[begin].first_link : link_count_;
    std::uint32_t const first_row = rows_before(begin);
    for (; link_count_ > first_link; --link_count_) {
        link const& last = links_[link_count_ - 1];
        heads_[last.object] = last.previous;
    }
    for (; row_count_ > first_row; --row_count_) {
        row_of const& last = row_of_[row_count_ - 1];
        last_row_[last.fiber] = last.previous;
    }
    for (; size_ > begin; --size_) {
        std::uint32_t const fiber = actions_[size_ - 1].what.fiber;
        by_fiber_[fiber].pop_back();
        count_[fiber] -= size_ <= performed_ ? 1 : 0;
    }
    while (!values_.empty() && values_.back() >= begin) {
        values_.pop_back();
    }
    performed_ = begin;
}

void execution_graph::put_back(suffix const& off) {
    drop(off.begin);
    std::copy(off.actions.begin(), off.actions.end(), actions_.begin() + off.begin);
    std::copy(off.links.begin(), off.links.end(), links_.begin() + link_count_);
    std::copy(off.row_of_.begin(), off.row_of_.end(), row_of_.begin() + row_count_);
    put_back_rows(off.rows, off.width, row(row_count_));
    if (keeps_performed()) {
        put_back_rows(off.performed_before, off.width, performed_before_.data() + std::size_t{size_} * width_);
    }
    if (has_identities_) {
        std::copy(off.identities.begin(), off.identities.end(), identities_.begin() + row_count_);
    }
    for (row_of const& each : off.row_of_) {
        last_row_[each.fiber] = row_count_++;
    }
    for (link const& each : off.links) {
        heads_[each.object] = static_cast<std::int32_t>(link_count_++);
    }
    for (action const& each : off.actions) {
        std::uint32_t const fiber = each.what.fiber;
        by_fiber_[fiber].push_back(size_);
        if (size_++ < off.performed) {
            count_[fiber] = each.number;
        }
        if (each.what.is_value) {
            values_.push_back(size_ - 1);
        }
    }
    performed_ = off.performed;
    fibers_ = off.fibers;
}

/// They were kept when there were fewer fibers, maybe.
void execution_graph::put_back_rows(std::vector<std::uint32_t> const& from, std::uint32_t width, counts to) const {
    if (width == width_) {
        std::copy(from.begin(), from.end(), to);
        return;
    }
    for (std::size_t i = 0; i < from.size(); i += width, to += width_) {
        std::copy_n(from.data() + i, width, to);
        std::fill_n(to + width, width_ - width, 0);
    }
}

} // namespace fermata::detail
