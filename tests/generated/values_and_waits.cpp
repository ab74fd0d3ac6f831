// fermata - https://www.boost.org/LICENSE_1_0.txt
//
// Values that are chosen between steps of others, and waits that access more or less, depending on what they find. Each
// program as all orderings see it: the same final states, and each class once.
#include "written_program.hpp"

#include <fermata/fermata.hpp>

#include <doctest/doctest.h>

#include <string>

using namespace fermata;
using generated::go;
using generated::log_t;

TEST_CASE("a value that is chosen between two joins") {
    auto const s = [](auto x) { return std::to_string(x); };
    for (int loads = 1; loads <= 3; ++loads) {
        go("main operates, joins, chooses, and joins again", [&](log_t& r) {
            atomic<int> x;
            atomic<int> y;
            thread t([&] { r[0] = s(x.load()); });
            thread u([&] {
                x.fetch_add(1);
                for (int i = 0; i < loads; ++i) {
                    r[1] += s(y.load());
                }
            });
            y.fetch_add(1);
            t.join();
            r[2] = s(choose(2));
            u.join();
        });
    }
    go("with a checkpoint that touches two objects", [&](log_t& r) {
        atomic<int> x;
        channel<int> c(1);
        thread t([&] { r[0] = s(x.load()); });
        thread u([&] {
            checkpoint("both", touches(x, c));
            x.fetch_add(1);
        });
        r[1] = s(x.load());
        t.join();
        r[2] = s(choose(2));
        u.join();
    });
    go("after the join of a thread that its maker has joined", [&](log_t& r) {
        atomic<int> x;
        thread t([&] {
            thread first([&] { x.fetch_add(1); });
            first.join();
            thread second([&] { x.fetch_add(1); });
            r[0] = s(choose(2));
            second.join();
        });
        r[1] = s(x.load());
        t.join();
    });
}

TEST_CASE("waits of atomics that are put before the end of a delay") {
    go("two of them", [](log_t&) {
        atomic<int> x;
        thread reader([&] { x.load(); });
        thread first([&] { x.wait(0); });
        thread adder([&] { x.fetch_add(1); });
        thread second([&] { x.wait(0); });
        reader.join();
        adder.join();
        first.join();
        second.join();
    });
    go("one, beside a notification after a read", [](log_t& r) {
        atomic<int> x;
        thread reader([&] { r[0] = std::to_string(x.load()); });
        thread adder([&] { x.fetch_add(1); });
        thread waiter([&] { x.wait(0); });
        thread notifier([&] {
            r[1] = std::to_string(x.load());
            x.notify_all();
        });
        reader.join();
        adder.join();
        waiter.join();
        notifier.join();
    });
    go("a value after one", [](log_t& r) {
        atomic<int> x;
        thread t([&] {
            r[0] = std::to_string(x.fetch_add(1));
            x.wait(1);
            r[1] = std::to_string(choose(2));
        });
        thread u([&] { x.notify_all(); });
        thread v([&] { r[2] = std::to_string(x.fetch_add(1)); });
        t.join();
        u.join();
        v.join();
    });
}

TEST_CASE("a receiver that makes room") {
    auto const s = [](auto x) { return std::to_string(x); };
    go("beside a sender that is blocked", [&](log_t& r) {
        atomic<int> x;
        channel<int> c(1);
        thread t([&] {
            c.send(0);
            r[0] = s(x.fetch_add(1));
        });
        thread u([&] {
            c.send(0);
            r[1] = c.try_receive().has_value() ? "got" : "";
            r[1] += s(x.load());
        });
        r[2] = s(x.load());
        t.join();
        u.join();
    });
}
