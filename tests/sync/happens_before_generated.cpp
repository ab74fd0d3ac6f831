// fermata - https://www.boost.org/LICENSE_1_0.txt
//
// Generated programs, each in one random execution: whether there is a race in it is found out a second time, from
// a log of what was performed, by the definitions of the standard and a transitive closure.
#include "exploring.hpp"

#include <array>
#include <bitset>
#include <optional>
#include <random>

using namespace sync_tests;
using namespace fermata;

namespace {

constexpr std::size_t objects = 3; ///< of each kind

enum class act { load, store, add, exchange_if, fence, lock, unlock, read, write };

struct instruction {
    act what{};
    std::size_t object = 0;
    std::memory_order order = memory_order_relaxed;
    int value = 0;
};
using program = std::vector<std::vector<instruction>>;

/// An instruction that was performed. A compare-exchange that has failed is a load.
struct performed : instruction {
    std::size_t thread = 0;
};
using history = std::vector<performed>;

void run(program const& threads, history& log) {
    log.clear();
    std::array<atomic<int>, objects> atomics;
    std::array<mutex, objects> mutexes;
    std::array<var<int>, objects> variables{var<int>(0), var<int>(0), var<int>(0)};
    std::vector<fermata::thread> all;
    for (std::size_t me = 0; me < threads.size(); ++me) {
        all.emplace_back([&, me] {
            for (instruction each : threads[me]) {
                switch (each.what) {
                case act::load: atomics[each.object].load(each.order); break;
                case act::store: atomics[each.object].store(each.value, each.order); break;
                case act::add: atomics[each.object].fetch_add(1, each.order); break;
                case act::exchange_if: {
                    int expected = each.value;
                    if (!atomics[each.object].compare_exchange_strong(expected, each.value + 1, each.order,
                                                                      memory_order_relaxed)) {
                        each.what = act::load;
                        each.order = memory_order_relaxed;
                    }
                    break;
                }
                case act::fence: fermata::atomic_thread_fence(each.order); break;
                case act::lock: mutexes[each.object].lock(); break;
                case act::unlock: mutexes[each.object].unlock(); break;
                case act::read: static_cast<void>(variables[each.object].get()); break;
                case act::write: variables[each.object].set(each.value); break;
                }
                log.push_back({each, me});
            }
        });
    }
    for (fermata::thread& each : all) {
        each.join();
    }
}

bool acquires(std::memory_order order) {
    return order == memory_order_acquire || order == memory_order_acq_rel || order == memory_order_seq_cst;
}
bool releases(std::memory_order order) {
    return order == memory_order_release || order == memory_order_acq_rel || order == memory_order_seq_cst;
}
bool modifies(performed const& of) { return of.what == act::add || of.what == act::exchange_if; }
bool writes(performed const& of) { return of.what == act::store || modifies(of); }
bool reads(performed const& of) { return of.what == act::load || modifies(of); }

/// On how many variables there is a race.
std::size_t racing_variables(history const& log) {
    std::size_t const n = log.size();
    std::vector<std::bitset<256>> before(n); // of each, what happens before it
    REQUIRE(n <= 256);
    // Ends of edges by their later end, in the order of the log: all of them point forwards.
    std::vector<std::vector<std::size_t>> edges(n);
    auto const synchronise = [&](std::size_t from, std::size_t to) {
        if (from < to) {
            edges[to].push_back(from);
        }
    };
    for (std::size_t at = 0; at < n; ++at) {
        for (std::size_t earlier = 0; earlier < at; ++earlier) {
            bool const is_unlock = log[earlier].what == act::unlock && log[at].what == act::lock;
            if (log[earlier].thread == log[at].thread || (is_unlock && log[earlier].object == log[at].object)) {
                synchronise(earlier, at);
            }
        }
        if (!reads(log[at])) {
            continue;
        }
        std::vector<std::size_t> acquired; // the read itself, and the fences behind it
        for (std::size_t later = at; later < n; ++later) {
            bool const is_fence = log[later].what == act::fence && log[later].thread == log[at].thread;
            if ((later == at || is_fence) && acquires(log[later].order)) {
                acquired.push_back(later);
            }
        }
        // The write that is read, and those of whose release sequences it is part.
        for (std::size_t write = at; write-- > 0;) {
            if (!writes(log[write]) || log[write].object != log[at].object) {
                continue;
            }
            for (std::size_t from = 0; from <= write; ++from) {
                bool const is_fence = log[from].what == act::fence && log[from].thread == log[write].thread;
                if ((from == write || is_fence) && releases(log[from].order)) {
                    for (std::size_t const to : acquired) {
                        synchronise(from, to);
                    }
                }
            }
            if (!modifies(log[write])) {
                break;
            }
        }
    }
    for (std::size_t at = 0; at < n; ++at) {
        for (std::size_t const from : edges[at]) {
            before[at] |= before[from];
            before[at].set(from);
        }
    }
    std::array<bool, objects> races{};
    for (std::size_t at = 0; at < n; ++at) {
        for (std::size_t earlier = 0; earlier < at; ++earlier) {
            auto const touches = [&](std::size_t i) { return log[i].what == act::read || log[i].what == act::write; };
            bool const conflict = touches(at) && touches(earlier) && log[at].object == log[earlier].object &&
                                  (log[at].what == act::write || log[earlier].what == act::write);
            if (conflict && !before[at].test(earlier)) {
                races[log[at].object] = true;
            }
        }
    }
    return static_cast<std::size_t>(std::count(races.begin(), races.end(), true));
}

class generator {
public:
    explicit generator(std::uint32_t seed) : numbers_(seed) {}

