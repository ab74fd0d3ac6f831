// fermata - https://www.boost.org/LICENSE_1_0.txt
#include "core/object_ranks.hpp"

#include "core/execution.hpp"

namespace fermata::detail {

std::uint32_t object_ranks::of(execution const& in, std::uint32_t object) {
    if (!is_begun_) {
        is_begun_ = true;
        ranks_.clear();
        count_.clear();
        step_ = 0;
        next_made_ = 0;
    }
    bool const has_outside = in.identities.has_outside();
    auto const add_made = [&](std::size_t until) {
        for (; next_made_ < made_.size() && made_[next_made_].first <= until; ++next_made_) {
            add(in, made_[next_made_].second);
        }
    };
    for (; step_ < in.records.step && has_outside; ++step_) {
        add_made(step_);
        operation const& of = in.records.events[step_].operation;
        if (of.object != 0 && of.kind != operation_kind::join && in.identities.is_outside(of.object)) {
            add(in, of.object);
        }
    }
    step_ = in.records.step;
    add_made(step_);
    add(in, object);
    return ranks_[object];
}

void object_ranks::add(execution const& in, std::uint32_t object) {
    if (object >= ranks_.size()) {
        ranks_.resize(object + std::size_t{1}, 0);
    }
    object_kind const kind = in.identities.kind_of(object);
    if (kind == object_kind::atomic_waiters) { // the atomic's own is the number before
        add(in, object - 1);
        ranks_[object] = ranks_[object - 1];
    } else if (ranks_[object] == 0) {
        auto const which = static_cast<std::size_t>(kind);
        if (which >= count_.size()) {
            count_.resize(which + 1, 0);
        }
        ranks_[object] = ++count_[which];
    }
}

} // namespace fermata::detail
