// fermata - https://www.boost.org/LICENSE_1_0.txt
//
// What a loop waits for may be more than whether it could go on: how much is in a channel, whether it is closed,
// whether a stop is possible.
#include "spin/spinning.hpp"

#include <optional>
#include <set>
#include <string>

namespace spin_tests::looked_at {

namespace {

#if defined(__OPTIMIZE__)
constexpr bool is_optimized = true;
#else
constexpr bool is_optimized = false;
#endif

struct seen {
    std::set<std::string> ends; ///< how executions ended, and with which result
    fermata::report report;
};

seen explore(fermata::strategy_value const& strategy, std::function<int()> const& body) {
    seen all;
    auto const whole = [&] { all.ends.insert("ended with " + std::to_string(body())); };
    all.report = fermata::explore(whole, all_of(strategy));
    for (auto const how : {fermata::outcome::deadlocked, fermata::outcome::livelocked, fermata::outcome::step_limit,
                           fermata::outcome::failed, fermata::outcome::diverged}) {
        if (all.report.count(how) != 0) {
            all.ends.emplace(fermata::to_string(how));
        }
    }
    return all;
}

void check(std::optional<std::uint64_t> classes, std::function<int()> const& body) {
    if (has_fake_stacks()) {
        return; // some of these loops are not found there
    }
    seen const every = explore(fermata::strategies::all_orderings{}, body);
    seen const once = explore(fermata::strategies::dpor{}, body);
    INFO(every.report.verdict());
    INFO(once.report.verdict());
    CHECK(every.report.complete);
    CHECK(once.report.complete);
    CHECK_FALSE(holds(once.report.verdict(), "not reduced"));
    CHECK(once.ends == every.ends);
    if (is_optimized && classes.has_value()) { // otherwise the first round may be another one
        CHECK(once.report.executions == *classes);
    }
}

} // namespace

TEST_CASE("exactly two values in a channel") {
    check(2, [] {
        fermata::channel<int> values;
        fermata::thread waits([&] {
            while (values.size() != 2) {
            }
        });
        fermata::thread sends([&] {
            for (int i = 0; i < 3; ++i) {
                values.send(i);
            }
        });
        waits.join();
        sends.join();
        return 2;
    });
}

TEST_CASE("so many values in a channel, and one is taken") {
    for (std::size_t const wanted : {1, 2, 3}) {
        for (int const sent : {2, 3, 4}) {
            CAPTURE(wanted);
            CAPTURE(sent);
            check({}, [&] {
                fermata::channel<int> values;
                std::size_t then = 0;
                fermata::thread waits([&] {
                    while (values.size() != wanted) {
                    }
                    then = values.size();
                });
                fermata::thread sends([&] {
                    for (int i = 0; i < sent; ++i) {
                        values.send(i);
                    }
                });
                values.try_receive();
                waits.join();
                sends.join();
                return static_cast<int>(then);
            });
        }
    }
}

TEST_CASE("at least two values in a channel") {
    check(6, [] {
        fermata::channel<int> values;
        int then = 0;
        fermata::thread waits([&] {
            while (values.size() < 2) {
            }
            then = static_cast<int>(values.size());
        });
        fermata::thread sends([&] {
            for (int i = 0; i < 4; ++i) {
                values.send(i);
            }
        });
        waits.join();
        sends.join();
        return then;
    });
}

TEST_CASE("a channel that is closed while values are still in it") {
    check(2, [] {
        fermata::channel<int> values;
        fermata::atomic<int> after{0};
        int found = 0;
        fermata::thread waits([&] {
            while (!values.is_closed()) {
            }
            found = after.load();
        });
        fermata::thread closes([&] {
            values.send(1);
            values.send(2);
            values.close();
            after.store(1);
        });
        waits.join();
        closes.join();
        return found;
    });
}

TEST_CASE("a stop that is not possible any more") {
    check(6, [] {
        std::optional<fermata::stop_source> one(std::in_place);
        std::optional<fermata::stop_source> other(one);
        fermata::atomic<int> after{0};
        int found = 0;
        fermata::thread waits([&, token = one->get_token()] {
            while (token.stop_possible()) {
            }
            found = after.load();
        });
        fermata::thread drops([&] { other.reset(); });
        one.reset();
        after.store(1);
        after.store(2);
        waits.join();
        drops.join();
        return found;
    });
}

} // namespace spin_tests::looked_at
