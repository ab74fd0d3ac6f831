// fermata - https://www.boost.org/LICENSE_1_0.txt
#include "exploring.hpp"

using namespace sync_tests;

namespace {

std::string line_text(int line) { return "var.cpp:" + std::to_string(line); }

template <class Left, class Right>
fermata::report two_threads(Left left, Right right, fermata::options const& with = every_one()) {
    return fermata::explore(
        [&] {
            fermata::var<int> value{0};
            fermata::thread first([&] { left(value); });
            fermata::thread second([&] { right(value); });
            first.join();
            second.join();
        },
        with);
}

bool races(fermata::report const& made) {
    return made.failure.has_value() && contains(made.failure->message, "a data race on variable 1");
}

} // namespace

TEST_CASE("a variable is used like what it holds, in a fiber and outside") {
    auto const use = [] {
        fermata::var<int> value{3};
        CHECK(value == 3);
        value = 5;
        value += 2;
        value -= 1;
        value *= 4;
        value /= 3;
        value %= 5;
        CHECK(value.get() == 3);
        CHECK(++value == 4);
        CHECK(value++ == 4);
        CHECK(--value == 4);
        CHECK(value-- == 4);
        value |= 12;
        value &= 14;
        value ^= 1;
        CHECK(value.get() == 15);
        fermata::var<int> const copy = value;
        CHECK(copy.get() == 15);
        fermata::var<int> other;
        other = copy;
        other = value;
        other.set(4);
        CHECK(copy + other == 19);
        fermata::var<double> real = 0.5;
        real += 1;
        CHECK(real.get() == 1.5);
        fermata::var<std::string> text{"a"};
        text = "abc";
        text.write() += "d";
        CHECK(text.read().size() == 4);
        fermata::var<int*> place{nullptr};
        place = nullptr;
        CHECK(place.get() == nullptr);
        static_assert(std::is_same_v<decltype(fermata::var(5L)), fermata::var<long>>);
    };
    use();
    auto const report = fermata::explore([&] {
        fermata::thread alone(use);
        alone.join();
    });
    INFO(report);
    CHECK(report.ok());
}

TEST_CASE("a write and a read that nothing orders are a race, with both places") {
    int read_line = 0;
    int write_line = 0;
    auto const report = two_threads(
        [&](auto& value) {
            write_line = __LINE__ + 1;
            value = 1;
        },
        [&](auto& value) {
            read_line = __LINE__ + 1;
            value.get();
        });
    REQUIRE(report.failure.has_value());
    CHECK(report.failure->outcome == fermata::outcome::failed);
    CHECK(report.failure->message == "a data race on variable 1: thread 1 wrote it at " + line_text(write_line) +
                                         ", and thread 2 read it at " + line_text(read_line) +
                                         ", with nothing that orders the two");
    CHECK(report.failure->fiber == "thread 2");
    CHECK(report.failure->line == static_cast<std::size_t>(read_line));
    CHECK(contains(report.failure->file, "var.cpp"));
    CHECK(report.executions == 1); // their accesses are no scheduling points
    CHECK(report.count(fermata::outcome::failed) == 1);
}

TEST_CASE("every pair of accesses but two reads conflicts") {
    auto const read = [](auto& value) { static_cast<void>(value.get()); };
    auto const write = [](auto& value) { value.set(1); };
    auto const add = [](auto& value) { value += 1; };
    CHECK_FALSE(races(two_threads(read, read)));
    CHECK(races(two_threads(read, write)));
    CHECK(races(two_threads(write, read)));
    CHECK(races(two_threads(write, write)));
    CHECK(races(two_threads(add, read)));
    CHECK(races(two_threads(read, add)));
    CHECK(races(two_threads(add, add)));
}

TEST_CASE("an access that cannot know its place stands behind its fiber's last operation") {
    int line = 0;
    auto const report = two_threads([&](auto& value) { ++value; },
                                    [&](auto& value) {
                                        line = __LINE__ + 1;
                                        fermata::checkpoint("here");
                                        int const seen = value;
                                        static_cast<void>(seen);
                                    });
    REQUIRE(report.failure.has_value());
    CHECK(contains(report.failure->message, "thread 1 wrote it before its first operation"));
    CHECK(contains(report.failure->message, "thread 2 read it after its operation at " + line_text(line)));
}

TEST_CASE("three readers and a writer: the writer races with each of them, which is told once") {
    auto const report = explore_all([] {
        fermata::var<int> value{0};
        std::vector<fermata::thread> all;
        for (int i = 0; i < 3; ++i) {
            all.emplace_back([&] { static_cast<void>(value.get()); });
        }
        all.emplace_back([&] { value = 1; });
        for (auto& each : all) {
            each.join();
        }
    });
    CHECK(races(report));
    CHECK(report.failure->details.empty());
}

TEST_CASE("a race is found where the accesses are far apart in time") {
    auto const report = fermata::explore(
        [] {
            fermata::var<int> value{0};
            fermata::thread first([&] {
                value = 1;
                for (int i = 0; i < 50; ++i) {
                    fermata::checkpoint("on and on");
                }
            });
            fermata::thread second([&] {
                for (int i = 0; i < 50; ++i) {
                    fermata::checkpoint("on and on");
                }
                value = 2;
            });
            first.join();
            second.join();
        },
        {.strategy = fermata::strategies::random{}, .executions_max = 1, .seed = 3});
    CHECK(races(report));
}

