// fermata - https://www.boost.org/LICENSE_1_0.txt
//
// Loops that look at plain data behind what they read: the same value need not mean the same data.
#include "spin/spinning.hpp"

#include <array>
#include <functional>
#include <memory>
#include <set>
#include <vector>

namespace spin_tests::published {

namespace {

struct node {
    int value = 0;
    char room[100] = {};
};

struct shape {
    std::array<int, 3> order; ///< of the threads
    std::array<int, 3> freed; ///< in which order the nodes are given back, to be taken again in the next execution
    int wanted = 0;
    int more = 0;
    int last = 0;
};

int run(shape const& what) {
    fermata::atomic<node*> head{nullptr};
    fermata::atomic<int> ticket{0};
    std::array<std::unique_ptr<node>, 3> made;
    auto const publish = [&](std::size_t which, int value) {
        made[which] = std::make_unique<node>();
        made[which]->value = value;
        head.store(made[which].get());
    };
    std::vector<fermata::thread> threads;
    for (int const each : what.order) {
        if (each == 0) {
            threads.emplace_back([&] { publish(2, ticket.fetch_add(1)); });
        } else if (each == 1) {
            threads.emplace_back([&] {
                publish(0, ticket.fetch_add(1) + what.more);
                publish(1, what.last);
            });
        } else {
            threads.emplace_back([&] {
                node const* found = nullptr;
                while ((found = head.load()) == nullptr || found->value != what.wanted) {
                }
            });
        }
    }
    for (fermata::thread& each : threads) {
        each.join();
    }
    int const result = made[0]->value * 100 + made[2]->value * 10 + head.load()->value;
    for (int const each : what.freed) {
        made[static_cast<std::size_t>(each)].reset();
    }
    return result;
}

/// The same ends; where no addresses are in it, without trying every interleaving.
void compare(std::function<int()> const& body, bool is_reduced) {
    std::set<int> once;
    std::set<int> every;
    auto const explored = [&](fermata::strategy_value const& strategy, std::set<int>& ends) {
        fermata::options with = all_of(strategy);
        with.steps_max = 200;
        return fermata::explore([&] { ends.insert(body()); }, with);
    };
    auto const reduced = explored(fermata::strategies::dpor{}, once);
    auto const whole = explored(fermata::strategies::all_orderings{}, every);
    CAPTURE(reduced.verdict());
    CHECK(reduced.count(fermata::outcome::diverged) == 0);
    if (!reduced.complete || !whole.complete) {
        CHECK(has_fake_stacks());
        return;
    }
    CHECK(once == every);
    CHECK((reduced.count(fermata::outcome::livelocked) != 0) == (whole.count(fermata::outcome::livelocked) != 0));
    CHECK((!is_reduced || has_fake_stacks() || !holds(reduced.verdict(), "not reduced")));
}

constexpr std::array<std::array<int, 3>, 6> orders{{{0, 1, 2}, {0, 2, 1}, {1, 0, 2}, {1, 2, 0}, {2, 0, 1}, {2, 1, 0}}};

} // namespace

// Which blocks the heap gives differs from execution to execution, and what is in them with it.
TEST_CASE("what is behind a pointer") {
    for (auto const& order : orders) {
        for (auto const& freed : orders) {
            for (int choice = 0; choice < 18; ++choice) {
                shape const what{order, freed, choice % 3, choice / 3 % 2, choice / 6};
                compare([&] { return run(what); }, false);
            }
        }
    }
}

// Without a heap: who takes which slot differs from class to class, and what is in it with that.
TEST_CASE("what is in a slot") {
    for (auto const& order : orders) {
        for (int choice = 0; choice < 16; ++choice) {
            int const wanted = choice % 4;
            bool const twice = choice / 4 % 2 == 1;
            bool const adds_slot = choice / 8 == 1;
            auto const body = [&] {
                fermata::atomic<int> head{0};
                fermata::atomic<int> taken{0};
                std::array<int, 4> data{};
                int found = 0;
                auto const publish = [&](int value) {
                    int const slot = taken.fetch_add(1);
                    data[static_cast<std::size_t>(slot)] = adds_slot ? (value + slot) % 4 : value;
                    head.store(slot + 1);
                };
                auto const wait = [&] {
                    do {
                        found = head.load();
                    } while (found == 0 || data[static_cast<std::size_t>(found - 1)] != wanted);
                };
                std::vector<fermata::thread> threads;
                for (int const each : order) {
                    threads.emplace_back([&, each] {
                        if (each == 2) {
                            return wait();
                        }
                        publish(each);
                        if (each == 1 && twice) {
                            publish(2);
                        }
                    });
                }
                for (fermata::thread& each : threads) {
                    each.join();
                }
                return found * 1'000 + data[0] * 100 + data[1] * 10 + data[2];
            };
            compare(body, true);
        }
    }
}

} // namespace spin_tests::published
