// fermata - https://www.boost.org/LICENSE_1_0.txt
//
// Tests of memory models. Where n pairs of accesses conflict and each can be in either order, of the 2^n classes
// sequential consistency forbids the one that goes round. Each test is named after that one.
#include "programs/catalogue.hpp"

namespace programs {

namespace {

using variable = fermata::atomic<int>;

/// W x 1; R y || W y 1; R x. Two pairs: 3.
state store_buffering() {
    variable x{0};
    variable y{0};
    state seen(2);
    run_together({[&] {
                      x.store(1);
                      seen[0] = y.load();
                  },
                  [&] {
                      y.store(1);
                      seen[1] = x.load();
                  }});
    return seen;
}

/// R x; W y 1 || R y; W x 1. Two pairs: 3.
state load_buffering() {
    variable x{0};
    variable y{0};
    state seen(2);
    run_together({[&] {
                      seen[0] = x.load();
                      y.store(1);
                  },
                  [&] {
                      seen[1] = y.load();
                      x.store(1);
                  }});
    return seen;
}

/// W x 1; W y 1 || R y; R x. Two pairs: 3.
state message_passing() {
    variable x{0};
    variable y{0};
    state seen(2);
    run_together({[&] {
                      x.store(1);
                      y.store(1);
                  },
                  [&] {
                      seen[0] = y.load();
                      seen[1] = x.load();
                  }});
    return seen;
}

/// W x 2; W y 1 || R y; W x 1. Two pairs: 3.
state s() {
    variable x{0};
    variable y{0};
    int seen = 0;
    run_together({[&] {
                      x.store(2);
                      y.store(1);
                  },
                  [&] {
                      seen = y.load();
                      x.store(1);
                  }});
    return {seen, x.load()};
}

/// W x 1; W y 1 || W y 2; R x. Two pairs: 3.
state r() {
    variable x{0};
    variable y{0};
    int seen = 0;
    run_together({[&] {
                      x.store(1);
                      y.store(1);
                  },
                  [&] {
                      y.store(2);
                      seen = x.load();
                  }});
    return {seen, y.load()};
}

/// W x 1; W y 2 || W y 1; W x 2. Two pairs: 3.
state two_and_two_writes() {
    variable x{0};
    variable y{0};
    run_together({[&] {
                      x.store(1);
                      y.store(2);
                  },
                  [&] {
                      y.store(1);
                      x.store(2);
                  }});
    return {x.load(), y.load()};
}

/// W x 1 || W y 1 || R x; R y || R y; R x. Four pairs: 15.
state independent_reads() {
    variable x{0};
    variable y{0};
    state seen(4);
    run_together({[&] { x.store(1); }, [&] { y.store(1); },
                  [&] {
                      seen[0] = x.load();
                      seen[1] = y.load();
                  },
                  [&] {
                      seen[2] = y.load();
                      seen[3] = x.load();
                  }});
    return seen;
}

/// W x 1 || R x; W y 1 || R y; R x. Three pairs: 7.
state write_to_read_causality() {
    variable x{0};
    variable y{0};
    state seen(3);
    run_together({[&] { x.store(1); },
                  [&] {
                      seen[0] = x.load();
                      y.store(1);
                  },
                  [&] {
                      seen[1] = y.load();
                      seen[2] = x.load();
                  }});
    return seen;
}

/// W x 1; W y 1 || R y; W z 1 || R z; R x. Three pairs: 7.
state isa2() {
    variable x{0};
    variable y{0};
    variable z{0};
    state seen(3);
    run_together({[&] {
                      x.store(1);
                      y.store(1);
                  },
                  [&] {
                      seen[0] = y.load();
                      z.store(1);
                  },
                  [&] {
                      seen[1] = z.load();
                      seen[2] = x.load();
                  }});
    return seen;
}

/// W x 1 || R x; R y || W y 1; R x. Three pairs: 7.
state read_to_write_causality() {
    variable x{0};
    variable y{0};
    state seen(3);
    run_together({[&] { x.store(1); },
                  [&] {
                      seen[0] = x.load();
                      seen[1] = y.load();
                  },
                  [&] {
                      y.store(1);
                      seen[2] = x.load();
                  }});
    return seen;
}

/// W x 1; W x 2 || R x; R x. Every order of the four: 4! / (2! 2!) = 6.
state coherent_reads() {
    variable x{0};
    state seen(2);
    run_together({[&] {
                      x.store(1);
                      x.store(2);
                  },
                  [&] {
                      seen[0] = x.load();
                      seen[1] = x.load();
                  }});
    return seen;
}

/// W x 1 || R x || R x. Each reads before or after: 4.
state coherent_reads_of_two() {
    variable x{0};
    state seen(2);
    run_together({[&] { x.store(1); }, [&] { seen[0] = x.load(); }, [&] { seen[1] = x.load(); }});
    return seen;
}

correct_programs const litmus_are{
    {"SB", &store_buffering, classes{.complete = 3}},
    {"LB", &load_buffering, classes{.complete = 3}},
    {"MP", &message_passing, classes{.complete = 3}},
    {"S", &s, classes{.complete = 3}},
    {"R", &r, classes{.complete = 3}},
    {"2+2W", &two_and_two_writes, classes{.complete = 3}},
    {"IRIW", &independent_reads, classes{.complete = 15}},
    {"WRC", &write_to_read_causality, classes{.complete = 7}},
    {"ISA2", &isa2, classes{.complete = 7}},
    {"RWC", &read_to_write_causality, classes{.complete = 7}},
    {"CoRR", &coherent_reads, classes{.complete = 6}},
    {"CoRR0", &coherent_reads_of_two, classes{.complete = 4}},
};

} // namespace

} // namespace programs
