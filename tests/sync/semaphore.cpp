// fermata - https://www.boost.org/LICENSE_1_0.txt
#include "support.hpp"

#include <chrono>
#include <memory>

using namespace sync_tests;
using namespace std::chrono_literals;

TEST_CASE("semaphore: at most as many as its counter are inside") {
    // Three threads acquire and release a semaphore of 2: of the 6! / (2! 2! 2!) = 90 orders of their operations those
    // are impossible in which all three are inside, 3! orders of the acquires times 3! of the releases: 90 - 36 = 54.
    // All conflict, so each is a class.
    int most = 0;
    auto const all = explore_all([&] {
        fermata::counting_semaphore<2> semaphore(2);
        int inside = 0;
        auto const body = [&] {
            semaphore.acquire();
            most = std::max(most, ++inside);
            semaphore.release();
            --inside;
        };
        together(body, body, body);
        return std::string();
    });
    CHECK(all.report.ok());
    CHECK(all.executions == 54);
    CHECK(all.classes == 54);
    CHECK(most >= 2);
}

TEST_CASE("semaphore: a binary semaphore hands over") {
    // ping, pong, ping, pong: one order.
    auto const all = explore_all([] {
        fermata::binary_semaphore a(1);
        fermata::binary_semaphore b(0);
        std::string order;
        auto const body = [&](fermata::binary_semaphore& mine, fermata::binary_semaphore& other, char name) {
            return [&, name] {
                for (int i = 0; i < 2; ++i) {
                    mine.acquire();
                    order += name;
                    other.release();
                }
            };
        };
        together(body(a, b, 'a'), body(b, a, 'b'));
        return order;
    });
    CHECK(all.only({"abab"}));
    CHECK(all.executions == 1);
}

TEST_CASE("semaphore: release of several, and try_acquire, timed and not") {
    // A: release(2). B: try, try_for. B's first step before or after A's; its second one too: 3 orderings. A failed try
    // reads. All are different classes.
    auto const all = explore_all([] {
        fermata::counting_semaphore semaphore(0);
        std::string got;
        together([&] { semaphore.release(2); },
                 [&] {
                     got += semaphore.try_acquire() ? '+' : '-';
                     got += semaphore.try_acquire_for(1s) ? '+' : '-';
                 });
        got += semaphore.try_acquire_until(std::chrono::steady_clock::now()) ? '+' : '-';
        return got;
    });
    CHECK(all.executions == 3);
    CHECK(all.classes == 3);
    CHECK(all.results == std::map<std::string, std::uint64_t>{{"++-", 1}, {"-++", 1}, {"--+", 1}});
}

TEST_CASE("semaphore: nobody releases it") {
    auto const report = first_failure([] {
        fermata::counting_semaphore<5> semaphore(0);
        together([&] { semaphore.acquire(); });
    });
    REQUIRE(report.failure.has_value());
    CHECK(report.failure->outcome == fermata::outcome::deadlocked);
    CHECK(contains(all_of(report), "thread 1 waits for a release of semaphore 1 (semaphore.cpp:"));
}

TEST_CASE("semaphore: misuse") {
    static_assert(fermata::counting_semaphore<7>::max() == 7);
    static_assert(fermata::binary_semaphore::max() >= 1);
    check_misuse(
        [] {
            fermata::binary_semaphore semaphore(1);
            semaphore.release();
        },
        "release(1) of semaphore 1, which is at 1 of at most 1");
    check_misuse([] { fermata::counting_semaphore(0).release(-1); }, "release(-1) of semaphore 1");
    check_misuse([] { fermata::counting_semaphore<3> const semaphore(4); }, "of at most 3 cannot begin with 4");
    check_misuse([] { fermata::counting_semaphore<3> const semaphore(-1); }, "of at most 3 cannot begin with -1");
    check_misuse(
        [] {
            auto semaphore = std::make_unique<fermata::binary_semaphore>(0);
            fermata::thread waiting([&] { semaphore->acquire(); });
            fermata::checkpoint("it waits");
            semaphore.reset();
            waiting.join();
        },
        "semaphore 1 was destroyed while thread 1 waits for a release of semaphore 1 (semaphore.cpp:", false);
}

TEST_CASE("semaphore: outside of an execution") {
    fermata::counting_semaphore<2> semaphore(1);
    semaphore.acquire();
    CHECK_FALSE(semaphore.try_acquire());
    CHECK_FALSE(semaphore.try_acquire_for(1h)); // at once
    check_misuse_outside([&] { semaphore.acquire(); }, "would wait for ever");
    semaphore.release(2);
    check_misuse_outside([&] { semaphore.release(); }, "which is at 2 of at most 2");
}
