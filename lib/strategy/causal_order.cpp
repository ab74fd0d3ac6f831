// fermata - https://www.boost.org/LICENSE_1_0.txt
#include "strategy/causal_order.hpp"

#include <algorithm>
#include <bit>

namespace fermata::detail {

void causal_order::clear() {
    rows_.clear();
    clocks_.clear();
    links_.clear();
    row_of_event_.clear();
    std::fill(last_row_.begin(), last_row_.end(), -1);
    std::fill(last_event_.begin(), last_event_.end(), -1);
    std::fill(heads_.begin(), heads_.end(), -1);
}

void causal_order::set_fibers(std::uint32_t count) {
    if (count > last_row_.size()) {
        last_row_.resize(count, -1);
        last_event_.resize(count, -1);
    }
    if (count <= stride_) {
        return;
    }
    std::uint32_t const wider = std::bit_ceil(count);
    std::vector<std::uint32_t> moved(rows_.size() * wider, 0);
    for (std::size_t i = 0; i < rows_.size(); ++i) {
        std::copy_n(clocks_.begin() + static_cast<std::ptrdiff_t>(i * stride_), stride_,
                    moved.begin() + static_cast<std::ptrdiff_t>(i * wider));
    }
    clocks_ = std::move(moved);
    stride_ = wider;
}

void causal_order::rewind(std::int64_t event) {
    while (!rows_.empty() && rows_.back().at >= event) {
        row const& last = rows_.back();
        std::uint32_t const fiber = last.what.fiber;
        last_row_[fiber] = last.previous;
        if (last.is_event) {
            row_of_event_.pop_back();
            while (links_.size() > last.first_link) {
                heads_[links_.back().object] = links_.back().previous;
                links_.pop_back();
            }
            std::int32_t before = last.previous;
            while (before >= 0 && !rows_[static_cast<std::size_t>(before)].is_event) {
                before = rows_[static_cast<std::size_t>(before)].previous;
            }
            last_event_[fiber] =
                before < 0 ? -1 : static_cast<std::int32_t>(rows_[static_cast<std::size_t>(before)].at);
        }
        rows_.pop_back();
    }
    clocks_.resize(rows_.size() * stride_);
}

std::uint32_t* causal_order::push_row(std::uint32_t fiber, std::int64_t at, bool is_event) {
    auto const number = static_cast<std::int32_t>(rows_.size());
    std::int32_t const previous = last_row_[fiber];
    rows_.push_back({{}, 0, at, previous, static_cast<std::uint32_t>(links_.size()), is_event});
    rows_.back().what.fiber = fiber;
    clocks_.resize(clocks_.size() + stride_);
    std::uint32_t* const made = clocks_.data() + static_cast<std::size_t>(number) * stride_;
    if (previous >= 0) {
        std::copy_n(clock(static_cast<std::uint32_t>(previous)), stride_, made);
    }
    last_row_[fiber] = number;
    return made;
}

void causal_order::add_edge(std::uint32_t from, std::uint32_t to) {
    std::int32_t const source = last_row_[from];
    if (source >= 0) {
        join(push_row(to, static_cast<std::int64_t>(row_of_event_.size()) - 1, false),
             static_cast<std::uint32_t>(source));
    }
}

void causal_order::add(label const& what, std::span<access_of const> accesses, std::uint64_t step) {
    auto const event = static_cast<std::uint32_t>(row_of_event_.size());
    auto const number = static_cast<std::uint32_t>(rows_.size());
    std::uint32_t* const made = push_row(what.fiber, event, true);
    rows_.back().what = what;
    rows_.back().step = step;
    row_of_event_.push_back(number);
    last_event_[what.fiber] = static_cast<std::int32_t>(event);
    for (access_of const& each : accesses) {
        if (each.how == access::none) {
            continue;
        }
        if (each.object >= heads_.size()) {
            heads_.resize(each.object + std::size_t{16}, -1);
        }
        std::int32_t const first = heads_[each.object];
        std::int32_t write = -1;
        if (first >= 0) {
            link const& last = links_[static_cast<std::size_t>(first)];
            write = last.how == access::write ? first : last.previous_write;
            // Whatever comes before a write happens before it.
            for (std::int32_t at = each.how == access::write ? first : write; at >= 0;) {
                link const& earlier = links_[static_cast<std::size_t>(at)];
                join(made, earlier.row);
                at = earlier.how == access::write ? -1 : earlier.previous;
            }
        }
        heads_[each.object] = static_cast<std::int32_t>(links_.size());
        links_.push_back({number, first, write, each.object, each.before, each.how});
    }
    made[what.fiber] = event + 1;
}

void causal_order::look_back(std::uint32_t fiber, operation const& of, std::span<access_of const> accesses,
                             std::span<std::uint64_t const> idle_values, std::vector<candidate>& found) const {
    found.clear();
    static std::uint32_t const nothing[1] = {0};
    std::int32_t const last = last_row_[fiber];
    std::uint32_t const* const past = last >= 0 ? clock(static_cast<std::uint32_t>(last)) : nothing;
    auto const is_past = [&](std::uint32_t row_number) {
        row const& which = rows_[row_number];
        return which.what.fiber == fiber || (last >= 0 && past[which.what.fiber] > which.at);
    };
    auto const add_candidate = [&](std::uint32_t row_number, std::uint64_t state, bool knows_state) {
        row const& which = rows_[row_number];
        for (candidate const& each : found) { // the later ones come first
            if (clock(row_of_event_[each.event])[which.what.fiber] > which.at) {
                return;
            }
        }
        found.push_back({static_cast<std::uint32_t>(which.at), state, knows_state});
    };
    for (access_of const& each : accesses) {
        bool const is_main = &each == accesses.data();
        for (std::int32_t at = each.how == access::none ? -1 : head(each.object); at >= 0;) {
            link const& earlier = links_[static_cast<std::size_t>(at)];
            if (each.how == access::read && earlier.how == access::read) {
                at = earlier.previous_write;
                continue;
            }
            at = earlier.previous;
            bool const is_write = earlier.how == access::write;
            if (is_past(earlier.row)) {
                if (is_write) {
                    break;
                }
                continue;
            }
            if (is_main && std::find(idle_values.begin(), idle_values.end(), earlier.before) != idle_values.end()) {
                continue;
            }
            bool const is_enabled = is_main ? operation_detail::is_enabled(of.detail, earlier.before)
                                            : is_enabled_without(earlier.row, of.detail, accesses.front().object);
            if (!is_enabled) {
                continue;
            }
            add_candidate(earlier.row, earlier.before, is_main);
            if (is_write) {
                break;
            }
        }
    }
    if (accesses.size() > 1) { // they were not found in their order
        drop_what_happens_before_another(found);
    }
}

bool causal_order::is_used_besides(std::uint32_t object, std::uint32_t fiber) const noexcept {
    std::int32_t const last = last_row_[fiber];
    for (std::int32_t at = head(object); at >= 0;) {
        link const& each = links_[static_cast<std::size_t>(at)];
        row const& which = rows_[each.row];
        bool const is_past = which.what.fiber == fiber ||
                             (last >= 0 && clock(static_cast<std::uint32_t>(last))[which.what.fiber] > which.at);
        if (!is_past) {
            return true;
        }
        at = each.how == access::write ? -1 : each.previous; // what is before a write happens before it
    }
    return false;
}

std::size_t causal_order::append_what_does_not_follow(std::uint32_t first, std::uint32_t except,
                                                      std::vector<label>& into) const {
    std::uint32_t const* const rows = row_of_event_.data();
    std::uint32_t const* const clocks = clocks_.data() + at(first).fiber;
    std::size_t const begin = into.size();
    std::size_t before = 0;
    for (std::uint32_t event = first + 1; event < events(); ++event) {
        if (event == except) {
            before = into.size() - begin;
        } else if (clocks[std::size_t{rows[event]} * stride_] <= first && !rows_[rows[event]].what.is_idle) {
            into.push_back(rows_[rows[event]].what);
        }
    }
    return except < events() ? before : into.size() - begin;
}

/// Whether an operation is enabled by the state of its object, if what happens after that event is left out.
bool causal_order::is_enabled_without(std::uint32_t row_number, std::uint16_t detail, std::uint32_t object) const {
    row const& without = rows_[row_number];
    bool is_enabled = true; // at the end it was, or would have been looked at there
    for (std::int32_t at = head(object); at >= 0; at = links_[static_cast<std::size_t>(at)].previous) {
        link const& each = links_[static_cast<std::size_t>(at)];
        if (clock(each.row)[without.what.fiber] <= without.at) {
            break;
        }
        is_enabled = operation_detail::is_enabled(detail, each.before);
    }
    return is_enabled;
}

void causal_order::drop_what_happens_before_another(std::vector<candidate>& found) const {
    std::sort(found.begin(), found.end(), [](auto const& one, auto const& other) { return one.event > other.event; });
    std::size_t kept = 0;
    for (candidate const& each : found) {
        bool const is_dropped =
            std::any_of(found.begin(), found.begin() + static_cast<std::ptrdiff_t>(kept), [&](candidate const& later) {
                return clock(row_of_event_[later.event])[at(each.event).fiber] > each.event;
            });
        if (!is_dropped) {
            found[kept++] = each;
        }
    }
    found.resize(kept);
}

} // namespace fermata::detail
