// fermata - https://www.boost.org/LICENSE_1_0.txt
#include "programs/catalogue.hpp"

namespace programs {

namespace {

/// Setters: W a 1; W b -1. The checker must not see one without the other: (a == 0 and b == 0) or (a == 1 and b == -1),
/// read anew each time, and no more than is needed.
state reorder(int setters) {
    fermata::atomic<int> a{0};
    fermata::atomic<int> b{0};
    state seen;
    auto threads = copies(setters, [&](int) {
        a.store(1);
        b.store(-1);
    });
    threads.emplace_back([&] {
        auto const look = [&seen](fermata::atomic<int> const& at) {
            seen.push_back(at.load());
            return seen.back();
        };
        bool const neither = look(a) == 0 && look(b) == 0;
        fermata::expect(neither || (look(a) == 1 && look(b) == -1), "one was set without the other");
    });
    run_together(threads);
    return seen;
}

wrong_programs const reorder_are{
    {.name = "reorder(1)",
     .body = [] { return reorder(1); },
     .expected = classes{.complete = 4, .failing = 1},
     .preemptions = 1},
    {.name = "reorder(2)",
     .body = [] { return reorder(2); },
     .expected = classes{.complete = 56, .failing = 12},
     .preemptions = 1,
     .samples = sample_means{20, 14, 10, 12, "never / 148 / 86 / 7"},
     .bug = "2 setters of two variables; a checker sees one without the other"},
    {.name = "reorder(3)",
     .body = [] { return reorder(3); },
     .expected = classes{.complete = 1248, .failing = 216},
     .preemptions = 1,
     .samples = sample_means{26, 23, 13, 14, "never / 362 / 533 / 7"},
     .bug = "3 setters"},
    {.name = "reorder(4)",
     .body = [] { return reorder(4); },
     .preemptions = 1,
     .samples = sample_means{33, 33, 16, 18, "never / 1094 / 2169 / 10"},
     .bug = "4 setters"},
    {.name = "reorder(9)",
     .body = [] { return reorder(9); },
     .samples = sample_means{73, 117, 33, 39, "never / - / never / 17"},
     .is_found_by_dpor = false,
     .bug = "9 setters"},
    {.name = "reorder(19)",
     .body = [] { return reorder(19); },
     .samples = sample_means{238, 278, 62, 89, "never / - / never / 6"},
     .is_found_by_dpor = false,
     .bug = "19 setters",
     .remark = "surw: the checker has to be the first of 20 at the second variable, which a walk that is uniform over "
               "the orders at one of two finds in one of 40; theirs needs 17 with 10 threads, and how it needs only 6 "
               "here is not known to us"},
};

} // namespace

} // namespace programs
