// fermata - https://www.boost.org/LICENSE_1_0.txt
//
// Bounded buffers.
#include "programs/catalogue.hpp"

#include <fermata/sync/condition_variable.hpp>

#include <mutex>

namespace programs {

namespace {

/// Producers put, consumers take, in a buffer of one place. With one condition variable for both, a notify_one may wake
/// a thread of the same kind, and the other kind sleeps on; with `if` for `while` a thread goes on that another one has
/// overtaken.
state bounded_buffer(bool waits_once, bool notifies_all) {
    fermata::mutex mutex;
    fermata::condition_variable changed;
    int count = 0;
    state order;
    auto const act = [&](int from, int by, int thread) {
        std::unique_lock lock(mutex);
        if (waits_once) {
            if (count != from) {
                changed.wait(lock);
            }
        } else {
            while (count != from) {
                changed.wait(lock);
            }
        }
        count += by;
        fermata::expect(count == 0 || count == 1, "more than there is place for, or less than nothing");
        order.push_back(thread);
        if (notifies_all) {
            changed.notify_all();
        } else {
            changed.notify_one();
        }
    };
    run_together({[&] { act(1, -1, 0); }, [&] { act(1, -1, 1); }, [&] { act(0, 1, 2); }, [&] { act(0, 1, 3); }});
    return order;
}

/// One producer puts four, two consumers take two each, in a buffer of two places, with a condition variable for each
/// side. Who puts notifies only if the buffer was empty: that is one notify_one too few where both consumers wait, and
/// two are put before one of them has taken.
state too_few_notified() {
    constexpr int places = 2;
    fermata::mutex mutex;
    fermata::condition_variable not_full;
    fermata::condition_variable not_empty;
    int count = 0;
    state order;
    auto const consume = [&](int me) {
        for (int i = 0; i < 2; ++i) {
            std::unique_lock lock(mutex);
            while (count == 0) {
                not_empty.wait(lock);
            }
            --count;
            order.push_back(me);
            not_full.notify_one();
        }
    };
    run_together({[&] {
                      for (int i = 0; i < 4; ++i) {
                          std::unique_lock lock(mutex);
                          while (count == places) {
                              not_full.wait(lock);
                          }
                          if (++count == 1) {
                              not_empty.notify_one();
                          }
                          order.push_back(0);
                      }
                  },
                  [&] { consume(1); }, [&] { consume(2); }});
    return order;
}

wrong_programs const lost_wakeups_are{
    {.name = "bounded buffer: one notify_one too few",
     .body = &too_few_notified,
     .preemptions = 1,
     .samples = sample_means{7, 6, 5, 9, "7 / 6 / 5 / 9"},
     .fails_by = fermata::outcome::deadlocked,
     .says = "lost wake-up",
     .bug = "`put()` notifies only if the buffer was empty: a lost wake-up"},
    {.name = "bounded buffer: if for while",
     .body = [] { return bounded_buffer(true, true); },
     .samples = sample_means{7, 6, 5, 9, "7 / 6 / 5 / 9"},
     .bug = "who was woken does not look again whether there is something"},
    {.name = "bounded buffer: notify_one for notify_all",
     .body = [] { return bounded_buffer(false, false); },
     .samples = sample_means{23, 55, 23, 41}, // nobody else's
     .fails_by = fermata::outcome::deadlocked,
     .says = "lost wake-up",
     .bug = "producers and consumers wait for one condition variable, and one is woken: a lost wake-up"},
};

} // namespace

} // namespace programs
