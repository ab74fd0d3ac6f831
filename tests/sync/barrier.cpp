// fermata - https://www.boost.org/LICENSE_1_0.txt
#include "support.hpp"

#include <array>
#include <memory>
#include <optional>
#include <utility>

using namespace sync_tests;

namespace {

/// After so many phases one arrives some times, while another one arrives, waits with its token, and arrives again.
/// Returns in which order; x: the token was of too old a phase.
std::string arrive_beside_a_token(int phases_before, int times) {
    std::string order;
    fermata::barrier barrier(1);
    for (int i = 0; i < phases_before; ++i) {
        static_cast<void>(barrier.arrive());
    }
    together(
        [&] {
            for (int i = 0; i < times; ++i) {
                static_cast<void>(barrier.arrive());
                order += '1';
            }
        },
        [&] {
            auto token = barrier.arrive();
            order += '2';
            try {
                barrier.wait(std::move(token));
                order += 'w';
            } catch (fermata::usage_error const&) {
                order += 'x';
            }
            static_cast<void>(barrier.arrive());
        });
    return order;
}

} // namespace

TEST_CASE("barrier: the last one to arrive completes the phase, once") {
    // Who arrives first waits; two orders.
    auto const all = explore_all([] {
        int completed = 0;
        fermata::barrier barrier(2, [&] { ++completed; });
        auto const body = [&] {
            fermata::expect(completed == 0);
            barrier.arrive_and_wait();
            fermata::expect(completed == 1);
        };
        together(body, body);
        return std::string();
    });
    CHECK(all.report.ok());
    CHECK(all.executions == 2);
    CHECK(all.classes == 2);
}

TEST_CASE("barrier: two phases") {
    // In the first one somebody is first, F: two ways. Then F: wait, arrive; S: arrive; and who arrives first there
    // waits: 3 orders of those three steps, and the last wait comes last. 2 * 3 = 6 orderings. Which wait stands where
    // makes no difference: classes are the 2 * 2 orders of the arrivals.
    auto const all = explore_all([] {
        int phases = 0;
        fermata::barrier barrier(2, [&] { ++phases; });
        auto const body = [&] {
            barrier.arrive_and_wait();
            fermata::expect(phases == 1);
            barrier.arrive_and_wait();
            fermata::expect(phases == 2);
        };
        together(body, body);
        return std::string();
    });
    CHECK(all.report.ok());
    CHECK(all.executions == 6);
    CHECK(all.classes == 4);
}

TEST_CASE("barrier: three threads and one that drops out") {
    auto const all = explore_all([] {
        fermata::barrier barrier(3);
        int phase = 0;
        auto const body = [&] {
            barrier.arrive_and_wait();
            barrier.arrive_and_wait();
            ++phase;
        };
        together(body, body, [&] { barrier.arrive_and_drop(); });
        return std::to_string(phase);
    });
    CHECK(all.report.ok());
    CHECK(all.only({"2"}));
    // The first phase has 3! orders of its arrivals; the second one 2.
    CHECK(all.classes == 12);
}

TEST_CASE("barrier: a token waits for its phase, whenever it comes") {
    auto const all = explore_all([] {
        fermata::barrier barrier(2);
        bool other = false;
        together(
            [&] {
                auto token = barrier.arrive();
                fermata::checkpoint("work in between");
                barrier.wait(std::move(token));
                fermata::expect(other);
            },
            [&] {
                other = true;
                barrier.arrive_and_wait();
            });
        return std::string();
    });
    CHECK(all.report.ok());
    // A: arrive, checkpoint, wait. B: arrive, and a wait if it was first.
    // A first: B arrives before or after the checkpoint: 2. B first: its wait at 3 places after A's arrival: 3.
    CHECK(all.executions == 5);
    CHECK(all.classes == 2);
}

TEST_CASE("barrier: a completion function with scheduling points") {
    auto const all = explore_all([] {
        fermata::mutex mutex;
        int log = 0;
        fermata::barrier barrier(2, [&] {
            std::lock_guard const lock(mutex);
            ++log;
        });
        auto const body = [&] {
            barrier.arrive_and_wait();
            fermata::expect(log == 1);
        };
        together(body, body, [&] {
            std::lock_guard const lock(mutex);
            fermata::expect(log <= 1);
        });
        return std::string();
    });
    CHECK(all.report.ok());
    CHECK(all.deadlocked == 0);
    // 2 orders of the arrivals times 2 of the locks.
    CHECK(all.classes == 4);
}

TEST_CASE("barrier: a completion function that joins") {
    auto const all = explore_all([] {
        int made = 0;
        fermata::barrier barrier(2, [&] {
            fermata::thread helper([&] {
                fermata::checkpoint("help");
                ++made;
            });
            helper.join();
        });
        auto const body = [&] {
            barrier.arrive_and_wait();
            fermata::expect(made == 1);
        };
        together(body, body);
        return std::string();
    });
    CHECK(all.report.ok());
    CHECK(all.classes == 2);
}

