// fermata - https://www.boost.org/LICENSE_1_0.txt
#include <fermata/sync/stop_token.hpp>

#include "sync/object.hpp"

namespace fermata {

namespace detail {

namespace {
/// Of the state: no stop was requested. Of a callback: its call has ended.
constexpr std::uint32_t not_requested = 0;
constexpr std::uint32_t has_ended = 0;
} // namespace

/// What std does with an internal lock and the identity of a thread is right for threads only: a callback that
/// gives way would be destroyed while it is being called, because both fibers are the same thread.
class stop_state {
public:
    std::uint64_t state() const noexcept { return is_requested ? 0 : 1; }

    bool request(source_location const& where);
    void add(stop_callback_base& callback, source_location const& where);
    void remove(stop_callback_base& callback);
    /// False in an abort: nobody looks at what it would say.
    bool is_asked(source_location const& where);
    void forget_source() noexcept;

    object_identity identity{object_kind::stop_state};
    bool is_requested = false;
    std::uint32_t sources = 1;

private:
    void call(stop_callback_base& callback, fiber* me, source_location const& where);
    void unlist(stop_callback_base& callback) noexcept;

    stop_callback_base* first_ = nullptr;
};

bool stop_state::is_asked(source_location const& where) {
    fiber* const me = fiber_at_operation();
    if (!reach(me, operation_kind::stop_requested, access::read, identity, where)) {
        return false;
    }
    did(me, state(), access::read);
    if (is_requested) {
        order::acquire(identity);
    }
    return true;
}

// Whether a stop is possible is read by the operations on the state.
void stop_state::forget_source() noexcept {
    if (--sources == 0 && !is_requested) {
        fiber* const me = ordinary_fiber();
        if (me != nullptr && is_in_own_step(*me)) {
            did_further(*me, identity, access::write, state());
        } else if (me != nullptr) {
            me->owner->accessed_outside(identity, *me);
        }
    }
}

void stop_state::unlist(stop_callback_base& callback) noexcept {
    (callback.before_ != nullptr ? callback.before_->after_ : first_) = callback.after_;
    if (callback.after_ != nullptr) {
        callback.after_->before_ = callback.before_;
    }
    callback.is_listed_ = false;
}

bool stop_state::request(source_location const& where) {
    fiber* const me = fiber_at_operation();
    if (!reach(me, operation_kind::request_stop, access::write, identity, where,
               operation_detail::writes_where(not_requested))) {
        return false;
    }
    did(me, state(), is_requested ? access::read : access::write);
    if (is_requested) {
        return false;
    }
    order::acquire_release(identity);
    is_requested = true;
    while (first_ != nullptr && !is_aborting()) {
        stop_callback_base& next = *first_;
        unlist(next);
        call(next, me, where);
        if (me != nullptr && is_in_own_step(*me) && !is_aborting()) {
            did_further(*me, identity, access::write, state()); // whether there is another one
        }
    }
    return true;
}

void stop_state::call(stop_callback_base& callback, fiber* me, source_location const& where) {
    /// The call ends, by an exception too.
    struct in_call {
        explicit in_call(stop_callback_base& what, fiber* by) : called(what) {
            called.was_destroyed_ = &was_destroyed;
            called.called_by_ = by;
            called.waiting_.holder = by;
        }
        in_call(in_call const&) = delete;
        in_call& operator=(in_call const&) = delete;
        ~in_call() {
            if (!was_destroyed) {
                order::release(called.identity_);
                called.was_destroyed_ = nullptr;
                called.called_by_ = nullptr;
                called.has_been_called_ = true;
                called.waiting_.holder = nullptr;
                dismiss_all(called.waiting_);
            }
        }
        stop_callback_base& called;
        bool was_destroyed = false;
    } calling(callback, me);
    callback.call_(callback);
    if (!calling.was_destroyed && reach(me, operation_kind::callback_ended, access::write, callback.identity_, where)) {
        did(me, 0, access::write);
    }
}

void stop_state::add(stop_callback_base& callback, source_location const& where) {
    fiber* const me = fiber_at_operation();
    if (!reach(me, operation_kind::add_callback, access::write, identity, where,
               operation_detail::writes_where(not_requested))) {
        return;
    }
    did(me, state(), is_requested ? access::read : access::write);
    if (is_requested) {
        order::acquire(identity);
        callback.call_(callback);
        return;
    }
    if (sources != 0) {
        order::release(identity); // what is called knows what was done before it was registered
        callback.after_ = first_;
        if (first_ != nullptr) {
            first_->before_ = &callback;
        }
        first_ = &callback;
        callback.is_listed_ = true;
    }
}

void stop_state::remove(stop_callback_base& callback) {
    /// It is gone from the list however this ends.
    struct leaving {
        ~leaving() {
            if (callback.is_listed_) {
                state.unlist(callback);
            }
        }
        stop_state& state;
        stop_callback_base& callback;
    };
    {
        leaving const at_end{*this, callback};
        fiber* const mover = fiber_at_operation();
        if (!reach(mover, operation_kind::remove_callback, access::write, identity, callback.where_)) {
            return;
        }
        did(mover, state(), access::write);
        if (callback.is_listed_) {
            return;
        }
    }
    fiber* const me = ordinary_fiber();
    if (!callback.has_been_called_ && (me == nullptr || callback.called_by_ == me)) {
        return; // in its own call, which learns from its destruction that there is nothing to end
    }
    if (me != nullptr) {
        stand_in_queue(*me, callback.waiting_, callback.has_been_called_,
                       operation_on(*me, operation_kind::callback_wait, access::read, callback.identity_,
                                    callback.where_, operation_detail::enabled_where(has_ended)));
        did(me, 1, access::read);
        order::acquire(callback.identity_);
    }
}

bool stop_reference::stop_requested(source_location where) const {
    return state_ != nullptr && state_->is_asked(where) && state_->is_requested;
}

bool stop_reference::stop_possible(source_location where) const {
    return state_ != nullptr && state_->is_asked(where) && (state_->is_requested || state_->sources != 0);
}

void stop_callback_base::add(std::shared_ptr<stop_state> to, source_location const& where) {
    where_ = where;
    if (to == nullptr) {
        return;
    }
    to->add(*this, where);
    if (is_listed_) {
        state_ = std::move(to);
    }
}

void stop_callback_base::remove() {
    if (state_ != nullptr) {
        state_->remove(*this);
    }
}

} // namespace detail

stop_source::stop_source() : detail::stop_reference(std::make_shared<detail::stop_state>()) {}

stop_source::stop_source(stop_source const& other) noexcept : detail::stop_reference(other.state_) {
    if (state_ != nullptr) {
        ++state_->sources;
    }
}

stop_source::~stop_source() {
    if (state_ != nullptr) {
        state_->forget_source();
    }
}

bool stop_source::request_stop(source_location where) { return state_ != nullptr && state_->request(where); }

} // namespace fermata
