// fermata - https://www.boost.org/LICENSE_1_0.txt
#pragma once

#include <fermata/core/current.hpp>
#include <fermata/sync/atomic_access.hpp>

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <type_traits>

namespace fermata {

using std::memory_order;
using std::memory_order_acq_rel;
using std::memory_order_acquire;
using std::memory_order_consume;
using std::memory_order_relaxed;
using std::memory_order_release;
using std::memory_order_seq_cst;

/// std::atomic under test, of any trivially copyable type. Each operation is a scheduling point, before it
/// is performed; a compare-exchange that fails has only read, and the weak one fails for no other reason than the
/// value. Values are sequentially consistent: a load reads the latest store. The memory orders decide nothing but which
/// accesses of var<T> are data races. Outside a fiber it is a plain object of one thread.
template <class T>
class atomic : public detail::atomic_difference<T> {
    static_assert(std::is_trivially_copyable_v<T>, "an atomic's type is trivially copyable");
    static_assert(std::is_copy_constructible_v<T> && std::is_copy_assignable_v<T>, "an atomic's value is copied");

public:
    using value_type = T;
    static constexpr bool is_always_lock_free = std::atomic<T>::is_always_lock_free;

    constexpr atomic() noexcept(std::is_nothrow_default_constructible_v<T>) requires std::is_default_constructible_v<T>
        : value_() {
        if (!std::is_constant_evaluated()) {
            detail::clear_padding(value_); // a constructor need not have written it
        }
    }
    constexpr atomic(T desired) noexcept : value_(desired) {
        if (!std::is_constant_evaluated()) {
            detail::clear_padding(value_);
        }
    }
    /// Misuse if somebody waits.
    constexpr ~atomic() {
        if (identity_.was_waited_for) [[unlikely]] {
            detail::abandon_atomic(identity_);
        }
    }
    atomic(atomic const&) = delete;
    /// Not of a constant, which a value would be converted to, so that assigning one would be ambiguous.
    atomic& operator=(atomic&) = delete;

    /// What is known of std::atomic<T> at compile time.
    bool is_lock_free() const noexcept { return is_always_lock_free; }

    [[gnu::noinline]] T load(memory_order order = memory_order_seq_cst,
                             source_location where = source_location::current()) const {
        auto const turn = before(operation_kind::load, access::read, order, nullptr, nullptr, where);
        T const result = value_;
        note(turn, &result, nullptr);
        return result;
    }
    operator T() const { return load(memory_order_seq_cst, source_location{}); }

    void store(T desired, memory_order order = memory_order_seq_cst,
               source_location where = source_location::current()) {
        detail::clear_padding(desired);
        auto const turn = before(operation_kind::store, access::write, order, nullptr, &desired, where);
        if (turn != detail::atomic_turn::none) {
            value_ = desired;
            note(turn, nullptr, &value_);
        }
    }
    T operator=(detail::located<T> desired) {
        store(desired.value, memory_order_seq_cst, desired.where);
        return desired.value;
    }

    [[gnu::noinline]] T exchange(T desired, memory_order order = memory_order_seq_cst,
                                 source_location where = source_location::current()) {
        detail::clear_padding(desired);
        auto const turn = before(operation_kind::exchange, access::write, order, &desired, &desired, where);
        T const old = value_;
        if (turn != detail::atomic_turn::none) {
            value_ = desired;
            note(turn, &old, &value_);
        }
        return old;
    }

    [[gnu::noinline]] bool compare_exchange_strong(T& expected, T desired, memory_order success, memory_order failure,
                                                   source_location where = source_location::current()) {
        detail::clear_padding(desired);
        T wanted = expected;
        detail::clear_padding(wanted);
        auto const turn =
            before(operation_kind::compare_exchange, access::write, success, &wanted, &desired, where, failure);
        if (turn == detail::atomic_turn::none) {
            return false;
        }
        if (detail::same_bytes(value_, wanted)) {
            note(turn, &wanted, &desired);
            value_ = desired;
            return true;
        }
        expected = value_;
        if (detail::current_fiber != nullptr) {
            detail::has_told_value(&expected);
        }
        note(turn, &expected, nullptr, &wanted);
        return false;
    }
    bool compare_exchange_strong(T& expected, T desired, memory_order order = memory_order_seq_cst,
                                 source_location where = source_location::current()) {
        return compare_exchange_strong(expected, desired, order, detail::failure_order_of(order), where);
    }
    bool compare_exchange_weak(T& expected, T desired, memory_order success, memory_order failure,
                               source_location where = source_location::current()) {
        return compare_exchange_strong(expected, desired, success, failure, where);
    }
    bool compare_exchange_weak(T& expected, T desired, memory_order order = memory_order_seq_cst,
                               source_location where = source_location::current()) {
        return compare_exchange_strong(expected, desired, order, detail::failure_order_of(order), where);
    }

