// fermata - https://www.boost.org/LICENSE_1_0.txt
#pragma once

#include <fermata/core/function_ref.hpp>
#include <fermata/model/source_location.hpp>

namespace fermata {

namespace detail {
void wait_until(function_ref<bool()> predicate, source_location where);
}

/// A scheduling point: this fiber is not enabled until the predicate holds. The predicate is called
/// between the steps of others and must not change anything; plain data that it reads must be written
/// behind checkpoints. An exception from it escapes here. Outside a fiber the predicate must hold
/// already, or usage_error is thrown.
template <class Predicate>
void wait_until(Predicate&& predicate, source_location where = source_location::current()) {
    auto const holds = [&] { return static_cast<bool>(predicate()); };
    detail::wait_until(holds, where);
}

/// A scheduling point: this fiber is not enabled until another fiber has made a step that does not end
/// in wait_for_progress() again. For a retry after "busy". If nobody can make one it is a deadlock.
/// Outside a fiber it is a usage_error.
void wait_for_progress(source_location where = source_location::current());

/// A scheduling point: parks this fiber until the file descriptor can be read (written) without
/// blocking; the others go on. Outside a fiber it blocks the caller.
void wait_readable(int descriptor, source_location where = source_location::current());
void wait_writable(int descriptor, source_location where = source_location::current());

} // namespace fermata
