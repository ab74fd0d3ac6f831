// fermata - https://www.boost.org/LICENSE_1_0.txt
#pragma once

#include <fermata/core/wait_queue.hpp>
#include <fermata/model/source_location.hpp>

#include <concepts>
#include <memory>
#include <stop_token>
#include <type_traits>
#include <utility>

namespace fermata {

using std::nostopstate;
using std::nostopstate_t;

namespace detail {

class stop_state;

/// A reference to what a source and its tokens share.
class stop_reference {
public:
    /// Scheduling point, before it looks.
    bool stop_requested(source_location where = source_location::current()) const;
    /// Scheduling point: whether a stop was requested, or still can be.
    bool stop_possible(source_location where = source_location::current()) const;

protected:
    stop_reference() = default;
    explicit stop_reference(std::shared_ptr<stop_state> state) noexcept : state_(std::move(state)) {}

    std::shared_ptr<stop_state> state_;
};

/// A stop_callback without what it calls.
class stop_callback_base {
public:
    stop_callback_base(stop_callback_base const&) = delete;
    stop_callback_base& operator=(stop_callback_base const&) = delete;

protected:
    explicit stop_callback_base(void (*call)(stop_callback_base&)) noexcept : call_(call) {}
    ~stop_callback_base() { // also where its owner is unwound while another fiber calls it
        if (was_destroyed_ != nullptr) {
            *was_destroyed_ = true;
        }
    }
    void add(std::shared_ptr<stop_state> to, source_location const& where);
    void remove();

private:
    friend class stop_state;

    void (*call_)(stop_callback_base&);
    std::shared_ptr<stop_state> state_; ///< if it was registered
    stop_callback_base* before_ = nullptr;
    stop_callback_base* after_ = nullptr;
    bool is_listed_ = false;
    bool has_been_called_ = false;  ///< and its call has ended
    fiber* called_by_ = nullptr;    ///< who is in its call
    bool* was_destroyed_ = nullptr; ///< in its own call
    wait_queue waiting_;
    object_identity identity_{object_kind::stop_callback};
    source_location where_ = source_location::current();
};

} // namespace detail

/// std::stop_token under test.
class stop_token : public detail::stop_reference {
public:
    stop_token() = default;
    void swap(stop_token& other) noexcept { state_.swap(other.state_); }
    friend bool operator==(stop_token const& a, stop_token const& b) noexcept { return a.state_ == b.state_; }

private:
    friend class stop_source;
    template <class Callback>
    friend class stop_callback;
    using detail::stop_reference::stop_reference;
};

/// std::stop_source under test.
class stop_source : public detail::stop_reference {
public:
    stop_source();
    explicit stop_source(nostopstate_t) noexcept {}
    stop_source(stop_source const& other) noexcept;
    stop_source(stop_source&& other) noexcept = default;
    stop_source& operator=(stop_source other) noexcept {
        swap(other);
        return *this;
    }
    ~stop_source();

    /// Scheduling point. The first request calls all callbacks, one after the other, in this fiber, with a
    /// scheduling point after each. True if it was the first.
    bool request_stop(source_location where = source_location::current());
    stop_token get_token() const noexcept { return stop_token(state_); }
    void swap(stop_source& other) noexcept { state_.swap(other.state_); }
    friend bool operator==(stop_source const& a, stop_source const& b) noexcept { return a.state_ == b.state_; }
};

/// std::stop_callback under test. Its constructor and its destructor are scheduling points; the destructor
/// waits for the end of a call that another fiber makes.
template <class Callback>
class stop_callback : private detail::stop_callback_base {
public:
    using callback_type = Callback;

    template <class Init>
        requires std::constructible_from<Callback, Init>
    explicit stop_callback(stop_token token, Init&& callback, source_location where = source_location::current())
        : stop_callback_base(&call), callback_(std::forward<Init>(callback)) {
        add(std::move(token.state_), where);
    }
    ~stop_callback() noexcept(false) { remove(); }

private:
    static void call(detail::stop_callback_base& self) {
        std::forward<Callback>(static_cast<stop_callback&>(self).callback_)();
    }

    Callback callback_;
};

template <class Callback>
stop_callback(stop_token, Callback) -> stop_callback<Callback>;
template <class Callback>
stop_callback(stop_token, Callback, source_location) -> stop_callback<Callback>;

} // namespace fermata
