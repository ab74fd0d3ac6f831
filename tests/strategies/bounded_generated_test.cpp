// fermata - https://www.boost.org/LICENSE_1_0.txt
//
// The bounded search against the stupid one: small programs made at random, all their orders enumerated, those with
// more preemptions thrown away.
#include "support.hpp"

#include <fermata/sync/mutex.hpp>
#include <fermata/sync/thread.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <memory>
#include <random>
#include <set>

using namespace strategies_test;

namespace {

enum class act { checkpoint, lock, unlock, choose, add, skip_if_odd, wait_until_two, wait_for_progress };

struct instruction {
    act what = act::checkpoint;
    int which = 0;
};

using program = std::vector<std::vector<instruction>>; ///< by thread

/// Who did what, an entry for each step, with what it saw; values in between.
struct log_entry {
    std::uint32_t fiber = 0;
    int seen = 0;

    friend bool operator==(log_entry const&, log_entry const&) = default;
    friend auto operator<=>(log_entry const&, log_entry const&) = default;
};
using step_log = std::vector<log_entry>;

constexpr std::uint32_t is_a_value = 1'000;

class random_program {
public:
    explicit random_program(std::uint64_t seed) : generator_(seed) {}

    program make() {
        auto const threads = static_cast<std::size_t>(below(3)) + 2;
        int const longest = threads == 2 ? 6 : threads == 3 ? 4 : 2;
        program made(threads);
        for (auto& each : made) {
            int const length = below(longest) + 1;
            bool held[2] = {false, false};
            while (static_cast<int>(each.size()) < length) {
                instruction next{static_cast<act>(below(8)), below(2)};
                if (next.what == act::lock && held[next.which]) {
                    next.what = act::unlock;
                } else if (next.what == act::unlock && !held[next.which]) {
                    next.what = act::checkpoint;
                }
                held[next.which] = next.what == act::lock || (held[next.which] && next.what != act::unlock);
                each.push_back(next);
            }
            for (int which : {1, 0}) { // most of them let go of what they hold
                if (held[which] && below(8) != 0) {
                    each.push_back({act::unlock, which});
                }
            }
        }
        return made;
    }

private:
    int below(int n) { return static_cast<int>(generator_() % static_cast<unsigned>(n)); }

    std::mt19937_64 generator_;
};

void run(program const& what, step_log& into) {
    fermata::mutex mutexes[2];
    int shared = 0;
    auto const body = [&](std::uint32_t fiber) {
        auto const did = [&] { into.push_back({fiber, shared}); };
        bool held[2] = {false, false};
        for (std::size_t i = 0; i < what[fiber - 1].size(); ++i) {
            instruction const& next = what[fiber - 1][i];
            switch (next.what) {
            case act::checkpoint:
                fermata::checkpoint("x");
                did();
                break;
            case act::lock: // not skipped, so that it is not held
                if (!held[next.which]) {
                    mutexes[next.which].lock();
                    held[next.which] = true;
                    did();
                }
                break;
            case act::unlock:
                if (held[next.which]) {
                    mutexes[next.which].unlock();
                    held[next.which] = false;
                    did();
                }
                break;
            case act::choose: into.push_back({is_a_value, fermata::choose(2)}); break;
            case act::add:
                fermata::checkpoint("add");
                shared += 1;
                did();
                break;
            case act::skip_if_odd:
                fermata::checkpoint("look");
                i += static_cast<std::size_t>(shared & 1);
                did();
                break;
            case act::wait_until_two:
                fermata::wait_until([&] { return shared >= next.which; });
                did();
                break;
            case act::wait_for_progress:
                fermata::wait_for_progress();
                did();
                break;
            }
        }
        for (int which : {0, 1}) { // a mutex that is held at its destruction is another matter
            if (held[which]) {
                mutexes[which].unlock();
                did();
            }
        }
    };
    std::vector<fermata::thread> threads;
    for (std::uint32_t fiber = 1; fiber <= what.size(); ++fiber) {
        threads.emplace_back(body, fiber);
    }
    for (auto& each : threads) {
        each.join();
    }
}

/// All orders by counting up the last choice that can be, and what each costs.
class stupid_search final : public fermata::strategy {
public:
    explicit stupid_search(step_log const& current) : log_(current) {}

