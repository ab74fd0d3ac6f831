// fermata - https://www.boost.org/LICENSE_1_0.txt
#pragma once

#include <fermata/core/wait_queue.hpp>

#include <cstdint>

namespace fermata::detail {

/// What the library may see of any object under test, which has these two members for it.
struct object_access {
    template <class Object>
    static object_identity& identity(Object& of) noexcept {
        return of.identity();
    }
    /// What its operations depend on; see operation_detail.
    template <class Object>
    static std::uint64_t state(Object const& of) noexcept {
        return of.state();
    }
};

} // namespace fermata::detail
