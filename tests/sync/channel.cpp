// fermata - https://www.boost.org/LICENSE_1_0.txt
#include "support.hpp"

#include <memory>
#include <string>

using namespace sync_tests;

TEST_CASE("channel: each look is a scheduling point, and conflicts with what changes it") {
    auto const all = explore_all([] {
        fermata::channel<int> values;
        std::string seen;
        together(
            [&] {
                values.send(1);
                values.close();
            },
            [&] {
                seen = std::to_string(values.size());
                seen += values.is_closed() ? 'c' : 'o';
            });
        return seen;
    });
    CHECK(all.report.ok());
    CHECK(all.only({"0o", "0c", "1o", "1c"}));
    CHECK(all.executions == 6); // 2 steps among 2
    CHECK(all.classes == 6);    // all of them conflict
}

TEST_CASE("channel: try_receive() writes where it finds a value, and reads where it does not") {
    auto const found = explore_all([] {
        fermata::channel<int> values;
        values.send(1);
        std::string seen(2, '-');
        together([&] { seen[0] = values.try_receive() ? 'v' : '-'; },
                 [&] { seen[1] = values.try_receive() ? 'v' : '-'; });
        return seen;
    });
    CHECK(found.report.ok());
    CHECK(found.only({"v-", "-v"}));
    CHECK(found.classes == 2);
    auto const nothing = explore_all([] {
        fermata::channel<int> values;
        together([&] { fermata::expect(!values.try_receive()); }, [&] { fermata::expect(!values.try_receive()); },
                 [&] { fermata::expect(values.size() == 0); });
        return std::string();
    });
    CHECK(nothing.report.ok());
    CHECK(nothing.executions == 6);
    CHECK(nothing.classes == 1);
}

TEST_CASE("channel: nothing can be taken from one that is closed and empty, and that is a read") {
    auto const all = explore_all([] {
        fermata::channel<int> values;
        values.close();
        together([&] { fermata::expect(!values.try_receive()); }, [&] { fermata::expect(!values.try_receive()); });
        return std::string();
    });
    CHECK(all.report.ok());
    CHECK(all.classes == 1);
}

TEST_CASE("channel: outside of an execution it is a queue") {
    fermata::channel<int> values(1);
    CHECK_FALSE(values.try_receive().has_value());
    values.send(7);
    CHECK(values.size() == 1);
    CHECK(values.try_receive() == 7);
    CHECK_FALSE(values.is_closed());
}

TEST_CASE("channel: destroyed while somebody waits for it") {
    check_misuse(
        [] {
            auto values = std::make_unique<fermata::channel<int>>();
            fermata::thread waiting([&] { static_cast<void>(values->receive()); });
            fermata::checkpoint("now");
            values.reset();
            waiting.join();
        },
        "channel 1 was destroyed while thread 1 waits for a value from channel 1 (channel.cpp:", false);
    check_misuse(
        [] {
            auto values = std::make_unique<fermata::channel<int>>(1);
            values->send(1);
            fermata::thread waiting([&] { values->send(2); });
            fermata::checkpoint("now");
            values.reset();
            waiting.join();
        },
        "channel 1 was destroyed while thread 1 waits for room in channel 1 (channel.cpp:", false);
}