    bool next_execution(fermata::prefix& repeat) override {
        if (!begun_) {
            return begun_ = true;
        }
        while (!path_.empty() && path_.back().taken + 1 == path_.back().alternatives.size()) {
            path_.pop_back();
        }
        if (path_.empty()) {
            return false;
        }
        decided& last = path_.back();
        ++last.taken;
        repeat = {path_.size(), last.alternatives[last.taken]};
        return true;
    }
    std::uint32_t choose_fiber(fermata::decision const& question) override {
        decided made;
        for (std::uint32_t each = question.enabled.first(); each != fermata::enabled_fibers::none;
             each = question.enabled.next_after(each)) {
            made.alternatives.push_back(each);
        }
        made.at = log_.size();
        made.is_fiber = true;
        path_.push_back(made);
        return made.alternatives.front();
    }
    std::uint32_t choose_value(std::uint32_t n) override {
        decided made;
        for (std::uint32_t each = 0; each < n; ++each) {
            made.alternatives.push_back(each);
        }
        path_.push_back(made);
        return 0;
    }
    bool is_exhaustive() const noexcept override { return true; }
    std::string verdict(std::uint64_t, bool) const override { return "all, stupidly"; }

    void execution_ended(fermata::outcome, fermata::choice const*, std::size_t) override {
        std::size_t preemptions = 0;
        for (decided const& each : path_) {
            if (!each.is_fiber) {
                continue;
            }
            std::size_t before = each.at;
            while (before > 0 && log_[before - 1].fiber == is_a_value) {
                --before;
            }
            if (before == 0) {
                continue;
            }
            std::uint32_t const last = log_[before - 1].fiber;
            bool const could_go_on =
                std::find(each.alternatives.begin(), each.alternatives.end(), last) != each.alternatives.end();
            preemptions += could_go_on && each.alternatives[each.taken] != last ? 1 : 0;
        }
        by_preemptions.resize(std::max(by_preemptions.size(), preemptions + 1));
        by_preemptions[preemptions].push_back(log_);
    }

    std::vector<std::vector<step_log>> by_preemptions;

private:
    struct decided {
        std::vector<std::uint32_t> alternatives;
        std::size_t taken = 0;
        std::size_t at = 0;
        bool is_fiber = false;
    };

    step_log const& log_;
    std::vector<decided> path_;
    bool begun_ = false;
};

} // namespace

TEST_CASE("a bounded search makes exactly the executions of the stupid search that are within the bound") {
#ifdef FERMATA_LONG_TESTS
    constexpr int programs = 100'000;
#else
    constexpr int programs = 3'000;
#endif
    constexpr std::uint64_t too_many = 5'000;
    int compared = 0;
    int with_deadlocks = 0;
    std::uint64_t executions = 0;
    for (int seed = 0; compared < programs; ++seed) {
        CAPTURE(seed);
        program const made = random_program(static_cast<std::uint64_t>(seed)).make();
        step_log current;
        auto const begin = [&] {
            current.clear();
            run(made, current);
        };
        auto const stupid = std::make_shared<stupid_search>(current);
        fermata::options with{.executions_max = too_many, .stop_at_first_failure = false, .check_determinism = false};
        with.strategy = stupid;
        auto const whole = fermata::explore(begin, with);
        if (!whole.complete) {
            continue;
        }
        ++compared;
        executions += whole.executions;
        with_deadlocks += whole.count(fermata::outcome::deadlocked) != 0 ? 1 : 0;

        std::vector<step_log> expected;
        std::size_t const most = stupid->by_preemptions.size() - 1;
        for (std::size_t bound = 0; bound <= std::min<std::size_t>(most, 4); ++bound) {
            CAPTURE(bound);
            auto const& added = stupid->by_preemptions[bound];
            expected.insert(expected.end(), added.begin(), added.end());
            std::sort(expected.begin(), expected.end());

            std::vector<step_log> found;
            fermata::options bounded{.preemptions_max = static_cast<int>(bound),
                                     .stop_at_first_failure = false,
                                     .check_determinism = false};
            bounded.strategy = fermata::strategies::all_orderings{};
            bool first = true;
            auto const report = fermata::explore(
                [&] {
                    if (!first) {
                        found.push_back(current);
                    }
                    first = false;
                    begin();
                },
                bounded);
            found.push_back(current);
            std::sort(found.begin(), found.end());
            REQUIRE(report.complete);
            REQUIRE(report.executions == expected.size());
            REQUIRE(found == expected);
            CHECK(contains(report.verdict(), bound < most ? "those with more were left out" : "none with more"));
        }
    }
    MESSAGE(compared << " programs of " << executions << " orders, " << with_deadlocks << " of them with deadlocks");
    CHECK(with_deadlocks > compared / 50);
}
