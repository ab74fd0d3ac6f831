// fermata - https://www.boost.org/LICENSE_1_0.txt
#pragma once

#include <cstdint>

namespace bench {

struct baton_count {
    std::uint64_t executions = 0;
    std::uint64_t steps = 0;
};

/// What people do by hand: the orderings of `threads` OS threads of `steps` steps each, of which only
/// the one runs that holds the baton (a number under a mutex, a condition variable per thread). The
/// threads are made anew in every execution. Stops after `executions_max` executions.
baton_count baton_enumerate(unsigned threads, unsigned steps, std::uint64_t executions_max);

} // namespace bench
