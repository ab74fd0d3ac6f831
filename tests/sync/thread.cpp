// fermata - https://www.boost.org/LICENSE_1_0.txt
#include "support.hpp"

#include <functional>
#include <string>
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

TEST_CASE("thread: what is joined by a destructor or an assignment has no place, and never one in the library") {
    auto const check = [](std::function<void()> const& body) {
        fermata::report const report = first_failure(body);
        REQUIRE(report.failure.has_value());
        for (fermata::event const& each : report.failure->trace.events) {
            CHECK_MESSAGE((each.line == 0 || each.file.ends_with("tests/sync/thread.cpp")), to_string(each));
        }
        return all_of(report);
    };
    std::size_t line = 0;
    auto const last_place = [&] { return "after checkpoint (thread.cpp:" + std::to_string(line) + ")"; };
    std::string const destroyed = check([&] {
        fermata::mutex mutex;
        line = __LINE__, fermata::checkpoint("the last place");
        fermata::thread const holder([&] { mutex.lock(); });
    });
    CHECK(contains(destroyed, "thread 1 was never joined: its thread object was destroyed, " + last_place()));
    CHECK(contains(destroyed, "mutex 1 was destroyed while thread 1 held it (thread.cpp:"));
    CHECK(contains(destroyed, "), " + last_place()));

    std::string const assigned = check([&] {
        line = __LINE__, fermata::checkpoint("the last place");
        fermata::thread a([] { fermata::checkpoint("x"); });
        a = fermata::thread();
    });
    CHECK(contains(assigned, "thread 1 was never joined: its thread object was assigned to, " + last_place()));

    std::string const told_to_stop = check([&] {
        fermata::mutex mutex;
        line = __LINE__, fermata::checkpoint("the last place");
        fermata::jthread const holder([&] { mutex.lock(); });
    });
    CHECK(contains(told_to_stop, "mutex 1 was destroyed while thread 1 held it (thread.cpp:"));
    CHECK(contains(told_to_stop, "), " + last_place()));

    // Here the join has a place, but the end of the source that it did not stop has none.
    fermata::report const joined = first_failure([] {
        {
            fermata::jthread a([] {});
            a.join();
        }
        fermata::thread b([] { fermata::checkpoint("x"); });
        b.join();
        fermata::expect(false);
    });
    REQUIRE(joined.failure.has_value());
    std::size_t drops = 0;
    for (fermata::event const& each : joined.failure->trace.events) {
        CHECK_MESSAGE((each.line == 0 || each.file.ends_with("tests/sync/thread.cpp")), to_string(each));
        drops += each.kind == fermata::operation_kind::drop_source ? 1 : 0;
    }
    CHECK(drops == 1);
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
