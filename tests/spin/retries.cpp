// fermata - https://www.boost.org/LICENSE_1_0.txt
//
// A compare-exchange that fails writes what it has found. Where that is not on the stack of who retries, nothing tells
// there that the next round is another one. And loops that wait in functions which they call.
#include "spin/spinning.hpp"

#include <cstring>
#include <memory>
#include <set>
#include <string>

namespace spin_tests::retries {

namespace {

struct node {
    int value = 0;
    node* next = nullptr;
};

void push(fermata::atomic<node*>& head, node& made) {
    made.next = head.load();
    while (!head.compare_exchange_weak(made.next, &made)) {
    }
}

/// It is as it is without parking: four classes, three of which differ in what comes out.
void check_retry(std::function<std::string()> const& body) {
    for (bool const parks : {true, false}) {
        std::set<std::string> seen;
        auto with = all_of();
        with.park_spin_loops = parks;
        auto const report = fermata::explore([&] { seen.insert(body()); }, with);
        CHECK(report.complete);
        CHECK(report.executions == 4);
        CHECK(seen == std::set<std::string>{"0, 2", "1, 2", "2, 12"});
    }
}

[[gnu::noinline]] int look_with_text(fermata::atomic<int>& value, char const* name) {
    char text[200];
    std::strcpy(text, name);
    int const seen = value.load();
    return seen + (text[0] == 'q' ? 1 : 0);
}

[[gnu::noinline]] bool try_with_text(fermata::mutex& mutex) {
    char text[200];
    asm volatile("" : : "r"(text) : "memory");
    return mutex.try_lock();
}

struct wide {
    long one = 1;
    long two = 2;
    long three = 0;
};

[[gnu::noinline]] long exchange_wide(fermata::atomic<wide>& value) { return value.exchange(wide{1, 2, 1}).three; }

void check_ends(std::function<void()> const& body) {
    auto with = all_of();
    with.steps_max = 1'000; // where a loop is not found
    auto const report = fermata::explore(body, with);
    CHECK(report.ok());
    CHECK(report.complete);
    CHECK(holds(report.verdict(), "parked"));
}

} // namespace

TEST_CASE("a retry that keeps what it expects with another fiber, or on the heap") {
    check_retry([] {
        fermata::atomic<int> value{0};
        int expected = 0;
        fermata::thread other([&] {
            while (!value.compare_exchange_weak(expected, expected + 10)) {
            }
        });
        value.store(1);
        value.store(2);
        other.join();
        return std::to_string(expected) + ", " + std::to_string(value.load());
    });
    check_retry([] {
        fermata::atomic<int> value{0};
        auto const expected = std::make_unique<int>(0);
        fermata::thread other([&] {
            while (!value.compare_exchange_weak(*expected, *expected + 10)) {
            }
        });
        value.store(1);
        value.store(2);
        other.join();
        return std::to_string(*expected) + ", " + std::to_string(value.load());
    });
}

TEST_CASE("a lock-free push, which expects what it has written into its node") {
    for (bool const reduces : {true, false}) {
        std::set<std::string> seen;
        auto const report = fermata::explore(
            [&] {
                fermata::atomic<node*> head{nullptr};
                node nodes[3]{{0}, {1}, {2}};
                together({[&] { push(head, nodes[0]); }, [&] { push(head, nodes[1]); }, [&] { push(head, nodes[2]); }});
                std::string order;
                for (node const* each = head.load(); each != nullptr; each = each->next) {
                    order += std::to_string(each->value);
                }
                seen.insert(order);
            },
            reduces ? all_of() : all_of(fermata::strategies::all_orderings{}));
        CHECK(report.ok());
        CHECK(report.complete);
        CHECK(seen.size() == 6);
        CHECK(report.executions >= 48);
        CHECK((!reduces || report.executions == 48));
    }
}

TEST_CASE("loops that yield, and look in a function with variables that have no value") {
    check_ends([] {
        fermata::atomic<int> value{0};
        together({[&] {
                      while (look_with_text(value, "abc") == 0) {
                          fermata::this_thread::yield();
                      }
                  },
                  [&] { value.store(1); }});
    });
    check_ends([] {
        fermata::mutex mutex;
        together({[&] {
                      while (!try_with_text(mutex)) {
                          fermata::this_thread::yield();
                      }
                      mutex.unlock();
                  },
                  [&] { fermata::lock_guard const lock(mutex); }});
    });
    check_ends([] {
        fermata::atomic<wide> value{wide{1, 2, 1}};
        together({[&] {
                      while (exchange_wide(value) == 1) {
                          fermata::this_thread::yield();
                      }
                  },
                  [&] {
                      value.store(wide{0, 0, 2});
                  }});
    });
}

} // namespace spin_tests::retries