    /// Anything. How often a thread touches plain variables decides whether there are races at all.
    program anything() {
        program made(2 + below(3));
        std::size_t const plain = 1 + below(4);
        for (auto& thread : made) {
            std::optional<std::size_t> held;
            for (std::size_t i = 3 + below(8); i-- > 0;) {
                if (below(6) < plain) {
                    thread.push_back({below(2) == 0 ? act::read : act::write, below(objects), {}, int(i)});
                } else if (below(5) == 0) {
                    thread.push_back({act::fence, 0, any_order(), 0});
                } else if (below(3) == 0) {
                    std::size_t const which = held ? *held : below(objects);
                    thread.push_back({held ? act::unlock : act::lock, which, {}, 0});
                    held = held ? std::nullopt : std::optional(which);
                } else {
                    thread.push_back(on_atomic());
                }
            }
            if (held) {
                thread.push_back({act::unlock, *held, {}, 0});
            }
        }
        return made;
    }

    /// Each variable is touched under its mutex only; whatever else there is orders nothing that has to be.
    program disciplined() {
        program made(2 + below(3));
        for (auto& thread : made) {
            for (std::size_t i = 1 + below(4); i-- > 0;) {
                std::size_t const which = below(objects);
                thread.push_back({act::lock, which, {}, 0});
                for (std::size_t k = 1 + below(3); k-- > 0;) {
                    thread.push_back({below(2) == 0 ? act::read : act::write, which, {}, int(k)});
                }
                thread.push_back({act::unlock, which, {}, 0});
                thread.push_back(on_atomic());
            }
        }
        return made;
    }

private:
    std::size_t below(std::size_t n) { return numbers_() % n; }
    std::memory_order any_order() {
        return std::array{memory_order_relaxed, memory_order_acquire, memory_order_release, memory_order_acq_rel,
                          memory_order_seq_cst}[below(5)];
    }
    instruction on_atomic() {
        std::size_t const which = below(objects);
        switch (below(4)) {
        case 0: return {act::load, which, std::array{memory_order_relaxed, memory_order_acquire}[below(2)], 0};
        case 1:
            return {act::store, which, std::array{memory_order_relaxed, memory_order_release}[below(2)],
                    static_cast<int>(below(3))};
        case 2: return {act::add, which, any_order(), 0};
        default: return {act::exchange_if, which, any_order(), static_cast<int>(below(3))};
        }
    }

    std::mt19937 numbers_;
};

#ifdef FERMATA_LONG_TESTS
constexpr std::uint32_t programs = 100'000;
#else
constexpr std::uint32_t programs = 3'000;
#endif

report once(program const& of, history& log, std::uint32_t seed) {
    return explore([&] { run(of, log); },
                   {.strategy = strategies::random{}, .executions_max = 1, .seed = seed, .check_determinism = false});
}

} // namespace

TEST_CASE("the races of one execution are those that the standard's definitions give, program by program") {
    std::uint32_t with_races = 0;
    for (std::uint32_t seed = 1; seed <= programs; ++seed) {
        history log;
        auto const report = once(generator(seed).anything(), log, seed);
        std::size_t const found = report.failure.has_value() ? 1 + report.failure->details.size() : 0;
        std::size_t const expected = racing_variables(log);
        INFO("seed " << seed << "\n" << report);
        REQUIRE(found == expected);
        with_races += expected != 0 ? 1 : 0;
    }
    // Both sides are there.
    CHECK(with_races > programs / 10);
    CHECK(with_races < programs - programs / 10);
}

TEST_CASE("no false alarm where each variable has its mutex") {
    for (std::uint32_t seed = 1; seed <= programs; ++seed) {
        history log;
        auto const report = once(generator(seed).disciplined(), log, seed);
        INFO("seed " << seed << "\n" << report);
        REQUIRE(report.ok());
        REQUIRE(racing_variables(log) == 0);
    }
}

TEST_CASE("no false alarm in any order of small disciplined programs") {
    std::uint64_t executions = 0;
    for (std::uint32_t seed = 1; seed <= 30; ++seed) {
        program small = generator(seed).disciplined();
        small.resize(2);
        for (auto& thread : small) {
            auto const end = std::find_if(thread.begin(), thread.end(),
                                          [](instruction const& each) { return each.what == act::unlock; });
            thread.erase(end + 1, thread.end());
        }
        history log;
        auto const report = explore_all([&] { run(small, log); });
        INFO("seed " << seed << "\n" << report);
        REQUIRE(report.ok());
        REQUIRE(report.complete);
        executions += report.executions;
    }
    CHECK(executions > 30);
}
