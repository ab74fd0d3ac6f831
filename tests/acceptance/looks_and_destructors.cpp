// fermata - https://www.boost.org/LICENSE_1_0.txt
//
// What is no event, and no execution.
#include "comparison.hpp"
#include "support.hpp"

#include <cstddef>
#include <new>
#include <optional>
#include <string>
#include <utility>

using namespace acceptance;

// What a destructor meets is an order, too, but it is no event.
TEST_CASE("an object that is destroyed while others may still use it") {
    struct kept_mutex { // the memory outlives it, so that whoever comes too late does no harm
        alignas(fermata::mutex) std::byte memory[sizeof(fermata::mutex)];
        fermata::mutex* const it = new (memory) fermata::mutex;
    };
    auto const one_look = [] {
        fermata::atomic<bool> is_done{false};
        kept_mutex mutex;
        fermata::thread worker([&] {
            mutex.it->lock();
            is_done.store(true);
            mutex.it->unlock();
        });
        bool const seen = is_done.load();
        if (!seen) {
            worker.join();
        }
        mutex.it->~mutex();
        if (seen) {
            worker.join();
        }
        return std::string(seen ? "seen" : "not seen");
    };
    auto const told = [] {
        fermata::counting_semaphore<> done{0};
        kept_mutex mutex;
        int destroyed_in_step = 0;
        int steps = 0;
        fermata::thread worker([&] {
            mutex.it->lock();
            done.release();
            mutex.it->unlock();
            ++steps;
        });
        fermata::thread owner([&] {
            done.acquire();
            destroyed_in_step = steps;
            mutex.it->~mutex();
        });
        worker.join();
        owner.join();
        return std::to_string(destroyed_in_step);
    };
    compare(one_look);
    compare(told);
    fermata::options with;
    with.stop_at_first_failure = false;
    auto const report = fermata::explore([&] { static_cast<void>(told()); }, with);
    CHECK(report.count(fermata::outcome::failed) == 1);
    CHECK(contains(report.verdict(),
                   "not reduced since an object was used or destroyed between operations that others may use then"));
}

TEST_CASE("a flag that is destroyed while somebody may still call once") {
    struct kept_flag {
        alignas(fermata::once_flag) std::byte memory[sizeof(fermata::once_flag)];
        fermata::once_flag* const it = new (memory) fermata::once_flag;
    };
    auto const body = [](bool destroys_itself) {
        fermata::atomic<int> is_gone{0};
        kept_flag flag;
        std::string result;
        auto const destroys = [&] {
            is_gone.store(1);
            flag.it->~once_flag();
        };
        auto const calls = [&] {
            if (is_gone.load() == 0) {
                fermata::call_once(*flag.it, [&] { result = "called"; });
            }
        };
        fermata::thread other([&] { destroys_itself ? calls() : destroys(); });
        destroys_itself ? destroys() : calls();
        other.join();
        return result;
    };
    compare([&] { return body(false); });
    compare([&] { return body(true); });
}

TEST_CASE("an object that is destroyed when nobody can use it any more changes nothing") {
    auto const report = fermata::explore([] {
        fermata::mutex mutex;
        fermata::latch both{2};
        auto const work = [&] {
            fermata::lock_guard const guard(mutex);
            both.count_down();
        };
        fermata::thread one(work);
        fermata::thread other(work);
        both.wait();
        one.join();
        other.join();
    });
    CHECK(report.complete);
    CHECK(contains(report.verdict(), "classes of interleavings"));
    CHECK_FALSE(contains(report.verdict(), "not reduced"));
}

TEST_CASE("a barrier's token is old where it is used, not where its use is announced") {
    for (bool const looks : {false, true}) {
        CAPTURE(looks);
        std::uint64_t failed[2];
        for (bool const reduces : {false, true}) {
            fermata::options with;
            with.stop_at_first_failure = false;
            if (!reduces) {
                with.strategy = fermata::strategies::all_orderings{};
            }
            auto const report = fermata::explore(
                [&] {
                    fermata::barrier<> both{1};
                    fermata::atomic<int> y{0};
                    fermata::thread arrives([&] {
                        auto token = both.arrive();
                        if (looks) {
                            y.load();
                        }
                        both.wait(std::move(token));
                    });
                    static_cast<void>(both.arrive());
                    arrives.join();
                },
                with);
            CHECK(report.complete);
            failed[reduces] = report.count(fermata::outcome::failed);
        }
        CHECK(failed[0] > 0);
        CHECK(failed[1] == 1);
    }
}

// A look is no execution, whatever went wrong in it: it went wrong in the execution that it would have been.
TEST_CASE("failures are counted once, and numbered like executions") {
    fermata::options with;
    with.stop_at_first_failure = false;
    for (auto const bound : {std::optional<int>(), std::optional<int>(0), std::optional<int>(1)}) {
        with.preemptions_max = bound;
        auto const report = fermata::explore(
            [] {
                fermata::atomic<int> a{0};
                fermata::atomic<int> y{0};
                fermata::thread spins([&] {
                    while (a.load() == 0) {
                    }
                });
                fermata::thread stores([&] { a.store(1); });
                y.load();
                fermata::expect(false, "always");
                spins.join();
                stores.join();
            },
            with);
        CHECK(report.complete);
        CHECK(report.executions == report.count(fermata::outcome::failed));
        REQUIRE(report.failure.has_value());
        CHECK(report.failure->execution <= report.executions);
    }
}
