// fermata - https://www.boost.org/LICENSE_1_0.txt
#pragma once

#include <fermata/core/object_access.hpp>
#include <fermata/core/wait_queue.hpp>
#include <fermata/model/record.hpp>
#include <fermata/model/source_location.hpp>

#include <atomic>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <limits>
#include <type_traits>
#include <utility>

// What atomics need of the library: not for users.

namespace fermata {
template <class T>
class atomic;
}

namespace fermata::detail {

/// An operation of an atomic, in one register.
struct atomic_request {
    operation_kind kind;
    fermata::access access;
    std::uint16_t detail;
    std::uint32_t size;
};

/// What is to be done after before_atomic().
enum class atomic_turn : std::uint8_t {
    none,            ///< nothing: the execution is being given up
    perform,         ///< the operation
    perform_and_note ///< the same, and its values are to be shown
};

/// The scheduling point, which stands before the operation; to be called in a fiber only. `operand`: what a
/// compare-exchange expects, and what an exchange stores; null for the others. `change`: what is stored, or the other
/// operand of the new value; null where nothing is written. Where it is one of those or a load, it is called by the
/// function that stands for the operation. Neither may be inlined, also where the whole program is optimized: the
/// library counts the functions up to the loop that may call it.
[[gnu::noinline]] atomic_turn before_atomic(object_identity& identity, atomic_request what, void const* value,
                                            void const* operand, void const* change, source_location where);

/// How values of a type are written in a trace. Addresses differ from process to process, so pointers and bytes
/// are numbered instead, in the order of their appearance.
enum class value_form : std::uint8_t { signed_integer, unsigned_integer, boolean, floating, pointer, bytes };

template <class T>
constexpr value_form form_of() noexcept {
    if constexpr (std::is_enum_v<T>) {
        return form_of<std::underlying_type_t<T>>();
    } else if constexpr (std::same_as<T, bool>) {
        return value_form::boolean;
    } else if constexpr (std::integral<T> && sizeof(T) <= sizeof(std::uint64_t)) {
        return std::is_signed_v<T> ? value_form::signed_integer : value_form::unsigned_integer;
    } else if constexpr (std::same_as<T, float> || std::same_as<T, double>) {
        return value_form::floating;
    } else if constexpr (std::is_pointer_v<T>) {
        return value_form::pointer;
    } else {
        return value_form::bytes;
    }
}

/// What stands for a value where operations depend on it.
std::uint64_t state_of_atomic(void const* value, std::uint32_t size) noexcept;

/// Shows values of that form and size beside the current step; null: there is none.
void note_atomic(value_form form, std::uint32_t size, void const* read, void const* expected, void const* wrote);

/// Blocks while the value is the old one, until notified, and looks again. Outside a fiber it throws if that
/// would be for ever.
void wait_on_atomic(object_identity& identity, atomic_request what, void const* value, void const* old,
                    source_location where);
void notify_atomic(object_identity& identity, bool all, source_location where);
/// A compare-exchange that failed has written the value there: it has merely looked only if that is on the own stack.
void has_told_value(void const* where);
/// It is being destroyed: misuse if somebody waits.
void abandon_atomic(object_identity& identity);

/// Records what a fence does for the race check.
void pass_fence(std::memory_order order);

constexpr std::uint16_t orders_of(std::memory_order success, std::memory_order failure) noexcept {
    return operation_detail::with_orders(static_cast<int>(success), static_cast<int>(failure));
}

/// The order of a failed compare-exchange, if only one is given.
constexpr std::memory_order failure_order_of(std::memory_order success) noexcept {
    return success == std::memory_order_acq_rel   ? std::memory_order_acquire
           : success == std::memory_order_release ? std::memory_order_relaxed
                                                  : success;
}

/// A value with the place where it is converted: the only way for a binary operator to know its place.
template <class T>
struct located {
    T value;
    source_location where;

    template <std::convertible_to<T> From>
        requires(!std::same_as<std::remove_cvref_t<From>, atomic<T>>)
    located(From&& from, source_location here = source_location::current())
        : value(std::forward<From>(from)), where(here) {}
};

/// The same of an operand, which may be another atomic.
template <class T>
struct located_operand {
    T value;
    source_location where;

    template <std::convertible_to<T> From>
    located_operand(From&& from, source_location here = source_location::current())
        : value(std::forward<From>(from)), where(here) {}
};

/// What differs between kinds of types: whether one can count with them, and in which steps.
template <class T>
struct atomic_difference {};
template <class T>
    requires(std::integral<T> && !std::same_as<T, bool>)
|| std::floating_point<T> struct atomic_difference<T> { using difference_type = T; };
template <class T>
    requires std::is_object_v<T>
struct atomic_difference<T*> {
    using difference_type = std::ptrdiff_t;
};

template <class T>
concept countable = requires {
    typename atomic_difference<T>::difference_type;
};
template <class T>
concept bitwise = std::integral<T> && !std::same_as<T, bool>;
template <class T>
concept steppable = countable<T> && !std::floating_point<T>;

/// Integers wrap around, signed ones too.
template <class T, class Difference>
constexpr T plus(T value, Difference by) noexcept {
    if constexpr (std::integral<T>) {
        using word = std::make_unsigned_t<T>;
        return static_cast<T>(static_cast<word>(static_cast<word>(value) + static_cast<word>(by)));
    } else {
        return value + by;
    }
}
template <class T, class Difference>
constexpr T minus(T value, Difference by) noexcept {
    if constexpr (std::integral<T>) {
        using word = std::make_unsigned_t<T>;
        return static_cast<T>(static_cast<word>(static_cast<word>(value) - static_cast<word>(by)));
    } else {
        return value - by;
    }
}

/// What is added to the bytes of a value.
template <class T, class Difference>
constexpr Difference in_bytes(Difference by) noexcept {
    if constexpr (std::is_pointer_v<T>) {
        return by * static_cast<Difference>(sizeof(std::remove_pointer_t<T>));
    } else {
        return by;
    }
}

/// Padding takes part in no comparison.
template <class T>
void clear_padding([[maybe_unused]] T& value) noexcept {
    if constexpr (std::same_as<T, long double> && std::numeric_limits<long double>::digits == 64) {
        std::memset(reinterpret_cast<char*>(&value) + 10, 0, sizeof(value) - 10);
        return;
    }
#if defined(__has_builtin)
#if __has_builtin(__builtin_clear_padding)
    if constexpr (!std::has_unique_object_representations_v<T> && !std::floating_point<T>) {
        __builtin_clear_padding(&value);
    }
#endif
#endif
}

template <class T>
bool same_bytes(T const& a, T const& b) noexcept {
    return std::memcmp(&a, &b, sizeof(T)) == 0;
}

} // namespace fermata::detail
