// fermata - https://www.boost.org/LICENSE_1_0.txt
#pragma once

#include <fermata/core/current.hpp>
#include <fermata/model/error.hpp>
#include <fermata/model/source_location.hpp>

#include <concepts>
#include <sstream>
#include <string>
#include <string_view>
#include <type_traits>

namespace fermata {

namespace detail {
[[noreturn]] void expectation_was_false(std::string_view message, source_location where);
bool notes_are_kept() noexcept;
void keep_note(std::string_view name, std::string value);
} // namespace detail

/// Where it is false this fiber ends, and the execution has failed (outcome::failed) once the others
/// have run to their end. Throws expectation_failed; not a scheduling point.
inline void expect(bool condition, std::string_view message = {}, source_location where = source_location::current()) {
    if (!condition) {
        detail::expectation_was_false(message, where);
    }
}

/// Where it is false the path of this fiber ends, and the execution is pruned: it is none of the
/// program under test, and not counted. Not a scheduling point. Outside a fiber it is a usage_error.
void assume(bool condition, source_location where = source_location::current());

/// A value in [0, n) that is explored like a choice of fibers. Not a scheduling point.
/// Throws usage_error if n < 1, and outside an exploration in a runner that has no strategy.
int choose(int n);

/// Shows a value beside the current step, wherever the trace is printed. It is written out (with
/// operator<<) only in executions whose trace can be seen, so it costs little in an exploration.
template <class Value>
void note(std::string_view name, Value const& value) {
    if (detail::current_fiber == nullptr || !detail::notes_are_kept()) {
        return;
    }
    if constexpr (std::is_same_v<Value, bool>) {
        detail::keep_note(name, value ? "true" : "false");
    } else if constexpr (std::integral<Value> && sizeof(Value) > 1) {
        detail::keep_note(name, std::to_string(value));
    } else if constexpr (std::convertible_to<Value const&, std::string_view>) {
        detail::keep_note(name, std::string(std::string_view(value)));
    } else {
        std::ostringstream text;
        text << value;
        detail::keep_note(name, text.str());
    }
}

} // namespace fermata
