// fermata - https://www.boost.org/LICENSE_1_0.txt
#pragma once

#include <fermata/model/outcome.hpp>
#include <fermata/model/report.hpp>
#include <fermata/model/trace.hpp>
#include <fermata/runner/runner.hpp>

#include <fmt/format.h>

#include <string>
#include <string_view>

namespace fermata::detail {

template <class Value>
struct as_text : fmt::formatter<std::string_view> {
    template <class Context>
    auto format(Value const& value, Context& context) const {
        return fmt::formatter<std::string_view>::format(to_string(value), context);
    }
};

} // namespace fermata::detail

// fmt::print("{}", report) and the like.
template <>
struct fmt::formatter<fermata::report> : fermata::detail::as_text<fermata::report> {};
template <>
struct fmt::formatter<fermata::trace> : fermata::detail::as_text<fermata::trace> {};
template <>
struct fmt::formatter<fermata::event> : fermata::detail::as_text<fermata::event> {};
template <>
struct fmt::formatter<fermata::point> : fermata::detail::as_text<fermata::point> {};
template <>
struct fmt::formatter<fermata::reached> : fermata::detail::as_text<fermata::reached> {};
template <>
struct fmt::formatter<fermata::outcome> : fermata::detail::as_text<fermata::outcome> {};
