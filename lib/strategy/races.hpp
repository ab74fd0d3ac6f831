// fermata - https://www.boost.org/LICENSE_1_0.txt
#pragma once

#include <fermata/model/operation.hpp>

#include <cstdint>

namespace fermata::detail {

/// Waits for progress and for the outside race with everything.
inline bool races_with_all(operation const& of) noexcept {
    return (of.kind == operation_kind::progress) | (of.kind == operation_kind::outside);
}

/// Whether it matters in which order the two are performed, as far as their announcements tell: on the same
/// object and not both reads. Checkpoints and starts are writes of the object 0.
inline bool races(operation const& a, operation const& b) noexcept {
    auto const bits = [](access how) { return static_cast<unsigned>(how); };
    bool const both_access = (a.access != access::none) & (b.access != access::none);
    bool const one_writes = ((bits(a.access) | bits(b.access)) & bits(access::write)) != 0;
    bool const first = races_with_all(a);
    bool const second = races_with_all(b);
    return (both_access & one_writes & (a.object == b.object)) | first | second;
}

} // namespace fermata::detail
