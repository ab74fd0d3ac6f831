// fermata - https://www.boost.org/LICENSE_1_0.txt
#include "core/identities.hpp"

#include "core/execution.hpp"

namespace fermata::detail {

std::uint32_t identity_table::look_up_child(std::uint32_t parent, std::uint32_t k) {
    if (!has_grandchildren_) { // main's children have been numbered without the table until now
        has_grandchildren_ = true;
        children_.resize(std::max<std::size_t>(children_.size(), 1));
        for (std::uint32_t number = 1; number < fibers_; ++number) {
            children_[0].push_back(number);
        }
    }
    if (parent >= children_.size()) {
        children_.resize(parent + std::size_t{1});
    }
    std::vector<std::uint32_t>& known = children_[parent];
    if (k >= known.size()) {
        known.push_back(fibers_++);
    }
    return known[k];
}

std::string_view to_string(object_kind value) noexcept {
    switch (value) {
    case object_kind::unknown: return "object";
    case object_kind::mutex: return "mutex";
    case object_kind::condition: return "condition";
    case object_kind::channel: return "channel";
    case object_kind::atomic: return "atomic";
    case object_kind::semaphore: return "semaphore";
    case object_kind::latch: return "latch";
    case object_kind::barrier: return "barrier";
    case object_kind::once_flag: return "once_flag";
    case object_kind::variable: return "variable";
    case object_kind::atomic_waiters: return "atomic";
    case object_kind::shared_mutex: return "shared_mutex";
    case object_kind::shared_holders: return "shared_mutex";
    case object_kind::stop_state: return "stop_state";
    case object_kind::stop_callback: return "stop_callback";
    case object_kind::resource: return "resource";
    }
    return "object";
}

void identify(object_identity& made) noexcept {
    if (fiber* const me = ordinary_fiber()) {
        me->owner->identify(made, *me);
    }
}

} // namespace fermata::detail
