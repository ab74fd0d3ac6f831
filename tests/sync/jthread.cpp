// fermata - https://www.boost.org/LICENSE_1_0.txt
#include "support.hpp"

#include <memory>
#include <utility>

using namespace sync_tests;

TEST_CASE("jthread: joined when it is destroyed") {
    auto const all = explore_all([] {
        int done = 0;
        {
            fermata::jthread const a([&] {
                fermata::checkpoint("x");
                ++done;
            });
            fermata::jthread const b([&](int by) { done += by; }, 1);
        }
        return std::to_string(done);
    });
    CHECK(all.report.ok());
    CHECK(all.only({"2"}));
}

TEST_CASE("jthread: told to stop before it is joined") {
    auto const all = explore_all([] {
        int rounds = 0;
        {
            fermata::jthread const worker(
                [&](fermata::stop_token token, int most) {
                    int mine = 0; // on its own stack, so that the loop is not taken for one that merely waits
                    while (mine < most && !token.stop_requested()) {
                        ++mine;
                    }
                    rounds = mine;
                },
                3);
        }
        return std::to_string(rounds);
    });
    CHECK(all.report.ok());
    // It looks up to 3 times, and sees the stop at the first, second, third look, or never.
    CHECK(all.only({"0", "1", "2", "3"}));
    CHECK(all.executions == 4);
    CHECK(all.classes == 4);
}

TEST_CASE("jthread: moved, swapped, joined, detached") {
    auto const all = explore_all([] {
        int done = 0;
        fermata::jthread a([&] { ++done; });
        fermata::jthread b(std::move(a));
        fermata::expect(!a.joinable() && b.joinable());
        swap(a, b);
        fermata::expect(a.joinable() && !b.joinable());
        a.join();
        a = fermata::jthread([&] { ++done; });
        a = fermata::jthread([&] { ++done; });
        a.get_stop_source().request_stop();
        fermata::expect(a.get_stop_token().stop_requested());
        a.detach();
        fermata::jthread::id const none;
        fermata::expect(a.get_id() == none);
        return std::string();
    });
    CHECK(all.report.ok());
}

TEST_CASE("jthread: an exception passes while it runs") {
    auto const all = explore_all([] {
        bool stopped = false;
        try {
            fermata::jthread const worker([&](fermata::stop_token token) {
                fermata::wait_until([&] { return token.stop_requested(); });
                stopped = true;
            });
            throw 1;
        } catch (int) {
        }
        return std::string(stopped ? "stopped" : "wrong");
    });
    CHECK(all.report.ok());
    CHECK(all.only({"stopped"}));
}

TEST_CASE("jthread: outside of an execution it runs to its end in the constructor") {
    int seen = 0;
    {
        fermata::jthread const a([&](fermata::stop_token token) { seen = token.stop_requested() ? 1 : 2; });
        CHECK(a.joinable());
    }
    CHECK(seen == 2);
}
