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

namespace {

/// A reference that counts itself where everybody sees it.
class counted {
public:
    explicit counted(fermata::atomic<int>& count) : count_(&count) { count_->fetch_add(1); }
    counted(counted const& other) : count_(other.count_) { count_->fetch_add(1); }
    counted(counted&& other) noexcept : count_(std::exchange(other.count_, nullptr)) {}
    counted& operator=(counted) = delete;
    ~counted() {
        if (count_ != nullptr) {
            count_->fetch_sub(1);
        }
    }

private:
    fermata::atomic<int>* count_;
};

} // namespace

TEST_CASE("thread: what its function has captured, and its arguments, are gone when it was joined") {
    auto const all = explore_all([] {
        fermata::atomic<int> count{0};
        counted const mine(count);
        fermata::thread a([mine] { counted const copy = mine; });
        fermata::thread b([](counted const&) {}, mine);
        a.join();
        b.join();
        fermata::expect(count.load() == 1, "the functions are still there");
        return std::to_string(count.load());
    });
    CHECK(all.report.ok());
    CHECK(all.report.complete);
    CHECK(all.report.fibers_left_behind == 0);
}

TEST_CASE("thread: what its function has captured is gone when that ends by an exception") {
    auto const all = explore_all([] {
        fermata::atomic<int> count{0};
        fermata::thread a([c = counted(count)] { throw std::runtime_error("no"); });
        try {
            a.join();
        } catch (...) {
        }
        return std::to_string(count.load());
    });
    CHECK(all.report.count(fermata::outcome::failed) == 1);
    CHECK(all.report.count(fermata::outcome::diverged) == 0);
    CHECK(all.report.fibers_left_behind == 0);
}

TEST_CASE("thread: what its function has captured is gone where the execution ends before it has") {
    auto const all = explore_all([] {
        fermata::mutex mutex;
        fermata::atomic<int> count{0};
        fermata::unique_lock const held(mutex);
        fermata::thread a([&, c = counted(count)] { fermata::lock_guard const waits(mutex); });
        a.join();
        return std::string();
    });
    CHECK(all.report.count(fermata::outcome::deadlocked) == all.report.executions);
    CHECK(all.report.fibers_left_behind == 0);
}

TEST_CASE("thread: what its function returns is gone when it was joined") {
    auto const all = explore_all([] {
        fermata::atomic<int> count{0};
        fermata::thread a([&] { return counted(count); });
        fermata::thread b([&] { return fermata::jthread([&] { count.fetch_add(10); }); });
        a.join();
        b.join();
        fermata::expect(count.load() == 10, "it is still there");
        return std::to_string(count.load());
    });
    CHECK(all.report.ok());
    CHECK(all.report.complete);
    CHECK(all.report.fibers_left_behind == 0);
}

TEST_CASE("thread: one that its function has captured ends with the execution, as a local one does") {
    auto const all = explore_all([] {
        fermata::mutex mutex;
        fermata::unique_lock const held(mutex);
        fermata::thread a([inner = fermata::jthread([&] { fermata::lock_guard const waits(mutex); })] {});
        a.join();
        return std::string();
    });
    CHECK(all.report.count(fermata::outcome::deadlocked) == all.report.executions);
    CHECK(all.report.fibers_left_behind == 0);
}

TEST_CASE("thread: what its function has captured is gone where the execution ends before it has begun") {
    auto const all = explore_all([] {
        fermata::atomic<int> count{0};
        fermata::thread a([&, c = counted(count)] { count.fetch_add(1); });
        fermata::thread b([c = counted(count)] {});
        throw std::runtime_error("no");
        return std::string();
    });
    CHECK(all.report.count(fermata::outcome::failed) == all.report.executions);
    CHECK(all.report.fibers_left_behind == 0);
}

TEST_CASE("thread: an exception that escapes from it is gone when it was joined") {
    struct error : std::runtime_error {
        explicit error(fermata::atomic<int>& count) : std::runtime_error("no"), keeps(count) {}
        counted keeps;
    };
    auto const all = explore_all([] {
        auto const count = std::make_unique<fermata::atomic<int>>(0);
        fermata::thread a([&] { throw error(*count); });
        fermata::thread b([&] { count->fetch_add(10); });
        a.join();
        b.join();
        return std::to_string(count->load());
    });
    CHECK(all.report.count(fermata::outcome::failed) == all.report.executions);
    CHECK(all.report.count(fermata::outcome::diverged) == 0);
}

TEST_CASE("starter: what it returns is gone with its runner") {
    auto const all = explore_all([] {
        fermata::atomic<int> count{0};
        {
            fermata::starter const a{"a", [&] { return counted(count); }};
            fermata::starter const b{"b", [&] { count.fetch_add(10); }};
            fermata::runner{{a, b}}.finish();
        }
        fermata::expect(count.load() == 10, "it is still there");
        return std::to_string(count.load());
    });
    CHECK(all.report.ok());
    CHECK(all.report.complete);
}

TEST_CASE("starter: what its function has captured is gone with the starter and its runner") {
    auto const all = explore_all([] {
        fermata::atomic<int> count{0};
        {
            fermata::starter const a{"a", [c = counted(count)] {}};
            fermata::starter const b{"b", [&] { count.fetch_add(10); }};
            fermata::runner{{a, b}}.finish();
        }
        fermata::expect(count.load() == 10, "the functions are still there");
        return std::to_string(count.load());
    });
    CHECK(all.report.ok());
    CHECK(all.report.complete);
}
