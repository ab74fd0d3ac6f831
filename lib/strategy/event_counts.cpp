// fermata - https://www.boost.org/LICENSE_1_0.txt
#include "strategy/event_counts.hpp"

#include <algorithm>

namespace fermata::detail {

void event_counts::add_fiber(std::uint32_t fiber, std::uint32_t made_by) {
    if (fiber >= made_by_.size()) {
        made_by_.resize(fiber + 1, no_fiber);
    }
    made_by_[fiber] = made_by < fiber ? made_by : no_fiber;
}

void event_counts::count_objects(pending_operation const* events, std::size_t count) {
    struct user {
        std::uint32_t first = no_fiber;
        bool is_shared = false;
        bool is_written = false;
    };
    apart_vector<user> users; // by object
    for (std::size_t i = 0; i < count; ++i) {
        operation const& done = events[i].operation;
        if (events[i].fiber >= made_by_.size()) {
            made_by_.resize(events[i].fiber + 1, no_fiber);
        }
        if (done.access == access::none || done.kind == operation_kind::progress) {
            continue;
        }
        if (done.object >= users.size()) {
            users.resize(done.object + 1);
        }
        user& known = users[done.object];
        known.is_shared = known.is_shared || (known.first != no_fiber && known.first != events[i].fiber);
        known.is_written = known.is_written || done.access == access::write;
        known.first = events[i].fiber;
    }
    apart_vector<std::size_t> index_of(users.size());
    objects_.clear();
    for (std::size_t object = 0; object < users.size(); ++object) {
        if (users[object].is_shared && users[object].is_written) {
            index_of[object] = objects_.size();
            objects_.push_back(static_cast<std::uint32_t>(object));
        }
    }
    with_descendants_.assign(objects_.size() * made_by_.size(), 0);
    for (std::size_t i = 0; i < count; ++i) {
        operation const& done = events[i].operation;
        if (done.access != access::none && done.kind != operation_kind::progress && users[done.object].is_shared &&
            users[done.object].is_written) {
            ++with_descendants_[index_of[done.object] * made_by_.size() + events[i].fiber];
        }
    }
    add_descendants();
}

void event_counts::count_if(pending_operation const* events, std::size_t count,
                            std::function<bool(operation const&)> const& counts) {
    for (std::size_t i = 0; i < count; ++i) {
        if (events[i].fiber >= made_by_.size()) {
            made_by_.resize(events[i].fiber + 1, no_fiber);
        }
    }
    objects_.assign(1, 0);
    with_descendants_.assign(made_by_.size(), 0);
    for (std::size_t i = 0; i < count; ++i) {
        with_descendants_[events[i].fiber] += counts(events[i].operation) ? 1 : 0;
    }
    add_descendants();
}

void event_counts::add_descendants() {
    std::size_t const fibers = made_by_.size();
    for (std::size_t object = 0; object < objects_.size(); ++object) {
        std::uint32_t* const counts = with_descendants_.data() + object * fibers;
        for (std::size_t fiber = fibers; fiber-- > 0;) {
            if (made_by_[fiber] != no_fiber) {
                counts[made_by_[fiber]] += counts[fiber];
            }
        }
    }
}

} // namespace fermata::detail
