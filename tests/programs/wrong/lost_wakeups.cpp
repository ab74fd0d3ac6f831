// fermata - https://www.boost.org/LICENSE_1_0.txt
//
// A bounded buffer with one condition variable.
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

wrong_programs const here{
    {.name = "bounded buffer: one notify_one too few",
     .body = [] { return bounded_buffer(false, false); },
     // Of these four threads and one place; the published figures are of a larger buffer.
     .samples = sample_means{23, 55, 23, 41, "7 / 6 / 5 / 9"}},
    {.name = "bounded buffer: if for while",
     .body = [] { return bounded_buffer(true, true); },
     .samples = sample_means{7, 6, 5, 9, "7 / 6 / 5 / 9"}},
};

} // namespace

} // namespace programs
