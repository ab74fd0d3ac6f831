// fermata - https://www.boost.org/LICENSE_1_0.txt
#pragma once

#include "protocol.hpp"

#include <fermata/runner/runner.hpp>

#include <cstddef>
#include <cstdint>

namespace harness {

struct settings {
    int clients = 3;
    int servers = 1;
    int requests_each = 1;
    server_kind kind = server_kind::remembering;
    fate decide = one_mishap_of_each_kind();
};

/// How a simulation went.
struct summary {
    harness::books books{};
    std::uint64_t sent = 0; ///< messages
    std::uint64_t lost = 0;
    std::size_t steps = 0;
    duration time{0};             ///< virtual
    std::uint64_t trace_hash = 0; ///< of every step, in its order
};

/// Runs clients and servers to their ends. This loop, and not the library, owns time: fibers run as
/// long as any can; when all wait, the clock moves on to the next delivery or timeout.
/// In an exploration the runner joins it, and `with` has nothing to say about the order.
summary simulate(settings const& chosen, fermata::runner_options const& with = {});

} // namespace harness
