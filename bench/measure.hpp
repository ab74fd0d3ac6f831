// fermata - https://www.boost.org/LICENSE_1_0.txt
#pragma once

#include "clock.hpp"

#include <algorithm>
#include <cstdint>
#include <functional>
#include <limits>
#include <vector>

namespace bench {

/// Something that is measured: does its work, and returns how many units of it were done.
using work = std::function<std::uint64_t()>;

using clock_function = double (*)() noexcept;

/// Nanoseconds per unit of each, in their order. Rounds of all are interleaved, so that a phase in which the
/// machine is slow hits all of them; and the minimum counts, since nothing makes a round faster than it is.
inline std::vector<double> minima(unsigned rounds, std::vector<work> const& all,
                                  clock_function now = &thread_nanoseconds) {
    std::vector<double> best(all.size(), std::numeric_limits<double>::max());
    for (unsigned round = 0; round != rounds; ++round) {
        for (std::size_t i = 0; i != all.size(); ++i) {
            double const begin = now();
            auto const units = static_cast<double>(all[i]());
            best[i] = std::min(best[i], (now() - begin) / units);
        }
    }
    return best;
}

} // namespace bench
