// fermata - https://www.boost.org/LICENSE_1_0.txt
//
// Memory stays flat: millions of executions run in the memory of the first thousand.
#include "child.hpp"

#include <fermata/fermata.hpp>

#include <doctest/doctest.h>

#include <unistd.h>

#include <cstdint>
#include <fstream>
#include <stdexcept>
#include <string>

namespace {

#if defined(FERMATA_LONG_TESTS)
constexpr std::uint64_t executions = 10'000'000;
#else
constexpr std::uint64_t executions = 300'000;
#endif
// A sanitizer keeps what is freed for a while, so its memory says nothing; it finds leaks by itself.
constexpr std::uint64_t executions_here = child::with_address_sanitizer ? executions / 20 : executions;

std::size_t resident_bytes() {
    std::ifstream file("/proc/self/statm");
    std::size_t all = 0;
    std::size_t resident = 0;
    file >> all >> resident;
    return resident * static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
}

/// Counts executions, and notes the memory after the first thousand.
struct watch {
    std::uint64_t executions = 0;
    std::size_t early = 0;

    void execution_began() {
        if (++executions == 1000) {
            early = resident_bytes();
        }
    }
    void check() const {
        std::size_t const late = resident_bytes();
        CAPTURE(executions);
        CAPTURE(early);
        CAPTURE(late);
        REQUIRE(early != 0);
        if (!child::with_address_sanitizer) {
            CHECK(late <= early + 512 * 1024); // the allocator's own housekeeping; a byte per execution is found
        }
    }
};

fermata::options many(std::uint64_t how_many = executions_here) {
    fermata::options options;
    options.strategy = fermata::strategies::random{};
    options.executions_max = how_many;
    options.stop_at_first_failure = false;
    return options;
}

} // namespace

TEST_CASE("starters, threads, channels and exceptions") {
    watch memory;
    auto const report = fermata::explore(
        [&] {
            memory.execution_began();
            fermata::channel<std::string> lines(2);
            fermata::mutex mutex;
            int sum = 0;
            fermata::thread consumer([&] {
                while (auto const line = lines.receive()) {
                    mutex.lock();
                    sum += static_cast<int>(line->size());
                    mutex.unlock();
                }
            });
            auto const produce = [&](std::string const& text) {
                try {
                    lines.send(text);
                    fermata::checkpoint("sent");
                    throw std::runtime_error("a text that is longer than what fits into the string itself");
                } catch (std::runtime_error const&) {
                    fermata::checkpoint("caught");
                }
                fermata::note("sent", text);
            };
            fermata::starter const a{"alice", produce, std::string(40, 'a')};
            fermata::starter const b{"bob", produce, std::string(50, 'b')};
            fermata::runner{{a, b}}.finish();
            lines.close();
            consumer.join();
            fermata::expect(sum == 90);
        },
        many());
    CHECK(report);
    CHECK(report.executions == executions_here);
    memory.check();
}

TEST_CASE("executions that fail, and executions that are given up") {
    watch memory;
    auto const report = fermata::explore(
        [&] {
            memory.execution_began();
            std::string const large(1000, 'x');
            auto const wait = [&](bool throws) {
                std::string const mine = large;
                fermata::checkpoint("once");
                switch (fermata::choose(4)) {
                case 0: fermata::wait_until([] { return false; }); break;
                case 1: fermata::expect(false, mine); break;
                case 2: fermata::assume(false); break;
                default: break;
                }
                if (throws) {
                    throw std::runtime_error(mine);
                }
            };
            fermata::starter const a{"alice", wait, false};
            fermata::starter const b{"bob", wait, true};
            fermata::runner{{a, b}}.finish();
        },
        many(executions_here / 3));
    CHECK_FALSE(report.ok());
    CHECK(report.count(fermata::outcome::deadlocked) > 100);
    CHECK(report.count(fermata::outcome::failed) > 100);
    memory.check();
}

TEST_CASE("runners with a declared order, outside of explorations") {
    watch memory;
    auto const pass = [] {
        fermata::checkpoint("one");
        fermata::checkpoint("two");
    };
    for (std::uint64_t i = 0; i < executions_here / 3; ++i) {
        memory.execution_began();
        fermata::starter const a{"alice", pass};
        fermata::starter const b{"bob", pass};
        fermata::runner runner{{a, b}, {a.at("one"), b.at("one"), b.at("two"), a.at("two")}};
        runner.next();
        if (i % 2 == 0) {
            runner.finish();
        }
    }
    memory.check();
}

TEST_CASE("explorations one after another") {
    watch memory;
    for (std::uint64_t i = 0; i < executions / 30; ++i) {
        memory.execution_began();
        auto const report = fermata::explore([] {
            fermata::starter const a{"alice", [] { fermata::checkpoint("once"); }};
            fermata::starter const b{"bob", [] { fermata::checkpoint("once"); }};
            fermata::runner{{a, b}}.finish();
        });
        REQUIRE(report);
    }
    memory.check();
}
