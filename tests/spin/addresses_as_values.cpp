// fermata - https://www.boost.org/LICENSE_1_0.txt
//
// Atomics whose values are addresses, which are others in each execution: what a compare-exchange would do elsewhere is
// told from values that were seen in several executions.
#include "spin/spinning.hpp"

#include <algorithm>
#include <array>
#include <memory>
#include <set>
#include <string>
#include <vector>

namespace spin_tests::addresses_as_values {

namespace {

struct node {
    int value = 0;
    node* next = nullptr;
};

/// Where nodes come from, in an order that is another one in each execution, or always the same.
class source {
public:
    explicit source(bool turns) : turns_(turns) {}
    void begin() { first_ += turns_ ? 1 : 0; }
    node* operator[](std::size_t which) { return &nodes_[(which + first_) % nodes_.size()]; }

private:
    std::array<node, 7> nodes_{};
    std::size_t first_ = 0;
    bool turns_;
};

struct seen {
    std::set<std::string> ends;
    fermata::report report;
};

seen explore(fermata::strategy_value const& strategy, bool turns, std::function<std::string(source&)> const& body) {
    source nodes(turns);
    seen all;
    all.report = fermata::explore(
        [&] {
            nodes.begin();
            all.ends.insert(body(nodes));
        },
        all_of(strategy));
    return all;
}

void check(std::function<std::string(source&)> const& body) {
    auto const every = explore(fermata::strategies::all_orderings{}, false, body);
    auto const once = explore(fermata::strategies::dpor{}, false, body);
    auto const turned = explore(fermata::strategies::dpor{}, true, body);
    CAPTURE(turned.report.verdict());
    CHECK(every.report.complete);
    CHECK(turned.report.complete);
    CHECK(once.ends == every.ends);
    CHECK(turned.ends == every.ends);
    CHECK(turned.report.executions == once.report.executions);
    CHECK_FALSE(holds(turned.report.verdict(), "not reduced"));
}

struct stack {
    fermata::atomic<node*> head{nullptr};

    void push(node* made, int value) {
        made->value = value;
        node* expected = head.load();
        do {
            made->next = expected;
        } while (!head.compare_exchange_strong(expected, made));
    }
    std::string content() const {
        std::string text;
        for (node const* each = head.load(); each != nullptr; each = each->next) {
            text += std::to_string(each->value);
        }
        return text;
    }
};

} // namespace

TEST_CASE("two compare-exchanges of pointers") {
    check([](source& nodes) {
        fermata::atomic<node*> head{nullptr};
        std::array<node*, 3> const made{nodes[0], nodes[1], nodes[2]};
        bool first = false;
        bool second = false;
        fermata::thread one([&] {
            node* expected = head.load();
            first = head.compare_exchange_strong(expected, made[0]);
        });
        fermata::thread other([&] {
            head.store(made[1]);
            node* expected = head.load();
            second = head.compare_exchange_strong(expected, made[2]);
        });
        one.join();
        other.join();
        auto const last = std::find(made.begin(), made.end(), head.load()) - made.begin();
        return std::to_string(last) + (first ? " first" : "") + (second ? " second" : "");
    });
}

TEST_CASE("a lock-free stack") {
    check([](source& nodes) {
        stack all;
        fermata::thread one([&] {
            all.push(nodes[0], 0);
            all.push(nodes[1], 1);
        });
        fermata::thread other([&] {
            all.push(nodes[2], 2);
            all.push(nodes[3], 3);
        });
        one.join();
        other.join();
        return all.content();
    });
}

// Sixteen bytes: a hash stands for them.
TEST_CASE("pointers with tags") {
    struct tagged {
        node* at = nullptr;
        std::uint64_t tag = 0;
    };
    check([](source& nodes) {
        fermata::atomic<tagged> head{tagged{}};
        std::array<node*, 2> const made{nodes[0], nodes[1]};
        std::array<int, 2> failed{};
        auto const put = [&](std::size_t which) {
            tagged expected = head.load();
            while (!head.compare_exchange_strong(expected, {made[which], expected.tag + 1})) {
                ++failed[which];
            }
        };
        fermata::thread one(put, 0);
        fermata::thread other(put, 1);
        head.store({nullptr, 0});
        one.join();
        other.join();
        tagged const last = head.load();
        return std::to_string(last.at == nullptr   ? 2
                              : last.at == made[1] ? 1
                                                   : 0) +
               " " + std::to_string(last.tag) + " " + std::to_string(failed[0]) + " " + std::to_string(failed[1]);
    });
}

// The heap itself.
TEST_CASE("a lock-free stack of nodes that are made with new") {
    auto const body = [] {
        stack all;
        std::array<std::unique_ptr<node>, 4> made;
        auto const push = [&](std::size_t which) {
            made[which] = std::make_unique<node>();
            all.push(made[which].get(), static_cast<int>(which));
        };
        fermata::thread one([&] {
            push(0);
            push(1);
        });
        fermata::thread other([&] {
            push(2);
            push(3);
        });
        one.join();
        other.join();
        return all.content();
    };
    auto const same = [&](source&) { return body(); };
    auto const every = explore(fermata::strategies::all_orderings{}, false, same);
    auto const once = explore(fermata::strategies::dpor{}, false, same);
    CAPTURE(once.report.verdict());
    CHECK(once.ends == every.ends);
    CHECK(once.report.complete);
    CHECK(once.report.executions == 40);
}

} // namespace spin_tests::addresses_as_values
