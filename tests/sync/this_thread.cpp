// fermata - https://www.boost.org/LICENSE_1_0.txt
#include "support.hpp"

#include <chrono>
#include <sstream>

using namespace sync_tests;
using namespace std::chrono_literals;

TEST_CASE("this_thread: yield and sleep are scheduling points that conflict with nothing") {
    // Two threads of two steps: 6 orderings, one class. No time passes.
    auto const all = explore_all([] {
        auto const body = [] {
            fermata::this_thread::yield();
            fermata::this_thread::sleep_for(1000h);
        };
        together(body, body);
        return std::string();
    });
    CHECK(all.executions == 6);
    CHECK(all.classes == 1);

    auto const until = explore_all([] {
        together([] { fermata::this_thread::sleep_until(std::chrono::system_clock::now() + 1000h); });
        return std::string();
    });
    CHECK(until.executions == 1);
}

TEST_CASE("this_thread: get_id is that of the thread, and prints the same in every execution") {
    std::set<std::string> printed;
    auto const all = explore_all([&] {
        fermata::thread::id inside;
        fermata::thread a([&] {
            fermata::checkpoint("x");
            inside = fermata::this_thread::get_id();
        });
        fermata::thread b([] { fermata::checkpoint("x"); });
        fermata::thread::id const id = a.get_id();
        fermata::expect(id != b.get_id() && id < b.get_id());
        fermata::expect(fermata::this_thread::get_id() != id);
        a.join();
        b.join();
        fermata::expect(inside == id);
        fermata::expect(std::hash<fermata::thread::id>{}(inside) == std::hash<fermata::thread::id>{}(id));
        std::ostringstream text;
        text << id;
        printed.insert(text.str());
        return std::string();
    });
    CHECK(all.report.ok());
    CHECK(printed.size() == 1);
}

TEST_CASE("this_thread: outside of an execution") {
    fermata::thread::id inside;
    fermata::thread a([&] { inside = fermata::this_thread::get_id(); });
    CHECK(inside == a.get_id());
    CHECK(inside != fermata::this_thread::get_id());
    CHECK(fermata::this_thread::get_id() == fermata::this_thread::get_id());
    CHECK(fermata::this_thread::get_id() != fermata::thread::id());
    a.join();
    fermata::this_thread::yield();
    fermata::this_thread::sleep_for(0s);
    fermata::this_thread::sleep_until(std::chrono::steady_clock::now());
}
