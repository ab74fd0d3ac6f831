// fermata - https://www.boost.org/LICENSE_1_0.txt
#pragma once

#include <fermata/core/callable.hpp>
#include <fermata/runner/point.hpp>

#include <functional>
#include <string>
#include <string_view>
#include <utility>

namespace fermata {

/// A named callable with its arguments; it becomes one fiber in every execution. Copies are cheap and
/// mean the same starter.
class starter {
public:
    /// Arguments are stored by value (std::ref for references), and every run gets fresh copies.
    /// Throws usage_error if the name is empty.
    template <class Function, class... Arguments>
        requires(std::invocable<std::decay_t<Function>&, detail::stored_argument<Arguments>...>)
    starter(std::string_view name, Function&& function, Arguments&&... arguments)
        : callable_(detail::make_callable<true>(name, std::forward<Function>(function),
                                                std::forward<Arguments>(arguments)...)) {
        if (name.empty()) {
            reject_empty_name();
        }
    }

    std::string const& name() const noexcept { return callable_->name; }

    /// The n-th time, from 1, that this starter reaches the checkpoint of that name.
    /// Throws usage_error if the name is empty or occurrence < 1.
    point at(std::string_view checkpoint, int occurrence = 1) const {
        return make_point(point::kind_type::checkpoint, checkpoint, nullptr, occurrence);
    }

    /// The n-th time that this starter enters (leaves) a free, static or non-virtual member function
    /// that is built with fermata_instrument(). An exit by exception counts with gcc only.
    /// Throws usage_error for a virtual function.
    template <class Function>
    point before(Function function, int occurrence = 1) const {
        return make_point(point::kind_type::before, {}, detail::code_address(function), occurrence);
    }
    template <class Function>
    point after(Function function, int occurrence = 1) const {
        return make_point(point::kind_type::after, {}, detail::code_address(function), occurrence);
    }

    /// The implicit first and last point.
    point started() const { return {callable_, point::kind_type::started, {}, nullptr, 1}; }
    point finished() const { return {callable_, point::kind_type::finished, {}, nullptr, 1}; }

    friend bool operator==(starter const&, starter const&) = default;

private:
    friend struct starter_access;

    [[noreturn]] static void reject_empty_name();
    point make_point(point::kind_type kind, std::string_view name, void const* function, int occurrence) const;

    detail::callable_handle callable_;
};

} // namespace fermata