TEST_CASE("the fiber goes on after a race, and fails for another reason too") {
    auto const report = two_threads([](auto& value) { value = 1; },
                                    [](auto& value) {
                                        value = 2;
                                        fermata::expect(false, "another reason");
                                    });
    REQUIRE(races(report));
    REQUIRE(report.failure->details.size() == 1);
    CHECK(contains(report.failure->details[0], "another reason"));
}

TEST_CASE("the first variable is touched in a later execution, deep in it: its race is found there") {
    auto const body = [] {
        fermata::atomic<int> turn{0};
        std::optional<fermata::var<int>> late;
        fermata::thread first([&] { turn.fetch_add(1); });
        fermata::thread second([&] {
            if (turn.load() == 0) { // not in the first execution of an enumeration
                late.emplace(0);
                fermata::thread third([&] { *late = 1; });
                fermata::checkpoint("third goes on");
                *late = 2;
                third.join();
            }
        });
        first.join();
        second.join();
    };
    auto const report = fermata::explore(body, {.strategy = everything()});
    REQUIRE(races(report));
    CHECK(report.failure->execution > 1);
    auto const again = fermata::replay(report.failure->token, body);
    REQUIRE(races(again));
    CHECK(again.failure->trace == report.failure->trace);
    CHECK(again.failure->message == report.failure->message);
}

TEST_CASE("the repetition for the clocks counts in no figure") {
    fermata::options with = every_one();
    auto const body = [](bool touches) {
        return [touches] {
            fermata::var<int> value{0};
            fermata::mutex guard;
            auto const add = [&] {
                std::lock_guard const hold(guard);
                if (touches) {
                    value += 1;
                }
            };
            fermata::thread first(add);
            fermata::thread second(add);
            first.join();
            second.join();
        };
    };
    for (bool const checks : {false, true}) {
        with.check_determinism = checks;
        auto const without = fermata::explore(body(false), with);
        auto const touching = fermata::explore(body(true), with);
        CHECK(touching.ok());
        CHECK(touching.executions == without.executions);
        CHECK(touching.steps == without.steps);
        CHECK(touching.complete);
    }
}

TEST_CASE("in a runner of its own, and outside, a variable is a plain one") {
    fermata::var<int> value{0};
    fermata::starter const one{"one", [&] { value = 1; }};
    fermata::starter const two{"two", [&] { value = 2; }};
    fermata::runner{{one, two}}.finish();
    CHECK(value.get() == 2);
}

TEST_CASE("a race replays under every strategy from its token") {
    auto const body = [] {
        fermata::var<int> value{0};
        fermata::atomic<int> flag{0};
        fermata::thread writer([&] {
            value = 1;
            flag.store(1, std::memory_order_relaxed);
        });
        fermata::thread reader([&] {
            if (flag.load(std::memory_order_relaxed) == 1) {
                static_cast<void>(value.get());
            }
        });
        writer.join();
        reader.join();
    };
    namespace by_name = fermata::strategies;
    std::vector<fermata::strategy_value> const all{everything(),   by_name::dpor{}, by_name::random{},
                                                   by_name::pct{}, by_name::pos{},  by_name::surw{}};
    for (std::size_t i = 0; i < all.size(); ++i) {
        CAPTURE(i);
        auto const report = fermata::explore(body, {.strategy = all[i]});
        REQUIRE(races(report));
        auto const again = fermata::replay(report.failure->token, body);
        REQUIRE(races(again));
        CHECK(again.failure->outcome == report.failure->outcome);
        CHECK(again.failure->message == report.failure->message);
        CHECK(again.failure->fiber == report.failure->fiber);
        CHECK(again.failure->step == report.failure->step);
        CHECK(again.failure->schedule == report.failure->schedule);
        CHECK(again.failure->trace == report.failure->trace);
        CHECK(again.failure->token == report.failure->token);
    }
}

TEST_CASE("a race of one execution is none of the next ones") {
    std::uint64_t unordered = 0;
    auto const body = [&] {
        fermata::mutex mutex;
        fermata::var<int> value{0};
        bool is_first = false; // the one that reads behind the mutex has had it first
        fermata::starter writer{"writer", [&] {
                                    std::lock_guard const guard(mutex);
                                    value = 1;
                                }};
        fermata::starter reader{"reader", [&] {
                                    {
                                        std::lock_guard const guard(mutex);
                                        is_first = value.get() == 0;
                                    }
                                    static_cast<void>(value.get());
                                }};
        fermata::runner{{writer, reader}}.finish();
        unordered += is_first ? 1 : 0;
    };
    auto const report =
        fermata::explore(body, {.strategy = everything(), .stop_at_first_failure = false, .check_determinism = false});
    CHECK(report.complete);
    CHECK(unordered != 0);
    CHECK(report.count(fermata::outcome::failed) == unordered);
    CHECK(report.count(fermata::outcome::completed) != 0);
}

TEST_CASE("what a plain variable can do with another one") {
    fermata::var<int> a{12};
    fermata::var<int> const b{2};
    a += b;
    a -= b;
    a *= b;
    a /= b;
    a <<= b;
    a >>= 1;
    a |= b;
    a &= 15;
    a ^= b;
    a %= b;
    CHECK(a.get() == (((12 | 2) & 15) ^ 2) % 2);
    std::array<std::pair<int, int>, 3> pairs{{{1, 2}, {3, 4}, {5, 6}}};
    fermata::var<std::pair<int, int>*> at{pairs.data()};
    CHECK(at->second == 2);
    ++at;
    at += 1;
    CHECK(at->first == 5);
    at--;
    at -= 1;
    CHECK(at.get() == pairs.data());
}
