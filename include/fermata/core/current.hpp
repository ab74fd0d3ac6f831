// fermata - https://www.boost.org/LICENSE_1_0.txt
#pragma once

namespace fermata::detail {

struct fiber;

/// The fiber that runs on this OS thread, null outside of one.
// initial-exec: one load instead of a call into the dynamic linker, also in a shared library.
[[gnu::tls_model("initial-exec")]] extern thread_local constinit fiber* current_fiber;

} // namespace fermata::detail
