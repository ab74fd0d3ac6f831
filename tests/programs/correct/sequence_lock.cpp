// fermata - https://www.boost.org/LICENSE_1_0.txt
#include "programs/catalogue.hpp"

namespace programs {

namespace {

/// One writer, that often: s = R q; W q s+1; W a; W b; W q s+2. Readers: v = R q; assume v even; R a; R b; assume
/// R q == v; a must be b. What is not pruned has each reader before, between or after the writes: (writes + 1)^readers.
state sequence_lock(int writes, int readers) {
    fermata::atomic<int> q{0};
    fermata::atomic<int> a{0};
    fermata::atomic<int> b{0};
    state seen(static_cast<std::size_t>(readers));
    auto threads = copies(readers, [&](int i) {
        int const before = q.load();
        fermata::assume(before % 2 == 0);
        int const of_a = a.load();
        int const of_b = b.load();
        fermata::assume(q.load() == before);
        fermata::expect(of_a == of_b, "half of a write was seen");
        seen[static_cast<std::size_t>(i)] = of_a;
    });
    threads.insert(threads.begin(), [&] {
        for (int i = 1; i <= writes; ++i) {
            int const before = q.load();
            q.store(before + 1);
            a.store(i);
            b.store(i);
            q.store(before + 2);
        }
    });
    run_together(threads);
    return seen;
}

correct_programs const sequence_lock_are{
    {"sequence lock(1,1)", [] { return sequence_lock(1, 1); }, classes{.complete = 2}},
    {"sequence lock(2,1)", [] { return sequence_lock(2, 1); }, classes{.complete = 3}},
    {"sequence lock(1,2)", [] { return sequence_lock(1, 2); }, classes{.complete = 4}},
};

} // namespace

} // namespace programs
