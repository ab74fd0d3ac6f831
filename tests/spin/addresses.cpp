// fermata - https://www.boost.org/LICENSE_1_0.txt
//
// Loops that leave addresses on their stacks: of what they allocate in each round, or take from a pool. Where they are
// found depends on the heap, but nothing that is said of the program does.
#include "spin/spinning.hpp"

#include <array>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace spin_tests::addresses {

namespace {

struct seen {
    std::set<int> results;
    fermata::report report;
};

/// Under AddressSanitizer no address comes again, and the loop goes on to steps_max.
constexpr bool has_watched_heap =
#if defined(FERMATA_TESTS_ADDRESS_SANITIZER)
    true;
#else
    false;
#endif

/// `after` is called after each execution, and may leave another heap to the next one.
seen explore(
    fermata::options with, std::function<int()> const& body, std::function<void()> const& after = [] {}) {
    seen all;
    with.steps_max = has_watched_heap ? 200 : 2'000;
    all.report = fermata::explore(
        [&] {
            all.results.insert(body());
            after();
        },
        with);
    return all;
}

/// In each execution the heap is another one.
struct heap_noise {
    std::vector<std::string> kept;

    void operator()() {
        kept.emplace_back(30 + kept.size() * 7 % 50, 'k');
        if (kept.size() % 3 == 0) {
            kept[kept.size() / 2] = {};
        }
    }
};

/// Beside a loop that `waits` for something else than 0, and says what it has found.
int beside(std::function<int(fermata::atomic<int>&)> const& waits) {
    fermata::atomic<int> value{0};
    int found = 0;
    fermata::thread loop([&] { found = waits(value); });
    fermata::thread other([&] {
        value.store(1);
        value.store(2);
    });
    loop.join();
    other.join();
    return found;
}

#if defined(__OPTIMIZE__)
constexpr bool is_optimized = true;
#else
constexpr bool is_optimized = false;
#endif

void check(std::uint64_t executions_max, std::function<int(fermata::atomic<int>&)> const& waits) {
    for (named_options const& each : under_every_strategy()) {
        for (bool const is_noisy : {false, true}) {
            CAPTURE(each.name);
            CAPTURE(is_noisy);
            heap_noise noise;
            auto const after = [&] { is_noisy ? noise() : void(); };
            if (has_watched_heap) {
                auto limited = each.with;
                limited.executions_max = 50;
                auto const found = explore(
                    limited, [&] { return beside(waits); }, after);
                CHECK(found.report.count(fermata::outcome::diverged) == 0);
                continue;
            }
            auto const found = explore(
                each.with, [&] { return beside(waits); }, after);
            CAPTURE(found.report.verdict());
            CHECK(found.report.ok());
            CHECK(found.results == std::set<int>{1, 2});
            CHECK(found.report.complete != each.with.executions_max.has_value());
            if (each.with.executions_max.has_value()) {
                continue; // a sample may not go round the loop often enough
            }
            CHECK(holds(found.report.verdict(), "spin loops were parked"));
            if (is_optimized && std::string_view(each.name) == "dpor") {
                CHECK(found.report.executions <= executions_max);
            }
        }
    }
}

/// Somewhere in a pool that outlives executions: each round takes another place, and so does each execution.
class pool {
public:
    explicit pool(unsigned step) : step_(step) {}

    int* take(int value) {
        random_ = random_ * 1'103'515'245 + 12'345;
        next_ += step_ != 0 ? step_ : (random_ >> 16) % 4 == 0 ? 1 : 0;
        int& taken = places_[next_ % places_.size()];
        taken = value;
        return &taken;
    }

private:
    std::array<int, 3> places_{};
    unsigned step_;
    unsigned next_ = 0;
    unsigned random_ = 1;
};

} // namespace

TEST_CASE("a string in each round") {
    check(4, [](fermata::atomic<int>& value) {
        std::string found;
        while ((found = std::string(40, static_cast<char>('0' + value.load()))).back() == '0') {
            std::string().swap(found);
        }
        return found.back() - '0';
    });
}

// The blocks come back in another order: it is where it was after every second round.
TEST_CASE("a vector and what it holds in each round") {
    check(100, [](fermata::atomic<int>& value) {
        while (true) {
            std::vector<std::unique_ptr<int>> all;
            all.push_back(std::make_unique<int>(value.load()));
            all.push_back(std::make_unique<int>(0));
            if (*all.front() != 0) {
                return *all.front();
            }
        }
    });
}

// The two strings take turns, so that it is where it was after every second round.
TEST_CASE("a string that is kept from round to round") {
    check(100, [](fermata::atomic<int>& value) {
        int found = 0;
        for (std::string kept; (found = value.load()) == 0;) {
            kept = std::string(40, 'x');
        }
        return found;
    });
}

TEST_CASE("a loop that is where it was after three rounds") {
    for (named_options const& each : under_every_strategy()) {
        CAPTURE(each.name);
        auto const found = explore(each.with, [] {
            return beside([](fermata::atomic<int>& value) {
                int volatile round = 0;
                int found = 0;
                while ((found = value.load()) == 0) {
                    round = (round + 1) % 3;
                }
                return found * 10 + round;
            });
        });
        CAPTURE(found.report.verdict());
        CHECK(found.report.ok());
        CHECK(found.report.complete != each.with.executions_max.has_value());
        if (found.report.complete && !each.with.preemptions_max.has_value()) {
            CHECK(found.results == std::set<int>{10, 11, 12, 20, 21, 22});
        }
    }
}

TEST_CASE("a loop that counts up to a number is where it was at none") {
    auto const found = explore(all_of(), [] {
        return beside([](fermata::atomic<int>& value) {
            int volatile round = 0;
            while (value.load() == 0 && round < 40) {
                round = round + 1;
            }
            return static_cast<int>(round);
        });
    });
    CHECK(found.report.complete);
    CHECK_FALSE(holds(found.report.verdict(), "parked"));
    CHECK(found.results.size() == 41);
}

// Whether a loop is found in an execution decides nothing about what is found in the exploration.
TEST_CASE("addresses that are others in each execution") {
    for (unsigned const step : {0U, 1U}) {
        for (named_options const& each : under_every_strategy()) {
            CAPTURE(step);
            CAPTURE(each.name);
            pool places(step);
            auto const found = explore(each.with, [&] {
                fermata::atomic<int> value{0};
                fermata::atomic<int> answer{0};
                int result = 0;
                auto const wait = [&places](fermata::atomic<int>& what) {
                    int* volatile taken = nullptr;
                    do {
                        taken = places.take(what.load());
                    } while (*taken == 0);
                    return *taken;
                };
                fermata::thread loop([&] {
                    result = wait(value);
                    answer.store(1);
                    result = result * 10 + wait(value);
                });
                fermata::thread other([&] {
                    value.store(1);
                    wait(answer);
                    value.store(2);
                });
                loop.join();
                other.join();
                return result;
            });
            CAPTURE(found.report.verdict());
            CHECK(found.report.ok());
            CHECK(found.report.complete != each.with.executions_max.has_value());
            CHECK(found.results == std::set<int>{11, 12});
        }
    }
}

} // namespace spin_tests::addresses
