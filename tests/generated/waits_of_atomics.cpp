// fermata - https://www.boost.org/LICENSE_1_0.txt
//
// Many waits and notifications of few atomics, whose values decide who sleeps: what a wait accesses depends on what
// others have made of the value.
#include "written_program.hpp"

#include <fermata/fermata.hpp>

#include <doctest/doctest.h>

#include <cstdint>
#include <random>
#include <string>
#include <vector>

using namespace fermata;
using generated::log_t;

namespace {

struct step {
    int kind = 0;
    int which = 0; ///< of the atomics
    int value = 0;
};
using program = std::vector<std::vector<step>>;

program make(std::uint64_t seed) {
    std::mt19937_64 random(seed);
    auto const below = [&](int n) { return static_cast<int>(random() % static_cast<std::uint64_t>(n)); };
    int const atomics = 1 + below(2);
    program made(static_cast<std::size_t>(2 + below(3)));
    for (auto& fiber : made) {
        for (int steps = 1 + below(3); steps != 0; --steps) {
            bool const waits = below(3) == 0;
            fiber.push_back({waits ? 0 : 1 + below(10), below(atomics), below(3)});
        }
    }
    return made;
}

std::string to_text(program const& what) {
    static char const* const names[] = {"wait",      "notify_one", "notify_all", "store",
                                        "fetch_add", "fetch_sub",  "exchange",   "compare_exchange",
                                        "load",      "fetch_or",   "fetch_and"};
    std::string text;
    for (auto const& fiber : what) {
        text += "\n||";
        for (step const& each : fiber) {
            text += " " + std::string(names[each.kind]) + " " + std::to_string(each.which) + "/" +
                    std::to_string(each.value);
        }
    }
    return text;
}

std::string perform(atomic<unsigned char>& on, step const& what) {
    auto const value = static_cast<unsigned char>(what.value);
    auto const text = [](unsigned char result) { return std::to_string(result); };
    switch (what.kind) {
    case 0: on.wait(value); return "w";
    case 1: on.notify_one(); return "";
    case 2: on.notify_all(); return "";
    case 3: on.store(value); return "";
    case 4: return text(on.fetch_add(1));
    case 5: return text(on.fetch_sub(1));
    case 6: return text(on.exchange(value));
    case 7: {
        unsigned char expected = value;
        return text(on.compare_exchange_strong(expected, static_cast<unsigned char>(value + 1)));
    }
    case 8: return text(on.load());
    case 9: return text(on.fetch_or(value));
    default: return text(on.fetch_and(value));
    }
}

} // namespace

#if defined(__SIZEOF_INT128__)
// Of a sum of sixteen bytes nothing is known but what stands for it.
TEST_CASE("a wait for an atomic of sixteen bytes that is added to") {
    __extension__ using wide = __int128;
    auto const body = [] {
        atomic<wide> value{0};
        thread waits([&] { value.wait(0); });
        thread notifies([&] { value.notify_one(); });
        thread adds([&] {
            value.fetch_add(0);
            value.fetch_add(2);
        });
        waits.join();
        notifies.join();
        adds.join();
    };
    auto const every = explore(body, {.strategy = strategies::all_orderings{}, .stop_at_first_failure = false});
    auto const once = explore(body, {.strategy = strategies::dpor{}, .stop_at_first_failure = false});
    CHECK(every.complete);
    CHECK(once.complete);
    CHECK(once.counts == every.counts);
    CHECK(once.verdict().find("not reduced since an atomic is waited for whose sums are not known") !=
          std::string::npos);
}
#endif

TEST_CASE("waits of atomics as all orderings see them") {
    std::uint64_t const first = generated::setting("FERMATA_GENERATED_FIRST", 1);
#if defined(FERMATA_LONG_TESTS)
    std::uint64_t const count = generated::setting("FERMATA_GENERATED_COUNT", 300'000);
#elif defined(__SANITIZE_ADDRESS__)
    std::uint64_t const count = generated::setting("FERMATA_GENERATED_COUNT", 100);
#else
    std::uint64_t const count = generated::setting("FERMATA_GENERATED_COUNT", 500);
#endif
    for (std::uint64_t seed = first; seed < first + count; ++seed) {
        program const what = make(seed);
        CAPTURE(seed);
        generated::go(to_text(what).c_str(), [&](log_t& log) {
            atomic<unsigned char> values[2];
            std::vector<thread> fibers;
            for (std::size_t i = 0; i < what.size(); ++i) {
                fibers.emplace_back([&, i] {
                    for (step const& each : what[i]) {
                        log[i] += perform(values[each.which], each);
                    }
                });
            }
            for (thread& each : fibers) {
                each.join();
            }
            log[4] = std::to_string(values[0].load()) + std::to_string(values[1].load());
        });
    }
}
