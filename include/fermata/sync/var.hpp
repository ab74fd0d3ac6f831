// fermata - https://www.boost.org/LICENSE_1_0.txt
#pragma once

#include <fermata/core/current.hpp>
#include <fermata/core/object_access.hpp>
#include <fermata/core/wait_queue.hpp>
#include <fermata/model/operation.hpp>
#include <fermata/model/source_location.hpp>

#include <concepts>
#include <cstddef>
#include <type_traits>
#include <utility>

namespace fermata {

template <class T>
class var;

namespace detail {

/// Looks for a data race, in a fiber.
void access_variable(object_identity& identity, access how, source_location where);

template <class T>
concept arithmetic = std::is_arithmetic_v<T>;
template <class T>
concept steps = std::is_arithmetic_v<T> || std::is_pointer_v<T>;

/// A value with the place where it is converted to it.
template <class T>
struct assigned {
    T value;
    source_location where;

    template <std::convertible_to<T> From>
        requires(!std::same_as<std::remove_cvref_t<From>, var<T>>)
    assigned(From&& from, source_location here = source_location::current())
        : value(std::forward<From>(from)), where(here) {}
};

/// The same of an operand, which may be another variable; that is read where it stands.
template <class T>
struct operand {
    T value;
    source_location where;

    template <std::convertible_to<T> From>
    operand(From&& from, source_location here = source_location::current())
        : value(std::forward<From>(from)), where(here) {}
};

} // namespace detail

/// A plain variable. Its accesses are no scheduling points. Two of them by different fibers, at least one of which
/// writes, and that nothing orders, are a data race: the execution has failed, with both places, and goes on.
/// What orders: the start and the end of a thread or starter, a mutex and whatever else is in sync/, and atomics as
/// their memory orders say; a checkpoint does not. A copy reads, an assignment writes. Outside of explorations it is a
/// T.
///
/// An access by a conversion, by ->, ++ or -- cannot know its place; its fiber's last operation stands for it then.
template <class T>
class var {
public:
    using value_type = T;

    constexpr var() requires std::default_initializable<T> : value_() {}
    /// Making it is no access.
    template <std::convertible_to<T> From>
        requires(!std::same_as<std::remove_cvref_t<From>, var>)
    constexpr var(From&& value) : value_(std::forward<From>(value)) {}
    var(var const& other, source_location where = source_location::current()) : value_(other.get(where)) {}
    // Of constants by a template: no value is converted to what it takes, so that assigning one is not ambiguous.
    var& operator=(var& other) { return copy(other); }
    template <std::same_as<var> Other>
    var& operator=(Other const& other) {
        return copy(other);
    }

    T get(source_location where = source_location::current()) const {
        touch(access::read, where);
        return value_;
    }
    void set(T value, source_location where = source_location::current()) {
        touch(access::write, where);
        value_ = std::move(value);
    }
    operator T() const { return get(source_location{}); }
    var& operator=(detail::assigned<T> from) {
        set(std::move(from.value), from.where);
        return *this;
    }

    /// For what is neither a read nor an assignment of the whole: a reference, which counts as read (written) now.
    T const& read(source_location where = source_location::current()) const {
        touch(access::read, where);
        return value_;
    }
    T& write(source_location where = source_location::current()) {
        touch(access::write, where);
        return value_;
    }

    var& operator+=(detail::operand<T> by) requires detail::arithmetic<T> {
        write(by.where) += by.value;
        return *this;
    }
    var& operator-=(detail::operand<T> by) requires detail::arithmetic<T> {
        write(by.where) -= by.value;
        return *this;
    }
    var& operator*=(detail::operand<T> by) requires detail::arithmetic<T> {
        write(by.where) *= by.value;
        return *this;
    }
    var& operator/=(detail::operand<T> by) requires detail::arithmetic<T> {
        write(by.where) /= by.value;
        return *this;
    }
    var& operator%=(detail::operand<T> by) requires std::integral<T> {
        write(by.where) %= by.value;
        return *this;
    }
    var& operator&=(detail::operand<T> by) requires std::integral<T> {
        write(by.where) &= by.value;
        return *this;
    }
    var& operator|=(detail::operand<T> by) requires std::integral<T> {
        write(by.where) |= by.value;
        return *this;
    }
    var& operator^=(detail::operand<T> by) requires std::integral<T> {
        write(by.where) ^= by.value;
        return *this;
    }
    var& operator<<=(detail::operand<T> by) requires std::integral<T> {
        write(by.where) <<= by.value;
        return *this;
    }
    var& operator>>=(detail::operand<T> by) requires std::integral<T> {
        write(by.where) >>= by.value;
        return *this;
    }
    var& operator+=(detail::operand<std::ptrdiff_t> by) requires std::is_pointer_v<T> {
        write(by.where) += by.value;
        return *this;
    }
    var& operator-=(detail::operand<std::ptrdiff_t> by) requires std::is_pointer_v<T> {
        write(by.where) -= by.value;
        return *this;
    }
    T operator->() const requires std::is_pointer_v<T> { return get(source_location{}); }

    var& operator++() requires detail::steps<T> {
        ++write(source_location{});
        return *this;
    }
    T operator++(int) requires detail::steps<T> { return write(source_location{})++; }
    var& operator--() requires detail::steps<T> {
        --write(source_location{});
        return *this;
    }
    T operator--(int) requires detail::steps<T> { return write(source_location{})--; }

private:
    var& copy(var const& other) {
        set(other.get(source_location{}), source_location{});
        return *this;
    }
    void touch(access how, source_location const& where) const {
        if (detail::current_fiber != nullptr) {
            detail::access_variable(identity_, how, where);
        }
    }

    friend struct detail::object_access;
    detail::object_identity& identity() noexcept { return identity_; }
    std::uint64_t state() const noexcept { return 0; }

    T value_;
    mutable detail::object_identity identity_{detail::object_kind::variable};
};

template <class T>
var(T) -> var<T>;

} // namespace fermata
