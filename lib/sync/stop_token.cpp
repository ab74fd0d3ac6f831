// fermata - https://www.boost.org/LICENSE_1_0.txt
#include <fermata/sync/stop_token.hpp>

#include "sync/object.hpp"

namespace fermata {

namespace detail {

namespace {
/// Of the state: no stop was requested; there is who may do so. Of a callback: its call has ended.
constexpr std::uint32_t not_requested = 0;
constexpr std::uint32_t has_source = 1;
constexpr std::uint32_t has_ended = 0;
} // namespace

/// A callback as its stop state knows it. It outlives a callback that is destroyed in its own call, or whose owner is
/// unwound while another fiber calls it.
struct stop_registration : std::enable_shared_from_this<stop_registration> {
    stop_callback_base* callback = nullptr; ///< null when that is gone
    void (*call)(stop_callback_base&) = nullptr;
    std::shared_ptr<stop_state> state;
    stop_registration* before = nullptr;
    stop_registration* after = nullptr;
    bool is_listed = false;
    bool has_been_called = false; ///< and its call has ended
    fiber* called_by = nullptr;   ///< who is in its call
    wait_queue waiting;
    object_identity identity{object_kind::stop_callback};
    source_location where;
};

/// What std does with an internal lock and the identity of a thread is right for threads only: a callback that
/// gives way would be destroyed while it is being called, because both fibers are the same thread.
class stop_state {
public:
    explicit stop_state(source_location const& where) : where_(where) {}

    /// All that stop_requested() and stop_possible() show.
    std::uint64_t state() const noexcept {
        return std::uint64_t{!is_requested} << not_requested | std::uint64_t{sources != 0} << has_source;
    }

    bool request(source_location const& where);
    /// False where it was called at once.
    bool add(stop_registration& callback, source_location const& where);
    void remove(stop_registration& callback);
    /// False in an abort: nobody looks at what it would say.
    [[gnu::noinline]] bool is_asked(source_location const& where);
    void drop_source();

    object_identity identity{object_kind::stop_state};
    bool is_requested = false;
    std::uint32_t sources = 1;

private:
    void call(stop_registration& callback, fiber* me, source_location const& where);
    void unlist(stop_registration& callback) noexcept;

