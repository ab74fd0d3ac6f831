// fermata - https://www.boost.org/LICENSE_1_0.txt
#pragma once

#include <fermata/model/source_location.hpp>
#include <fermata/process/wire.hpp>

#include <chrono>
#include <concepts>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>

namespace fermata::suite {

namespace detail {

using board_value = std::optional<std::string>;

board_value board_get(std::string_view key, source_location where);
/// What `change` makes of the value is put there, in one transaction; nothing if it makes nothing.
void board_update(std::string_view key, std::function<board_value(board_value const&)> const& change,
                  source_location where);
void board_erase(std::string_view key, source_location where);
/// False if the time has passed.
bool board_wait(std::string_view key, std::function<bool(board_value const&)> const& holds,
                std::chrono::nanoseconds at_most, source_location where);

/// As what a value is kept: texts as std::string.
template <class T>
using board_type = std::conditional_t<std::is_convertible_v<T const&, std::string_view>, std::string, std::decay_t<T>>;

template <class T>
std::string to_board(T const& value) {
    process::wire_writer writer;
    process::wire<board_type<T>>::write(writer, value);
    return writer.bytes();
}

template <class T>
T from_board(std::string_view bytes) {
    process::wire_reader reader(bytes);
    return process::wire<T>::read(reader);
}

/// The type of the only parameter of a lambda that is no template.
template <class F>
struct parameter_of;
template <class C, class R, class A>
struct parameter_of<R (C::*)(A)> {
    using type = board_type<std::remove_cvref_t<A>>;
};
template <class C, class R, class A>
struct parameter_of<R (C::*)(A) const> : parameter_of<R (C::*)(A)> {};
template <class C, class R, class A>
struct parameter_of<R (C::*)(A) noexcept> : parameter_of<R (C::*)(A)> {};
template <class C, class R, class A>
struct parameter_of<R (C::*)(A) const noexcept> : parameter_of<R (C::*)(A)> {};

} // namespace detail

/// Values by key, which all processes of a run see, and all threads and fibers of one. Every operation is atomic.
/// Values are strings, numbers, and whatever fermata::process::wire can carry or is specialised for; who reads one as
/// another type than it was written gets a usage_error.
///
/// In a fiber every operation is a scheduling point, and waiting parks the fiber.
class message_board {
public:
    /// Empty if there is none.
    template <class T = std::string>
    std::optional<T> get(std::string_view key, source_location where = source_location::current()) const {
        auto const found = detail::board_get(key, where);
        return found.has_value() ? std::optional<T>(detail::from_board<T>(*found)) : std::nullopt;
    }

    template <class T>
    void set(std::string_view key, T const& value, source_location where = source_location::current()) {
        detail::board_update(
            key, [&](auto const&) { return detail::board_value(detail::to_board(value)); }, where);
    }

    /// Adds to the number that is there, or to 0, and returns the sum.
    template <class Number>
        requires std::integral<Number> || std::floating_point<Number>
            Number add(std::string_view key, Number what, source_location where = source_location::current()) {
            Number sum{};
            detail::board_update(
                key,
                [&](detail::board_value const& before) {
                    sum = static_cast<Number>((before.has_value() ? detail::from_board<Number>(*before) : Number{}) +
                                              what);
                    return detail::board_value(detail::to_board(sum));
                },
                where);
            return sum;
        }

    /// Puts the desired value there if the expected one is there; an empty one expects that none is.
    template <class T>
    bool compare_exchange(std::string_view key, std::optional<detail::board_type<T>> const& expected, T const& desired,
                          source_location where = source_location::current()) {
        bool has_exchanged = false;
        detail::board_update(
            key,
            [&](detail::board_value const& before) -> detail::board_value {
                has_exchanged = expected.has_value() ? before.has_value() && *before == detail::to_board(*expected)
                                                     : !before.has_value();
                return has_exchanged ? detail::board_value(detail::to_board(desired)) : std::nullopt;
            },
            where);
        return has_exchanged;
    }

    void erase(std::string_view key, source_location where = source_location::current()) {
        detail::board_erase(key, where);
    }

    /// Waits until there is a value for which the predicate holds, and returns it; empty if the time has passed. Its
    /// type is that of the predicate's parameter, or given: wait<int>("key", [](auto value) { … }, 10s). In an
    /// exploration there is no time: if no fiber makes it hold, that is a deadlock.
    template <class T = void, class Predicate>
    auto wait(std::string_view key, Predicate predicate, std::chrono::nanoseconds timeout,
              source_location where = source_location::current()) const {
        if constexpr (std::is_void_v<T>) {
            return wait<typename detail::parameter_of<decltype(&Predicate::operator())>::type>(key, predicate, timeout,
                                                                                               where);
        } else {
            std::optional<T> found;
            bool const holds = detail::board_wait(
                key,
                [&](detail::board_value const& now) {
                    if (!now.has_value()) {
                        return false;
                    }
                    found = detail::from_board<T>(*now);
                    return static_cast<bool>(predicate(*found));
                },
                timeout, where);
            return holds ? found : std::optional<T>();
        }
    }
};

} // namespace fermata::suite
