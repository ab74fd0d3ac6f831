// fermata - https://www.boost.org/LICENSE_1_0.txt
#include "support.hpp"

using namespace sync_tests;

TEST_CASE("touches: checkpoints conflict only over the objects that they name") {
    auto const classes = [](bool same) {
        auto const all = explore_all([same] {
            fermata::resource a;
            fermata::resource b;
            together([&] { fermata::checkpoint("one", fermata::touches(a)); },
                     [&] { fermata::checkpoint("two", fermata::touches(same ? a : b)); });
            return std::string();
        });
        CHECK(all.executions == 2);
        return all.classes;
    };
    CHECK(classes(true) == 2);
    CHECK(classes(false) == 1);
}

TEST_CASE("touches: several objects, of several kinds, and what is performed on them") {
    // The checkpoint conflicts with both operations of the other thread: at three places, three classes; the third
    // thread's touches neither.
    auto const all = explore_all([] {
        fermata::mutex mutex;
        fermata::channel<int> channel;
        fermata::resource other;
        together([&] { fermata::checkpoint("both", fermata::touches(channel, mutex)); },
                 [&] {
                     mutex.lock();
                     mutex.unlock();
                 },
                 [&] { fermata::checkpoint("other", fermata::touches(other)); });
        return std::string();
    });
    CHECK(all.executions == 12); // 4! / 2!
    CHECK(all.classes == 3);
}

TEST_CASE("touches: an atomic, and a plain variable that is watched") {
    auto const all = explore_all([] {
        fermata::atomic<int> value{0};
        fermata::var<int> plain{0};
        together([&] { fermata::checkpoint("both", fermata::touches(plain, value)); },
                 [&] {
                     int expected = 0;
                     value.compare_exchange_strong(expected, 1);
                     value.compare_exchange_strong(expected, 0); // expected is 0 still
                 });
        return std::string();
    });
    CHECK(all.executions == 3);
    CHECK(all.classes == 3);
}

TEST_CASE("touches: a plain checkpoint conflicts with plain ones only") {
    auto const all = explore_all([] {
        fermata::resource a;
        together([&] { fermata::checkpoint("named", fermata::touches(a)); }, [] { fermata::checkpoint("plain"); },
                 [] { fermata::checkpoint("plain"); });
        return std::string();
    });
    CHECK(all.executions == 6);
    CHECK(all.classes == 2);
}

TEST_CASE("touches: a point of a declared order like any other; nothing outside a fiber") {
    fermata::resource row;
    fermata::checkpoint("nobody", fermata::touches(row));
    fermata::starter const alice{"alice", [&] { fermata::checkpoint("read", fermata::touches(row)); }};
    fermata::runner runner{{alice}, {alice.at("read")}};
    CHECK(runner.next() == alice.at("read"));
    runner.finish();
}