TEST_CASE("barrier: one is missing, and misuse") {
    auto const report = first_failure([] {
        fermata::barrier barrier(2);
        together([&] { barrier.arrive_and_wait(); });
    });
    REQUIRE(report.failure.has_value());
    CHECK(report.failure->outcome == fermata::outcome::deadlocked);
    CHECK(contains(all_of(report), "thread 1 waits for more to arrive at barrier 1 (barrier.cpp:"));

    check_misuse([] { static_cast<void>(fermata::barrier(1).arrive(2)); },
                 "arrive(2) at barrier 1, which expects 1 more in this phase");
    check_misuse([] { static_cast<void>(fermata::barrier(1).arrive(0)); }, "arrive(0) at barrier 1");
    check_misuse([] { fermata::barrier<> const barrier(-1); }, "a barrier cannot expect -1");
    check_misuse(
        [] {
            fermata::barrier barrier(1);
            auto old = barrier.arrive();
            barrier.arrive_and_wait();
            barrier.wait(std::move(old));
        },
        "with the token of a phase that ended before the last one");
    check_misuse(
        [] {
            fermata::barrier barrier(2);
            fermata::barrier other(1);
            barrier.wait(other.arrive());
        },
        "wait() for barrier 1 with the token of another barrier");
    check_misuse(
        [] {
            std::optional<fermata::barrier<>> barrier;
            barrier.emplace(1);
            barrier->arrive_and_wait();
            auto old = barrier->arrive();
            barrier.emplace(1);
            barrier->wait(std::move(old));
        },
        "with the token of another barrier");
    check_misuse(
        [] {
            fermata::barrier barrier(1);
            barrier.arrive_and_drop();
            barrier.arrive_and_wait();
        },
        "which expects 0 more");
    check_misuse(
        [] {
            auto barrier = std::make_unique<fermata::barrier<>>(2);
            bool arrived = false;
            fermata::thread waiting([&] {
                auto token = barrier->arrive();
                arrived = true;
                barrier->wait(std::move(token));
            });
            fermata::wait_until([&] { return arrived; });
            barrier.reset();
            waiting.detach();
        },
        "barrier 1 was destroyed while thread 1 waits for more to arrive at barrier 1", false);
}

TEST_CASE("barrier: outside of an execution") {
    int completed = 0;
    fermata::barrier barrier(2, [&] { ++completed; });
    auto token = barrier.arrive();
    check_misuse_outside([&] { barrier.wait(barrier.arrive(2)); }, "which expects 1 more");
    barrier.arrive_and_wait();
    barrier.wait(std::move(token));
    CHECK(completed == 1);
    check_misuse_outside([&] { barrier.arrive_and_wait(); }, "would wait for ever");
}

TEST_CASE("barrier: a token that is waited for late, in whatever phase") {
    for (int const before : {0, 8, 9, 10, 13, 14, 15, 20}) {
        CAPTURE(before);
        auto const all = explore_all([&] { return arrive_beside_a_token(before, 2); });
        auto const reduced =
            fermata::explore([&] { arrive_beside_a_token(before, 2); }, {.stop_at_first_failure = false});
        CHECK(reduced.complete);
        CHECK(reduced.executions == all.executions); // each two operations conflict
        CHECK(reduced.count(fermata::outcome::failed) == all.report.count(fermata::outcome::failed));
    }
}

// Its arrival in the next phase is not what the end of this one waits for.
TEST_CASE("barrier: waiting for a phase orders nothing that is done before arrivals in the next one") {
    auto const report = first_failure([] {
        fermata::barrier barrier(2);
        fermata::atomic<int> is_written{0};
        fermata::var<int> value{0};
        together(
            [&] {
                auto token = barrier.arrive();
                if (is_written.load(std::memory_order_relaxed) != 0) {
                    barrier.wait(std::move(token));
                    static_cast<void>(value.get());
                }
            },
            [&] {
                static_cast<void>(barrier.arrive());
                value = 1;
                static_cast<void>(barrier.arrive());
                is_written.store(1, std::memory_order_relaxed);
            });
    });
    REQUIRE(report.failure.has_value());
    CHECK(report.failure->cause == fermata::failure_cause::data_race);
}

TEST_CASE("barrier: an exception leaves its completion function") {
    auto const report = first_failure([] {
        fermata::barrier barrier(1, [] { throw 1; });
        together([&] {
            try {
                barrier.arrive_and_wait();
            } catch (int) {
            }
        });
    });
    REQUIRE(report.failure.has_value());
    CHECK(contains(report.failure->message, "an exception leaves the completion function of a barrier"));
}

TEST_CASE("barrier: where a token may be waited for five phases late, from the tenth one on, nothing is reduced") {
    auto const all = explore_all([] { return arrive_beside_a_token(13, 5); });
    std::set<std::string> seen;
    auto const report =
        fermata::explore([&] { seen.insert(arrive_beside_a_token(13, 5)); }, {.stop_at_first_failure = false});
    CHECK(report.complete);
    CHECK(contains(report.verdict(), "not reduced"));
    CHECK(report.count(fermata::outcome::failed) == all.report.count(fermata::outcome::failed));
    CHECK(seen.contains("211111x"));
}
