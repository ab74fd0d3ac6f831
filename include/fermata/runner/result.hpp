// fermata - https://www.boost.org/LICENSE_1_0.txt
#pragma once

#include <fermata/model/error.hpp>

#include <exception>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>

namespace fermata {

/// How a call ended.
enum class result_state { value, exception, crashed, timed_out, unfinished };

namespace detail {
std::string exception_type(std::exception_ptr const& error);
std::string exception_message(std::exception_ptr const& error);
[[noreturn]] void throw_no_value(result_state state, std::exception_ptr const& error, std::string const& message);

class result_base {
public:
    result_state state() const noexcept { return state_; }
    bool has_value() const noexcept { return state_ == result_state::value; }
    explicit operator bool() const noexcept { return has_value(); }

    /// The exception that the call threw; null if it threw none.
    std::exception_ptr error() const noexcept { return error_; }
    /// The type of that exception, readable: "std::runtime_error". Empty if it threw none.
    std::string error_type() const { return exception_type(error_); }
    /// Its what(), or what happened instead ("crashed with signal 11"). Empty for a value.
    std::string error_message() const { return error_ ? exception_message(error_) : message_; }

protected:
    result_base() = default;
    explicit result_base(std::exception_ptr error) : state_(result_state::exception), error_(std::move(error)) {}
    result_base(result_state state, std::string message) : state_(state), message_(std::move(message)) {}

    void require_value() const {
        if (state_ != result_state::value) {
            throw_no_value(state_, error_, message_);
        }
    }

    result_state state_ = result_state::value;
    std::exception_ptr error_;
    std::string message_;
};
} // namespace detail

/// What a call came to: a value, or the exception that it threw; and it says so too when the call
/// crashed, timed out or did not finish.
template <class T>
class result : public detail::result_base {
public:
    result(T value) : value_(std::move(value)) {}
    explicit result(std::exception_ptr error) : result_base(std::move(error)) {}
    result(result_state state, std::string message) : result_base(state, std::move(message)) {}

    /// The value; otherwise rethrows what the call threw, or throws fermata::error.
    T& value() & {
        require_value();
        return *value_;
    }
    T const& value() const& {
        require_value();
        return *value_;
    }
    T&& value() && {
        require_value();
        return std::move(*value_);
    }

private:
    std::optional<T> value_;
};

template <>
class result<void> : public detail::result_base {
public:
    result() = default;
    explicit result(std::exception_ptr error) : result_base(std::move(error)) {}
    result(result_state state, std::string message) : result_base(state, std::move(message)) {}

    /// Rethrows what the call threw, or throws fermata::error, if there is no value.
    void value() const { require_value(); }
};

} // namespace fermata
