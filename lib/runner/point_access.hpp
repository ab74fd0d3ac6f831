// fermata - https://www.boost.org/LICENSE_1_0.txt
#pragma once

#include <fermata/runner/starter.hpp>

namespace fermata {

/// What the library reads of values whose members are the users' concern.
struct point_access {
    static void const* function(point const& of) noexcept { return of.function_; }
    static detail::callable_handle const& owner(point const& of) noexcept { return of.starter_; }
};

struct starter_access {
    static detail::callable_handle const& callable(starter const& of) noexcept { return of.callable_; }
    static point started(detail::callable_handle const& of) { return {of, point::kind_type::started, {}, nullptr, 1}; }
    static point finished(detail::callable_handle const& of) {
        return {of, point::kind_type::finished, {}, nullptr, 1};
    }
};

} // namespace fermata