    stop_registration* first_ = nullptr;
    source_location where_;
};

bool stop_state::is_asked(source_location const& where) {
    fiber* const me = fiber_at_operation();
    look const here = reach_to_look_here(me, operation_kind::stop_requested, access::read, identity, where);
    if (!here) {
        return false;
    }
    did(me, here, state(), access::read);
    if (is_requested) {
        order::acquire(identity);
    }
    return true;
}

// Each one is an operation: which of several is the last, and so the one that matters, depends on their order.
void stop_state::drop_source() {
    fiber* const me = fiber_at_operation();
    if (reach(me, operation_kind::drop_source, access::write, identity, where_,
              operation_detail::writes_where(not_requested))) {
        did(me, state(), is_requested ? access::read : access::write);
    }
    --sources;
}

void stop_state::unlist(stop_registration& callback) noexcept {
    (callback.before != nullptr ? callback.before->after : first_) = callback.after;
    if (callback.after != nullptr) {
        callback.after->before = callback.before;
    }
    callback.is_listed = false;
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
        stop_registration& next = *first_;
        unlist(next);
        call(next, me, where);
        // A step of its own: who has waited for the end of that call may remove another one before.
        if (reach(me, operation_kind::next_callback, access::write, identity, where) && me != nullptr) {
            did(me, state(), access::write);
        }
    }
    return true;
}

void stop_state::call(stop_registration& callback, fiber* me, source_location const& where) {
    /// The call ends, by an exception too.
    struct in_call {
        explicit in_call(stop_registration& what, fiber* by) : called(what.shared_from_this()) {
            called->called_by = by;
            called->waiting.holder = by;
        }
        in_call(in_call const&) = delete;
        in_call& operator=(in_call const&) = delete;
        ~in_call() {
            order::release(called->identity);
            called->called_by = nullptr;
            called->has_been_called = true;
            called->waiting.holder = nullptr;
            dismiss_all(called->waiting);
        }
        std::shared_ptr<stop_registration> called;
    } const calling(callback, me);
    call_where_none_may_leave("a stop callback", [&] { callback.call(*callback.callback); });
    if (reach(me, operation_kind::callback_ended, access::write, callback.identity, where)) {
        did(me, 0, access::write);
    }
}

bool stop_state::add(stop_registration& callback, source_location const& where) {
    fiber* const me = fiber_at_operation();
    if (!reach(me, operation_kind::add_callback, access::write, identity, where,
               operation_detail::writes_where(not_requested))) {
        return false;
    }
    did(me, state(), is_requested ? access::read : access::write);
    if (is_requested) {
        order::acquire(identity);
        call_where_none_may_leave("a stop callback", [&] { callback.call(*callback.callback); });
        return false;
    }
    if (sources == 0) {
        return false;
    }
    order::release(identity); // what is called knows what was done before it was registered
    callback.after = first_;
    if (first_ != nullptr) {
        first_->before = &callback;
    }
    first_ = &callback;
    callback.is_listed = true;
    return true;
}

void stop_state::remove(stop_registration& callback) {
    /// It is gone from the list however this ends.
    struct leaving {
        ~leaving() {
            if (callback.is_listed) {
                state.unlist(callback);
            }
        }
        stop_state& state;
        stop_registration& callback;
    };
    {
        leaving const at_end{*this, callback};
        fiber* const mover = fiber_at_operation();
        if (!reach(mover, operation_kind::remove_callback, access::write, identity, callback.where)) {
            return;
        }
        did(mover, state(), access::write);
        if (callback.is_listed) {
            return;
        }
    }
    fiber* const me = ordinary_fiber();
    if (!callback.has_been_called && (me == nullptr || callback.called_by == me)) {
        return; // in its own call
    }
    if (me != nullptr) {
        stand_in_queue(*me, callback.waiting, callback.has_been_called,
                       operation_on(*me, operation_kind::callback_wait, access::read, callback.identity, callback.where,
                                    operation_detail::enabled_where(has_ended)));
        did(me, 1, access::read);
        order::acquire(callback.identity);
    }
}

bool stop_reference::stop_requested(source_location where) const {
    return state_ != nullptr && state_->is_asked(where) && state_->is_requested;
}

bool stop_reference::stop_possible(source_location where) const {
    return state_ != nullptr && state_->is_asked(where) && (state_->is_requested || state_->sources != 0);
}

stop_callback_base::~stop_callback_base() {
    if (registered_ != nullptr) {
        registered_->callback = nullptr;
    }
}

void stop_callback_base::add(std::shared_ptr<stop_state> to, void (*call)(stop_callback_base&),
                             source_location const& where) {
    if (to == nullptr) {
        return;
    }
    auto const made = std::make_shared<stop_registration>();
    made->callback = this;
    made->call = call;
    made->where = where;
    if (to->add(*made, where)) {
        made->state = std::move(to);
        registered_ = made;
    }
}

void stop_callback_base::remove() {
    if (registered_ != nullptr) {
        auto const mine = registered_; // others may look at it until it is removed
        mine->state->remove(*mine);
    }
}

} // namespace detail

stop_source::stop_source(source_location where) : detail::stop_reference(std::make_shared<detail::stop_state>(where)) {}

stop_source::stop_source(stop_source const& other) noexcept : detail::stop_reference(other.state_) {
    if (state_ != nullptr) {
        ++state_->sources;
    }
}

stop_source::~stop_source() noexcept(false) {
    if (state_ != nullptr && !has_requested_) {
        state_->drop_source();
    }
}

bool stop_source::request_stop(source_location where) {
    if (state_ == nullptr) {
        return false;
    }
    has_requested_ = true;
    return state_->request(where);
}

} // namespace fermata
