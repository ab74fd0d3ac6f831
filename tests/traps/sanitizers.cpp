// fermata - https://www.boost.org/LICENSE_1_0.txt
//
// Trap 4: a sanitizer must know on which stack the program runs, or it sees overflows that are none. Every
// test here is for the preset with AddressSanitizer; without it they only have to pass.
#include <fermata/fermata.hpp>

#include <doctest/doctest.h>

#include <array>
#include <cstddef>
#include <stdexcept>
#include <string>
#include <vector>

namespace {

/// Uses about 400 bytes of stack per level, gives way on the way down and up, and comes back by an exception
/// if `throws`: unwinding over instrumented frames is what goes wrong first.
[[gnu::noinline]] int deep(int level, bool throws) {
    std::array<char volatile, 256> frame{};
    frame[static_cast<std::size_t>(level) % frame.size()] = 1;
    if (level == 0) {
        fermata::checkpoint("bottom");
        if (throws) {
            throw std::runtime_error("from the bottom");
        }
        return frame[0];
    }
    if (level % 32 == 0) {
        fermata::checkpoint("down");
    }
    int const below = deep(level - 1, throws);
    return below + frame[static_cast<std::size_t>(level) % frame.size()];
}

} // namespace

TEST_CASE("deep stacks in fibers that take turns") {
    constexpr int levels = 128;
    fermata::options options;
    options.strategy = fermata::strategies::random{};
    options.executions_max = 100;
    auto const report = fermata::explore(
        [] {
            auto const dive = [] { fermata::expect(deep(levels, false) == levels + 1); };
            fermata::starter const a{"alice", dive};
            fermata::starter const b{"bob", dive};
            fermata::starter const c{"carol", dive};
            fermata::runner{{a, b, c}}.finish();
        },
        options);
    CHECK(report);
}

TEST_CASE("exceptions unwind deep stacks while others stand in theirs") {
    fermata::options options;
    options.strategy = fermata::strategies::random{};
    options.executions_max = 100;
    auto const report = fermata::explore(
        [] {
            auto const dive = [](std::string const& mine) {
                for (int i = 0; i < 3; ++i) {
                    std::string caught;
                    try {
                        deep(100, true);
                    } catch (std::runtime_error const& error) {
                        caught = error.what() + mine;
                        fermata::checkpoint("caught");
                    }
                    fermata::expect(caught == "from the bottom" + mine);
                }
            };
            fermata::starter const a{"alice", dive, "a"};
            fermata::starter const b{"bob", dive, "b"};
            fermata::runner{{a, b}}.finish();
        },
        options);
    CHECK(report);
}

TEST_CASE("many fibers at once, and their stacks used again") {
    for (int round = 0; round < 3; ++round) {
        int ended = 0;
        std::vector<fermata::starter> starters;
        for (int i = 0; i < 500; ++i) {
            starters.emplace_back("fiber " + std::to_string(i), [&ended] {
                deep(20, false);
                ++ended;
            });
        }
        fermata::runner{starters}.finish();
        CHECK(ended == 500);
    }
}

TEST_CASE("a stack that was unwound by an abort is clean for its next fiber") {
    for (int round = 0; round < 20; ++round) {
        auto const stand = [] { deep(64, false); };
        fermata::starter const a{"alice", stand};
        fermata::starter const b{"bob", stand};
        fermata::runner runner{{a, b},
                               {a.at("bottom"), b.at("down")},
                               {.after_last_point = fermata::after_last_point::hold}};
        runner.next();
        runner.next();
    }
}

TEST_CASE("a stack that was left behind is not used again") {
    for (int round = 0; round < 5; ++round) {
        fermata::starter const a{"alice", []() noexcept { deep(64, false); }};
        fermata::runner runner{{a}, {a.at("bottom")}};
        runner.next();
    }
    auto const report = fermata::explore(
        [] {
            fermata::starter const a{"alice", [] { deep(64, false); }};
            fermata::starter const b{"bob", [] { deep(64, false); }};
            fermata::runner{{a, b}, {}, {}}.finish();
        },
        {.strategy = fermata::strategies::round_robin{}});
    CHECK(report);
}

TEST_CASE("threads of an exploration, with locals that others refer to") {
    auto const report = fermata::explore(
        [] {
            std::array<int, 64> numbers{};
            fermata::mutex mutex;
            auto const add = [&](std::size_t from) {
                for (std::size_t i = from; i < from + 2; ++i) {
                    mutex.lock();
                    numbers[i] += static_cast<int>(i);
                    mutex.unlock();
                }
            };
            fermata::thread first(add, std::size_t{0});
            fermata::thread second(add, std::size_t{1});
            first.join();
            second.join();
            fermata::expect(numbers[0] == 0 && numbers[1] == 2 && numbers[2] == 2);
        },
        {.strategy = fermata::strategies::random{}, .executions_max = 200});
    CHECK(report);
}
