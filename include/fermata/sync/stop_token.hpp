// fermata - https://www.boost.org/LICENSE_1_0.txt
#pragma once

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
struct stop_registration;

/// A reference to what a source and its tokens share.
class stop_reference {
public:
    /// Scheduling point, before it looks.
    [[gnu::noinline]] bool stop_requested(source_location where = source_location::current()) const;
    /// Scheduling point: whether a stop was requested, or still can be.
    [[gnu::noinline]] bool stop_possible(source_location where = source_location::current()) const;

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
    stop_callback_base() = default;
    ~stop_callback_base();
    void add(std::shared_ptr<stop_state> to, void (*call)(stop_callback_base&), source_location const& where);
    void remove();

private:
    /// Not in the callback itself: what others do to their list would change the stack on which a loop may wait.
    std::shared_ptr<stop_registration> registered_;
};

} // namespace detail

/// std::stop_token under test.
class stop_token : public detail::stop_reference {
public:
    stop_token() = default;
    void swap(stop_token& other) noexcept { state_.swap(other.state_); }
    friend void swap(stop_token& a, stop_token& b) noexcept { a.swap(b); }
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
    stop_source(source_location where = source_location::current());
    explicit stop_source(nostopstate_t) noexcept {}
    stop_source(stop_source const& other) noexcept;
    stop_source(stop_source&& other) noexcept
        : stop_reference(std::move(other)), has_requested_(std::exchange(other.has_requested_, false)) {}
    stop_source& operator=(stop_source other) {
        swap(other);
        return *this;
    }
    /// Scheduling point, unless a stop was requested by this source: with the last one goes the possibility of a stop.
    ~stop_source() noexcept(false);

    /// Scheduling point. The first request calls all callbacks, one after the other, in this fiber, with a
    /// scheduling point after each. True if it was the first.
    bool request_stop(source_location where = source_location::current());
    stop_token get_token() const noexcept { return stop_token(state_); }
    void swap(stop_source& other) noexcept {
        state_.swap(other.state_);
        std::swap(has_requested_, other.has_requested_);
    }
    friend void swap(stop_source& a, stop_source& b) noexcept { a.swap(b); }
    friend bool operator==(stop_source const& a, stop_source const& b) noexcept { return a.state_ == b.state_; }

private:
    bool has_requested_ = false;
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
        : callback_(std::forward<Init>(callback)) {
        add(std::move(token.state_), &call, where);
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
