// fermata - https://www.boost.org/LICENSE_1_0.txt
//
// Mutual exclusion by loads and stores alone. Where a thread would wait, an assumption says that it need not.
#include "programs/peterson.hpp"

namespace programs {

namespace {

/// Two threads, f being one's own flag and o the other's: W f 1; assume R o < 3; W f 3; if (R o == 1) { W f 2;
/// assume R o == 4 } W f 4; assume R o < 2; W x me; R x, which must be me; assume 2 > R o or R o > 3; W f 0.
state szymanski() {
    std::array<fermata::atomic<int>, 2> flag{0, 0};
    fermata::atomic<int> x{0};
    run_together(copies(2, [&](int me) {
        auto& mine = flag[static_cast<std::size_t>(me)];
        auto& other = flag[static_cast<std::size_t>(1 - me)];
        mine.store(1);
        fermata::assume(other.load() < 3);
        mine.store(3);
        if (other.load() == 1) {
            mine.store(2);
            fermata::assume(other.load() == 4);
        }
        mine.store(4);
        fermata::assume(other.load() < 2);
        x.store(me);
        fermata::expect(x.load() == me, "both have entered");
        fermata::assume(2 > other.load() || other.load() > 3);
        mine.store(0);
    }));
    return {x.load()};
}

correct_programs const flags_are{
    {"peterson", [] { return peterson(false); }, classes{.complete = 4}},
    {"szymanski", &szymanski, classes{.complete = 6}},
};

} // namespace

} // namespace programs
