// fermata - https://www.boost.org/LICENSE_1_0.txt
#include "strategy/prefix_class.hpp"

#include <algorithm>
#include <span>
#include <utility>

namespace fermata::detail {

namespace {

constexpr std::uint64_t a_value = std::uint64_t{1} << 40;
constexpr std::uint64_t an_access = std::uint64_t{1} << 41;

} // namespace

void prefix_class::begin_execution() {
    sum_ = {};
    last_.clear();
    last_write_.clear();
    events_ = 0;
    choices_ = 0;
    further_ = 0;
}

class_identity& prefix_class::last_write_of(std::uint32_t object) {
    if (object >= last_write_.size()) {
        last_write_.resize(object + std::size_t{1});
    }
    return last_write_[object];
}

class_identity& prefix_class::last_of(std::uint32_t fiber) {
    while (fiber >= last_.size()) {
        last_.push_back(mix({}, last_.size() + 1));
        sum_ += last_.back(); // whoever has done nothing, too
    }
    return last_[fiber];
}

void prefix_class::go_on(std::uint32_t fiber, class_identity const& now) {
    class_identity& last = last_of(fiber);
    sum_ -= last;
    last = now;
    sum_ += last;
}

void prefix_class::catch_up(execution_record const& so_far) {
    for (; events_ < so_far.event_count; ++events_) {
        add_values(so_far, events_);
        add_event(so_far, events_);
    }
    add_values(so_far, events_);
}

void prefix_class::add_values(execution_record const& so_far, std::uint64_t step) {
    for (; choices_ < so_far.choice_count && so_far.choices[choices_].step <= step; ++choices_) {
        choice const& made = so_far.choices[choices_];
        if (made.kind == choice::kind_type::value) {
            go_on(made.fiber, mix(last_of(made.fiber), a_value | made.taken));
        }
    }
}

/// The identity of a fiber's event that accesses these objects, given what they are at.
class_identity prefix_class::come_after(class_identity what, std::uint32_t object, access how) {
    return how != access::none ? mix(mix(what, an_access | object), last_write_of(object)) : what;
}

class_identity prefix_class::begin_event(std::uint32_t fiber, operation_kind kind) {
    return mix(last_of(fiber), static_cast<std::uint64_t>(kind));
}

void prefix_class::add_event(execution_record const& so_far, std::size_t step) {
    pending_operation const& now = so_far.events[step];
    operation const& of = now.operation;
    bool const has_effect = of.object != 0 && of.access != access::none;
    access const how = has_effect ? so_far.effects[step].how : of.access;
    class_identity what = come_after(begin_event(now.fiber, of.kind), of.object, how);
    while (further_ < so_far.further_count && so_far.further[further_].step < step) {
        ++further_;
    }
    std::size_t last = further_;
    for (; last < so_far.further_count && so_far.further[last].step == step; ++last) {
        what = come_after(what, so_far.further[last].object, so_far.further[last].how);
    }
    if (how == access::write) {
        last_write_of(of.object) = what;
    }
    for (; further_ < last; ++further_) {
        if (so_far.further[further_].how == access::write) {
            last_write_of(so_far.further[further_].object) = what;
        }
    }
    go_on(now.fiber, what);
}

class_identity prefix_class::foresee(operation const& next, std::uint32_t fiber) {
    class_identity const& before = last_of(fiber);
    class_identity after = sum_;
    after -= before;
    after += come_after(begin_event(fiber, next.kind), next.object, next.access);
    return after;
}

bool known_classes::knows(class_identity const& which, std::uint32_t preemptions,
                          std::uint64_t execution) const noexcept {
    if (entries_.empty()) {
        return false;
    }
    auto const bucket = std::span(entries_).subspan(bucket_of(which), ways);
    return std::ranges::any_of(bucket, [&](entry const& each) {
        return each.execution != 0 && each.execution != execution && each.which == which &&
               each.preemptions <= preemptions;
    });
}

bool known_classes::add(class_identity const& which, std::uint32_t preemptions, std::uint64_t execution) {
    if (used_ >= entries_.size() / 2 && entries_.size() < entries_max) {
        grow();
    }
    entry* place = &entries_[bucket_of(which)];
    for (entry& each : std::span(place, ways)) {
        if (each.execution != 0 && each.which == which) {
            if (each.preemptions <= preemptions && each.execution != execution) {
                return false;
            }
            each = {which, execution, preemptions};
            return true;
        }
        if (each.execution < place->execution) {
            place = &each; // an empty one, or the oldest
        }
    }
    used_ += place->execution == 0 ? 1 : 0;
    *place = {which, execution, preemptions};
    return true;
}

void known_classes::grow() {
    std::size_t const size = std::max(ways * 256, entries_.size() * 2);
    apart_vector<entry> const old = std::exchange(entries_, apart_vector<entry>(size));
    used_ = 0;
    for (entry const& each : old) {
        if (each.execution != 0) {
            add(each.which, each.preemptions, each.execution);
        }
    }
}

} // namespace fermata::detail
