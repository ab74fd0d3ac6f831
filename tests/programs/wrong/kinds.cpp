// fermata - https://www.boost.org/LICENSE_1_0.txt
//
// A program for each way to fail that is neither a false expectation nor a deadlock.
#include "programs/catalogue.hpp"

#include <array>
#include <optional>

namespace programs {

namespace {

/// A plain variable, published by a flag that orders nothing: W value; W flag || if (R flag) R value. The flag is read
/// before it is written or after: 2 classes, and a race where after.
state data_race() {
    fermata::var<int> value{0};
    fermata::atomic<int> flag{0};
    state seen{0, 0};
    run_together({[&] {
                      value.set(1);
                      flag.store(1, std::memory_order_relaxed);
                  },
                  [&] {
                      seen[0] = flag.load(std::memory_order_relaxed);
                      if (seen[0] != 0) {
                          seen[1] = value.get();
                      }
                  }});
    return seen;
}

/// Who waits is only let go if it was already waiting when the other one looked: W ready 1; await go || if (R ready)
/// W go 1. 2 classes: ready is read after it was written, or before: a livelock.
state livelock() {
    fermata::atomic<int> ready{0};
    fermata::atomic<int> go{0};
    int seen = 0;
    run_together({[&] {
                      ready.store(1);
                      await(go, [](int now) { return now != 0; });
                  },
                  [&] {
                      seen = ready.load();
                      if (seen != 0) {
                          go.store(1);
                      }
                  }});
    return {seen};
}

/// A try_lock of which nobody looks whether it got the mutex: L m; U m || try_lock m; U m. It comes before the lock, or
/// after the unlock: nothing is wrong. In between it fails, and the unlock is a stranger's. That one is no event, since
/// it is refused before it is performed: 3 classes, of which one fails.
state misuse() {
    fermata::mutex mutex;
    bool got = false;
    run_together({[&] {
                      mutex.lock();
                      mutex.unlock();
                  },
                  [&] {
                      got = mutex.try_lock();
                      mutex.unlock();
                  }});
    return {got ? 1 : 0};
}

/// A thread that has said that it is done needs no join, it seems: W done 1 || if (!R done) join. 2 classes, of which
/// the one that has read 1 leaves a joinable thread.
state never_joined() {
    fermata::atomic<int> done{0};
    fermata::thread worker([&] { done.store(1); });
    int const seen = done.load();
    if (seen == 0) {
        worker.join();
    }
    return {seen};
}

/// Two take from one item, and have looked whether there is one: 2 × { if (R count > 0) fetch-add count -1 }. One takes
/// before the other looks: 2. Both look before: 2, and the later one takes what is before the first, which throws.
state exception() {
    std::array<int, 1> const items{7};
    fermata::atomic<int> count{1};
    state taken(2);
    run_together(copies(2, [&](int i) {
        if (count.load() > 0) {
            int const left = count.fetch_add(-1) - 1;
            taken[static_cast<std::size_t>(i)] = items.at(static_cast<std::size_t>(left));
        }
    }));
    return taken;
}

/// Who works goes on until it is stopped, and the other one stops it only if it has done nothing yet: executions in
/// which it has do not end.
state endless() {
    fermata::atomic<int> stop{0};
    fermata::atomic<int> done{0};
    run_together({[&] {
                      while (stop.load() == 0) {
                          done.fetch_add(1);
                      }
                  },
                  [&] {
                      if (done.load() == 0) {
                          stop.store(1);
                      }
                  }});
    return {done.load()};
}

wrong_programs const kinds_are{
    {.name = "a data race",
     .body = &data_race,
     .expected = classes{.complete = 2, .failing = 1},
     .preemptions = 0,
     .says = "data race"},
    {.name = "a livelock",
     .body = &livelock,
     .expected = classes{.complete = 1, .livelocked = 1},
     .preemptions = 0,
     .fails_by = fermata::outcome::livelocked},
    {.name = "a misuse",
     .body = &misuse,
     .expected = classes{.complete = 3, .failing = 1},
     .preemptions = 1,
     .says = "unlock() of a mutex that another fiber holds"},
    {.name = "a thread never joined",
     .body = &never_joined,
     .expected = classes{.complete = 2, .failing = 1},
     .preemptions = 0,
     .says = "was never joined"},
    {.name = "an exception",
     .body = &exception,
     .expected = classes{.complete = 4, .failing = 2},
     .preemptions = 1,
     .says = "out_of_range"},
    {.name = "endless work",
     .body = &endless,
     .preemptions = 0,
     .fails_by = fermata::outcome::step_limit,
     .says = "steps_max",
     .steps_max = 60},
};

} // namespace

} // namespace programs
