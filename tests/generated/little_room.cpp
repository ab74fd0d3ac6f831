// fermata - https://www.boost.org/LICENSE_1_0.txt
//
// What dpor remembers is the way to the execution at hand, as far as there is room, which grows with the length of one
// execution and not with how many there are. In this program what `writer` has read decides what has to come before its
// write, which races with one read of somebody else: whoever keeps what is still to be explored keeps as much as there
// are executions.
#include "strategy/dpor.hpp"

#include <fermata/fermata.hpp>

#include <doctest/doctest.h>

#include <cstdint>
#include <deque>
#include <memory>
#include <string>
#include <vector>

namespace {

// Each flag is read before or after it is set, and so is `last`.
std::uint64_t classes_of(std::size_t flags) { return std::uint64_t{2} << flags; }

void body(std::size_t flags) {
    fermata::atomic<int> last{0};
    std::deque<fermata::atomic<int>> set(flags);
    std::vector<fermata::thread> threads;
    threads.emplace_back([&] { last.load(); });
    threads.emplace_back([&] {
        for (auto const& each : set) {
            each.load();
        }
        last.store(1);
    });
    for (auto& each : set) {
        threads.emplace_back([&] { each.store(1); });
    }
    for (fermata::thread& each : threads) {
        each.join();
    }
}

} // namespace

TEST_CASE("the way to an execution is no longer than it has events") {
    for (std::size_t flags = 2; flags <= 12; flags += 2) {
        CAPTURE(flags);
        auto const search = std::make_shared<fermata::detail::dpor>();
        fermata::report const all =
            fermata::explore([&] { body(flags); }, {.strategy = std::static_pointer_cast<fermata::strategy>(search)});
        CHECK(all.complete);
        CHECK(all.executions == classes_of(flags));
        CHECK(search->redundant() == 0);
        CHECK(search->longest_way() <= flags + 2);
    }
}

TEST_CASE("readers that one writer comes before or after") {
    for (std::size_t readers = 1; readers <= 12; ++readers) {
        CAPTURE(readers);
        auto const search = std::make_shared<fermata::detail::dpor>();
        auto const read_and_write = [&] {
            fermata::atomic<int> value{0};
            std::vector<fermata::thread> threads;
            threads.emplace_back([&] { value.store(1); });
            for (std::size_t i = 0; i < readers; ++i) {
                threads.emplace_back([&] { value.load(); });
            }
            for (fermata::thread& each : threads) {
                each.join();
            }
        };
        fermata::report const all =
            fermata::explore(read_and_write, {.strategy = std::static_pointer_cast<fermata::strategy>(search)});
        CHECK(all.complete);
        CHECK(all.executions == std::uint64_t{1} << readers);
        CHECK(search->longest_way() <= readers + 1);
    }
}

TEST_CASE("a way that there is no room for is found again") {
    for (std::size_t const room : {std::size_t{0}, std::size_t{20'000}}) {
        CAPTURE(room);
        auto const search = std::make_shared<fermata::detail::dpor>(room, true);
        fermata::report const all =
            fermata::explore([] { body(8); }, {.strategy = std::static_pointer_cast<fermata::strategy>(search)});
        CHECK(all.complete);
        CHECK(all.executions == classes_of(8));
        CHECK(search->reduces());
        CHECK(search->returns() > 0);
        CHECK(search->untold() == 0);
        CHECK(all.verdict() ==
              "all 512 classes of interleavings; " + std::to_string(search->returns()) + " more looks");
    }
}

// The way to the n-th execution of this loop has n executions, each with one round more.
TEST_CASE("a loop that counts its rounds, and has no end, does not take all memory") {
    auto const count_rounds = [] {
        fermata::atomic<int> ends{0};
        fermata::thread writer([&] { ends.store(1); });
        fermata::thread reader([&] {
            std::deque<int> rounds; // they are no wait: each one leaves something behind
            while (ends.load() == 0) {
                rounds.push_back(static_cast<int>(rounds.size()));
            }
        });
        writer.join();
        reader.join();
    };
    auto const search = std::make_shared<fermata::detail::dpor>(100'000);
    fermata::report const first =
        fermata::explore(count_rounds,
                         {.strategy = std::static_pointer_cast<fermata::strategy>(search), .executions_max = 500});
    CHECK(first.ok());
    CHECK(!first.complete);
    CHECK(search->reduces());
    CHECK(search->longest_way() < 100);
    CHECK(first.verdict() == "the first 500 classes of interleavings");
}
