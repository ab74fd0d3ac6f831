// fermata - https://www.boost.org/LICENSE_1_0.txt
#pragma once

#include "programs/catalogue.hpp"

#include <array>

namespace programs {

/// Two threads: W flag[me] 1; W turn other; if (R flag[other]) { if (R turn == other) assume false }
/// W critical me; R critical, which must be me; W flag[me] 0. With the first two stores in the other order both may
/// enter.
inline state peterson(bool turn_first) {
    std::array<fermata::atomic<int>, 2> flag{0, 0};
    fermata::atomic<int> turn{0};
    fermata::atomic<int> critical{0};
    state seen(6, -1);
    run_together(copies(2, [&](int thread) {
        auto const me = static_cast<std::size_t>(thread);
        auto const other = 1 - me;
        if (turn_first) {
            turn.store(static_cast<int>(other));
            flag[me].store(1);
        } else {
            flag[me].store(1);
            turn.store(static_cast<int>(other));
        }
        if ((seen[me] = flag[other].load()) != 0) {
            seen[2 + me] = turn.load();
            fermata::assume(seen[2 + me] != static_cast<int>(other));
        }
        critical.store(static_cast<int>(me));
        seen[4 + me] = critical.load();
        fermata::expect(seen[4 + me] == static_cast<int>(me), "both have entered");
        flag[me].store(0);
    }));
    seen.push_back(critical.load());
    return seen;
}

} // namespace programs
