// fermata - https://www.boost.org/LICENSE_1_0.txt
//
// Looks at channels, ends of calls and phases, who is woken up. Each program as all orderings see it: the same final
// states, and each class once.
#include "written_program.hpp"

#include <fermata/fermata.hpp>

#include <doctest/doctest.h>

#include <array>
#include <mutex>
#include <optional>
#include <shared_mutex>
#include <string>

using namespace fermata;

using generated::go;
using generated::log_t;

namespace {

[[gnu::noinline]] void spin(atomic<int>& flag) {
    while (flag.exchange(1) != 0) {
    }
}

struct completion {
    atomic<int>* read;
    std::string* log;
    void operator()() { *log += std::to_string(read->load()); }
};

} // namespace

TEST_CASE("looks, ends and wake-ups") {
    auto const s = [](auto x) { return std::to_string(x); };
    go("a thread that joins twice without an operation in between", [&](log_t& r) {
        atomic<int> x;
        thread t1([&] { r[1] = s(x.load()); });
        thread t2([&] {
            x.fetch_add(1);
            thread t4([&] { r[4] = s(x.load()); });
            t4.join();
        });
        thread t3([&] { x.fetch_add(1); });
        t1.join();
        t2.join();
        r[0] = s(x.load());
        t3.join();
    });
    go("a channel that is full for one step", [&](log_t& r) {
        channel<int> c(1);
        thread t([&] {
            c.send(1);
            r[0] = s(c.try_receive().value());
        });
        c.send(2);
        t.join();
    });
    go("a notification before the wait of a condition_variable_any", [&](log_t& r) {
        atomic<int> a;
        recursive_mutex m;
        condition_variable_any c;
        thread t([&] {
            std::unique_lock l(m);
            c.wait(l);
            r[0] = "w";
        });
        thread u([&] {
            a.load();
            c.notify_one();
        });
        t.join();
        u.join();
    });
    go("a wait of a condition_variable_any, and its notification", [&](log_t&) {
        recursive_mutex m;
        condition_variable_any c;
        thread t([&] {
            std::unique_lock l(m);
            c.wait(l);
        });
        thread u([&] { c.notify_one(); });
        t.join();
        u.join();
    });
    go("a loop that exchanges until it is somebody else's turn", [&](log_t& r) {
        atomic<int> a, f;
        thread t([&] { f.store(1); });
        thread u([&] {
            a.load();
            spin(f);
            r[1] = "s";
            f.store(0);
        });
        thread v([&] { a.load(); });
        t.join();
        u.join();
        v.join();
    });
    go("two loops that exchange", [&](log_t& r) {
        atomic<int> a, b, f;
        thread t([&] {
            spin(f);
            r[0] = "t";
        });
        thread u([&] {
            a.load();
            spin(f);
            r[1] = "u";
        });
        thread v([&] { b.store(1); });
        t.join();
        u.join();
        v.join();
    });
    go("the end of a barrier's phase after another operation", [&](log_t& r) {
        atomic<int> a;
        barrier<completion> b{2, completion{&a, &r[0]}};
        thread t([&] { a.fetch_add(1); });
        thread u([&] {
            (void)b.arrive();
            r[1] = "u";
        });
        thread v([&] {
            (void)b.arrive();
            r[2] = "v";
            (void)b.arrive();
        });
        t.join();
        u.join();
        v.join();
    });
    go("a look at a channel after try_lock", [&](log_t& r) {
        mutex m;
        channel<int> c{1};
        thread l([&] {
            m.lock();
            m.unlock();
        });
        thread q([&] { c.send(1); });
        thread t([&] {
            bool g = m.try_lock();
            r[0] = g ? "g" : "n";
            r[1] = s(c.size());
            if (g)
                m.unlock();
        });
        l.join();
        q.join();
        t.join();
    });
    go("what is looked at depends on what was found", [&](log_t& r) {
        mutex m;
        channel<int> c{1}, d{1};
        thread x([&] {
            if (m.try_lock()) {
                r[0] = c.try_receive() ? "1" : "0";
                m.unlock();
            } else
                r[0] = d.try_receive() ? "3" : "2";
        });
        thread y([&] {
            c.send(1);
            d.send(2);
        });
        thread z([&] {
            m.lock();
            m.unlock();
        });
        x.join();
        y.join();
        z.join();
    });
    go("a look at a channel after a join", [&](log_t& r) {
        channel<int> c{2};
        atomic<int> x;
        thread a([&] { c.send(1); });
        thread b([&] { x.load(); });
        b.join();
        r[0] = s(c.size());
        a.join();
    });
    go("the last source of a stop state goes after a join", [&](log_t& r) {
        atomic<int> a;
        std::optional<stop_source> q;
        q.emplace();
        stop_token tok = q->get_token();
        thread u([&] { r[0] = tok.stop_possible() ? "P" : "-"; });
        thread t([&] { a.load(); });
        t.join();
        q.reset();
        u.join();
    });
    go("an atomic that is waited for, if its value is the old one", [&](log_t&) {
        atomic<int> a;
        thread n([&] { a.notify_one(); });
        thread q([&] { a.store(1); });
        thread t([&] { a.wait(0); });
        t.join();
        n.join();
        q.join();
    });
    go("notified before it changes", [&](log_t&) {
        atomic<int> a;
        thread n([&] {
            a.notify_all();
            a.store(1);
        });
        thread t([&] { a.wait(0); });
        t.join();
        n.join();
    });
    go("two who wait for an atomic", [&](log_t& r) {
        atomic<int> a;
        thread n([&] {
            a.notify_one();
            a.fetch_add(1);
            a.notify_one();
        });
        thread t([&] {
            a.wait(0);
            r[0] = "0";
        });
        thread v([&] {
            a.wait(1);
            r[1] = "1";
        });
        t.join();
        n.join();
        v.join();
    });
    go("two callbacks of one stop state", [&](log_t& r) {
        stop_source q;
        thread t([&] { stop_callback c(q.get_token(), [&] { r[0] += "c"; }); });
        thread u([&] { stop_callback c(q.get_token(), [&] { r[1] += "c"; }); });
        thread v([&] { q.request_stop(); });
        t.join();
        u.join();
        v.join();
    });
    go("two looks", [&](log_t& r) {
        atomic<int> a;
        channel<int> c{1};
        thread x([&] {
            a.load();
            r[0] = s(c.size()) + s(c.is_closed());
        });
        thread y([&] { c.send(1); });
        x.join();
        y.join();
    });
    go("tokens of several phases", [&](log_t& r) {
        barrier<> b{1};
        auto f = [&](int i) {
            auto k = b.arrive();
            r[i] = "a";
            b.wait(std::move(k));
            r[i] = "w";
        };
        thread t(f, 1), u(f, 2);
        thread v([&] { (void)b.arrive(); });
        t.join();
        u.join();
        v.join();
    });
    go("a look that waits comes after a notification that woke nobody", [&](log_t& r) {
        atomic_flag flag;
        thread t([&] { r[1] = s(flag.test()); });
        thread n([&] { flag.notify_one(); });
        thread c([&] {
            flag.clear();
            flag.notify_one();
        });
        thread w([&] {
            flag.wait(false);
            r[4] = "w";
        });
        t.join();
        n.join();
        c.join();
        w.join();
    });
    go("two who wait for a condition_variable_any", [&](log_t& r) {
        shared_mutex m;
        condition_variable_any c;
        auto f = [&](int i) {
            std::shared_lock l(m);
            c.wait(l);
            r[i] = "w";
        };
        thread t(f, 0);
        thread n([&] { c.notify_one(); });
        thread v(f, 1);
        t.join();
        n.join();
        v.join();
    });
}
