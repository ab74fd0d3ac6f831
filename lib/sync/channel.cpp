// fermata - https://www.boost.org/LICENSE_1_0.txt
#include <fermata/sync/channel.hpp>

#include "sync/object.hpp"

#include <fermata/model/error.hpp>

namespace fermata::detail {

namespace {
constexpr std::uint32_t has_room = 0;
constexpr std::uint32_t has_value = 1; ///< or is closed
constexpr std::uint32_t is_not_empty = 2;
constexpr std::uint32_t is_closed_now = 3;
constexpr std::uint32_t size_from = 4;
} // namespace

// All that size(), is_closed() and a try_receive() that finds nothing may show: what a loop does with it follows from
// it.
std::uint64_t channel_base::state() const noexcept {
    return std::uint64_t{size_ < capacity_ || closed_} << has_room | std::uint64_t{size_ != 0 || closed_} << has_value |
           std::uint64_t{size_ != 0} << is_not_empty | std::uint64_t{closed_} << is_closed_now | size_ << size_from;
}

channel_base::~channel_base() {
    note_destruction(identity_);
    for (wait_queue* queue : {&senders_, &receivers_}) {
        if (queue->first != nullptr) {
            abandon(*queue, identity_);
        }
    }
}

void channel_base::close(source_location where) {
    if (fiber* const me = fiber_at_operation()) {
        me->owner->give_way(*me, operation_on(*me, operation_kind::close, access::write, identity_, where));
    }
    if (!is_aborting()) {
        did(ordinary_fiber(), state(), access::write);
        order::acquire_release(identity_);
        closed_ = true;
        enable_all(senders_);
        enable_all(receivers_);
    }
}

bool channel_base::await_room(source_location where) {
    fiber* const me = fiber_at_operation();
    if (me == nullptr) {
        return size_ < capacity_ || closed_ || is_aborting();
    }
    stand_in_queue(*me, senders_, size_ < capacity_ || closed_,
                   operation_on(*me, operation_kind::send, access::write, identity_, where,
                                operation_detail::enabled_where(has_room)));
    did(me, state(), access::write);
    order::acquire_release(identity_);
    return true;
}

bool channel_base::await_value(source_location where) {
    fiber* const me = fiber_at_operation();
    if (me == nullptr) {
        return size_ != 0 || closed_ || is_aborting();
    }
    stand_in_queue(*me, receivers_, size_ != 0 || closed_,
                   operation_on(*me, operation_kind::receive, access::write, identity_, where,
                                operation_detail::enabled_where(has_value)));
    did(me, state(), access::write);
    order::acquire_release(identity_);
    return true;
}

void channel_base::changed(std::size_t size) {
    size_ = size;
    if (closed_) {
        return;
    }
    size_ < capacity_ ? enable_all(senders_) : disable_all(senders_);
    size_ != 0 ? enable_all(receivers_) : disable_all(receivers_);
}

bool channel_base::finds_value(source_location const& where) {
    fiber* const me = fiber_at_operation();
    look const here = reach_to_look_here(me, operation_kind::try_receive, access::write, identity_, where,
                                         operation_detail::writes_where(is_not_empty));
    if (!here) {
        return false;
    }
    bool const finds = size_ != 0;
    did(me, here, state(), finds ? access::write : access::read);
    finds ? order::acquire_release(identity_) : order::acquire(identity_);
    return finds;
}

void channel_base::look_at(operation_kind kind, source_location const& where) const {
    fiber* const me = fiber_at_operation();
    if (look const here = reach_to_look_here(me, kind, access::read, identity_, where)) {
        did(me, here, state(), access::read);
        order::acquire(identity_);
    }
}

void channel_base::reject(char const* what) { throw usage_error(what); }

void channel_base::reject_closed() {
    if (!is_aborting()) {
        reject("send() to a closed channel");
    }
}

} // namespace fermata::detail