    /// Looks (a scheduling point), and goes on if the value is another one. Otherwise not enabled until notified,
    /// when it looks again: who stores without notifying leaves it waiting. Outside a fiber it throws
    /// usage_error where it would wait for ever.
    void wait(T old, memory_order order = memory_order_seq_cst,
              source_location where = source_location::current()) const {
        detail::clear_padding(old);
        detail::wait_on_atomic(identity_, request(operation_kind::atomic_wait, access::read, order, order), &value_,
                               &old, where);
    }
    /// Scheduling points. Which one of those who wait is notified is a choice.
    void notify_one(source_location where = source_location::current()) {
        detail::notify_atomic(identity_, false, where);
    }
    void notify_all(source_location where = source_location::current()) {
        detail::notify_atomic(identity_, true, where);
    }

    // --- of types that one can count with: integers but bool, floating-point numbers, pointers to objects

    template <detail::countable U = T>
    T fetch_add(typename atomic<U>::difference_type by, memory_order order = memory_order_seq_cst,
                source_location where = source_location::current()) {
        auto const bytes = detail::in_bytes<T>(by);
        return modify(operation_kind::fetch_add, order, where, std::floating_point<T> ? nullptr : &bytes,
                      [&](T const& old) { return detail::plus(old, by); });
    }
    template <detail::countable U = T>
    T fetch_sub(typename atomic<U>::difference_type by, memory_order order = memory_order_seq_cst,
                source_location where = source_location::current()) {
        auto const bytes = detail::in_bytes<T>(by);
        return modify(operation_kind::fetch_sub, order, where, std::floating_point<T> ? nullptr : &bytes,
                      [&](T const& old) { return detail::minus(old, by); });
    }
    template <detail::countable U = T>
    T operator+=(detail::located_operand<typename atomic<U>::difference_type> by) {
        return detail::plus(fetch_add(by.value, memory_order_seq_cst, by.where), by.value);
    }
    template <detail::countable U = T>
    T operator-=(detail::located_operand<typename atomic<U>::difference_type> by) {
        return detail::minus(fetch_sub(by.value, memory_order_seq_cst, by.where), by.value);
    }

    // An operator without an argument cannot know its place: its steps have none.

    T operator++() requires detail::steppable<T> {
        return detail::plus(fetch_add(1, memory_order_seq_cst, source_location{}), 1);
    }
    T operator++(int) requires detail::steppable<T> { return fetch_add(1, memory_order_seq_cst, source_location{}); }
    T operator--() requires detail::steppable<T> {
        return detail::minus(fetch_sub(1, memory_order_seq_cst, source_location{}), 1);
    }
    T operator--(int) requires detail::steppable<T> { return fetch_sub(1, memory_order_seq_cst, source_location{}); }

    // --- of integers but bool

    T fetch_and(T by, memory_order order = memory_order_seq_cst,
                source_location where = source_location::current()) requires detail::bitwise<T> {
        return modify(operation_kind::fetch_and, order, where, &by, [&](T old) { return static_cast<T>(old & by); });
    }
    T fetch_or(T by, memory_order order = memory_order_seq_cst,
               source_location where = source_location::current()) requires detail::bitwise<T> {
        return modify(operation_kind::fetch_or, order, where, &by, [&](T old) { return static_cast<T>(old | by); });
    }
    T fetch_xor(T by, memory_order order = memory_order_seq_cst,
                source_location where = source_location::current()) requires detail::bitwise<T> {
        return modify(operation_kind::fetch_xor, order, where, &by, [&](T old) { return static_cast<T>(old ^ by); });
    }
    T operator&=(detail::located_operand<T> by) requires detail::bitwise<T> {
        return static_cast<T>(fetch_and(by.value, memory_order_seq_cst, by.where) & by.value);
    }
    T operator|=(detail::located_operand<T> by) requires detail::bitwise<T> {
        return static_cast<T>(fetch_or(by.value, memory_order_seq_cst, by.where) | by.value);
    }
    T operator^=(detail::located_operand<T> by) requires detail::bitwise<T> {
        return static_cast<T>(fetch_xor(by.value, memory_order_seq_cst, by.where) ^ by.value);
    }

private:
    static constexpr detail::atomic_request request(operation_kind kind, access how, memory_order success,
                                                    memory_order failure) noexcept {
        std::uint16_t const depends = kind == operation_kind::compare_exchange ? operation_detail::compares
                                      : kind == operation_kind::atomic_wait    ? operation_detail::sleeps
                                                                               : 0;
        return {kind, how, static_cast<std::uint16_t>(detail::orders_of(success, failure) | depends), sizeof(T)};
    }
    // What a loop may repeat while it waits (load, compare_exchange_strong, exchange) is a function of its own, and
    // this is none: so the library finds the stack of who called, without what belongs to the operation.
    [[gnu::always_inline]] inline detail::atomic_turn before(operation_kind kind, access how, memory_order order,
                                                             T const* operand, void const* change,
                                                             source_location const& where,
                                                             memory_order failure = memory_order_relaxed) const {
        if (detail::current_fiber == nullptr) {
            return detail::atomic_turn::perform;
        }
        return detail::before_atomic(identity_, request(kind, how, order, failure), &value_, operand, change, where);
    }
    template <class Change>
    T modify(operation_kind kind, memory_order order, source_location const& where, void const* by, Change change) {
        auto const turn = before(kind, access::write, order, nullptr, by, where);
        T const old = value_;
        if (turn != detail::atomic_turn::none) {
            value_ = change(old);
            note(turn, &old, &value_);
        }
        return old;
    }
    static void note(detail::atomic_turn turn, T const* read, T const* wrote, T const* expected = nullptr) {
        if (turn == detail::atomic_turn::perform_and_note) [[unlikely]] {
            detail::note_atomic(detail::form_of<T>(), sizeof(T), read, expected, wrote);
        }
    }

