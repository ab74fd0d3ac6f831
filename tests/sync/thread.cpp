// fermata - https://www.boost.org/LICENSE_1_0.txt
#include "support.hpp"

#include <utility>

using namespace sync_tests;

TEST_CASE("thread: one that is never joined fails the execution, by its name") {
    check_misuse([] { fermata::thread const a([] { fermata::checkpoint("x"); }); },
                 "thread 1 was never joined: its thread object was destroyed", false);
    check_misuse(
        [] {
            fermata::thread a([] {});
            a = fermata::thread([] {});
            a.join();
        },
        "thread 1 was never joined: its thread object was assigned to", false);
}

TEST_CASE("thread: misuse of join and detach has a place") {
    check_misuse([] { fermata::thread().join(); }, "join() of a thread that is not joinable");
    check_misuse([] { fermata::thread().detach(); }, "detach() of a thread that is not joinable");
    check_misuse(
        [] {
            fermata::thread a;
            fermata::thread* self = nullptr;
            bool tried = false;
            a = fermata::thread([&] {
                fermata::checkpoint("until main has stored it");
                try {
                    self->join();
                } catch (fermata::usage_error const&) {
                    tried = true;
                }
            });
            self = &a;
            fermata::wait_until([&] { return tried; });
            a.join();
        },
        "cannot join itself");
}

TEST_CASE("thread: swap, and what the machine offers") {
    auto const all = explore_all([] {
        fermata::thread a([] {});
        fermata::thread b;
        swap(a, b);
        fermata::expect(!a.joinable() && b.joinable());
        b.join();
        fermata::expect(fermata::thread::hardware_concurrency() == 2);
        return std::string();
    });
    CHECK(all.report.ok());
}
