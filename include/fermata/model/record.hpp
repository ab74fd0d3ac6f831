// fermata - https://www.boost.org/LICENSE_1_0.txt
#pragma once

#include <fermata/model/operation.hpp>
#include <fermata/model/schedule.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>

namespace fermata {

/// How an operation's detail says what it depends on. The *state* of an object is 64 bits: the value of an
/// atomic (exact up to eight bytes), or a set of conditions that hold ("it is free", "somebody waits").
///
/// bits 0 to 3: not 0: the operation is enabled only where condition n - 1 holds
/// bits 4 to 7: not 0: it writes only where condition n - 1 holds, and reads otherwise
/// bit 8:       it writes only where the state is `effect::expected`, and reads otherwise
/// bits 9 to 14: its memory orders (success, failure), std::memory_order's values
/// bit 15:      where the state is `effect::expected`, it writes the next object, too: those who wait for this one
struct operation_detail {
    static constexpr std::uint16_t enabled_where(std::uint32_t condition) noexcept {
        return static_cast<std::uint16_t>(condition + 1);
    }
    static constexpr std::uint16_t writes_where(std::uint32_t condition) noexcept {
        return static_cast<std::uint16_t>((condition + 1) << 4);
    }
    static constexpr std::uint16_t compares = 1 << 8;
    static constexpr std::uint16_t sleeps = 1 << 15;
    static constexpr std::uint16_t with_orders(int success, int failure) noexcept {
        return static_cast<std::uint16_t>(success << 9 | failure << 12);
    }
    static constexpr bool depends_on_state(std::uint16_t detail) noexcept { return (detail & 0x81ff) != 0; }
    static constexpr bool is_enabled(std::uint16_t detail, std::uint64_t state) noexcept {
        return (detail & 0xf) == 0 || (state >> ((detail & 0xf) - 1) & 1) != 0;
    }
    static constexpr int success_order(std::uint16_t detail) noexcept { return detail >> 9 & 7; }
    static constexpr int failure_order(std::uint16_t detail) noexcept { return detail >> 12 & 7; }
};

/// What an operation whose detail depends on its object's state found and did.
struct effect {
    std::uint64_t before = 0;   ///< the object's state when it was performed
    std::uint64_t expected = 0; ///< of a compare-exchange, and of a wait for an atomic; of an atomic's other operations
                                ///< that write how many bytes it has, or 0 where it is not known what they make of it
    std::uint64_t operand = 0;  ///< of an atomic's: what it stores, or the other operand of the new value
    access how = access::none;
    bool is_idle = false; ///< part of a loop's round that has only read, and came back to where it began

    /// How it would have accessed an object in that state.
    static access predicted(operation const& of, std::uint64_t state, std::uint64_t expected) noexcept {
        if ((of.detail & operation_detail::compares) != 0) {
            return state == expected ? access::write : access::read;
        }
        if (std::uint32_t const condition = of.detail >> 4 & 0xfU; condition != 0) {
            return (state >> (condition - 1) & 1) != 0 ? access::write : access::read;
        }
        return of.access;
    }
    /// The state in which an operation of an atomic would leave it. Empty if that is not known.
    static std::optional<std::uint64_t> predicted_state(operation const& of, std::uint64_t state,
                                                        std::uint64_t expected, std::uint64_t operand) noexcept;
};

/// A further object that the operation of a step has accessed.
struct further_access {
    std::uint64_t step = 0;
    std::uint64_t before = 0;
    std::uint32_t object = 0;
    access how = access::none;
};

/// Everything that `from` has done until now, or until then, happens before whatever `to` does from now on, and cannot
/// be otherwise: a start, a join, a notification.
struct causal_edge {
    std::uint64_t steps = 0;   ///< how many had been performed
    std::uint64_t choices = 0; ///< how many had been made
    std::uint32_t from = 0;
    std::uint32_t to = 0;
    std::uint64_t then_steps = 0;   ///< how many had been performed when `from` had done it
    std::uint64_t then_choices = 0; ///< how many had been made
};

/// An object under test was destroyed.
struct destruction {
    std::uint64_t steps = 0; ///< how many had been performed
    std::uint64_t edges = 0; ///< how many there were
    std::uint32_t fiber = 0;
    std::uint32_t object = 0;
};

struct pending_operation;

/// One execution, as a strategy sees it that asks for it: see strategy::wants_record().
struct execution_record {
    pending_operation const* events = nullptr; ///< who performed what, in their order
    effect const* effects = nullptr;           ///< by event; of those whose detail depends on a state
    std::size_t event_count = 0;
    choice const* choices = nullptr;
    std::size_t choice_count = 0;
    further_access const* further = nullptr; ///< in the order of their steps
    std::size_t further_count = 0;
    causal_edge const* edges = nullptr; ///< in their order
    std::size_t edge_count = 0;
    pending_operation const* blocked = nullptr; ///< what could not be performed at the end
    std::size_t blocked_count = 0;
    std::uint32_t fiber_count = 0;
    destruction const* destructions = nullptr; ///< of what others may wait for, in their order
    std::size_t destruction_count = 0;
    bool has_names = false; ///< instead of values that may be addresses

    /// Whether that event belongs to a round of a loop that led to nothing.
    bool is_idle(std::size_t event) const noexcept;
};

} // namespace fermata