    friend struct detail::object_access;
    detail::object_identity& identity() noexcept { return identity_; }
    std::uint64_t state() const noexcept { return detail::state_of_atomic(&value_, sizeof(T)); }

    T value_;
    mutable detail::object_identity identity_{detail::object_kind::atomic};
};

template <class T>
atomic(T) -> atomic<T>;

/// std::atomic_flag under test.
class atomic_flag {
public:
    constexpr atomic_flag() noexcept : value_(false) {}
    /// For ATOMIC_FLAG_INIT, which is { 0 }.
    constexpr atomic_flag(bool is_set) noexcept : value_(is_set) {}
    atomic_flag(atomic_flag const&) = delete;
    atomic_flag& operator=(atomic_flag const&) = delete;

    /// Scheduling points.
    bool test(memory_order order = memory_order_seq_cst, source_location where = source_location::current()) const {
        return value_.load(order, where);
    }
    bool test_and_set(memory_order order = memory_order_seq_cst, source_location where = source_location::current()) {
        return value_.exchange(true, order, where);
    }
    void clear(memory_order order = memory_order_seq_cst, source_location where = source_location::current()) {
        value_.store(false, order, where);
    }
    void wait(bool old, memory_order order = memory_order_seq_cst,
              source_location where = source_location::current()) const {
        value_.wait(old, order, where);
    }
    void notify_one(source_location where = source_location::current()) { value_.notify_one(where); }
    void notify_all(source_location where = source_location::current()) { value_.notify_all(where); }

private:
    atomic<bool> value_;
};

/// No scheduling point: it counts for the race check only.
inline void atomic_thread_fence(memory_order order) {
    if (detail::current_fiber != nullptr) {
        detail::pass_fence(order);
    }
}
/// There are no signal handlers in an execution.
inline void atomic_signal_fence(memory_order) noexcept {}

using atomic_bool = atomic<bool>;
using atomic_char = atomic<char>;
using atomic_schar = atomic<signed char>;
using atomic_uchar = atomic<unsigned char>;
using atomic_short = atomic<short>;
using atomic_ushort = atomic<unsigned short>;
using atomic_int = atomic<int>;
using atomic_uint = atomic<unsigned int>;
using atomic_long = atomic<long>;
using atomic_ulong = atomic<unsigned long>;
using atomic_llong = atomic<long long>;
using atomic_ullong = atomic<unsigned long long>;
using atomic_char8_t = atomic<char8_t>;
using atomic_char16_t = atomic<char16_t>;
using atomic_char32_t = atomic<char32_t>;
using atomic_wchar_t = atomic<wchar_t>;
using atomic_int8_t = atomic<std::int8_t>;
using atomic_uint8_t = atomic<std::uint8_t>;
using atomic_int16_t = atomic<std::int16_t>;
using atomic_uint16_t = atomic<std::uint16_t>;
using atomic_int32_t = atomic<std::int32_t>;
using atomic_uint32_t = atomic<std::uint32_t>;
using atomic_int64_t = atomic<std::int64_t>;
using atomic_uint64_t = atomic<std::uint64_t>;
using atomic_intptr_t = atomic<std::intptr_t>;
using atomic_uintptr_t = atomic<std::uintptr_t>;
using atomic_size_t = atomic<std::size_t>;
using atomic_ptrdiff_t = atomic<std::ptrdiff_t>;
using atomic_intmax_t = atomic<std::intmax_t>;
using atomic_uintmax_t = atomic<std::uintmax_t>;

} // namespace fermata
