// fermata - https://www.boost.org/LICENSE_1_0.txt

#include "programs.hpp"

#include "clock.hpp"
#include "resident.hpp"

#include <fermata/core/checkpoint.hpp>
#include <fermata/runner/runner.hpp>
#include <fermata/runner/starter.hpp>
#include <fermata/strategy.hpp>
#include <fermata/sync/atomic.hpp>
#include <fermata/sync/mutex.hpp>

#include <algorithm>
#include <cfenv>
#include <limits>
#include <memory>
#include <mutex>
#include <string>

namespace bench {
namespace {

/// A body of so many steps, at two places by turns.
struct body {
    std::uint64_t steps;

    void operator()() const {
        for (std::uint64_t step = 1; step < steps; ++step) {
            fermata::checkpoint("read");
            if (++step >= steps) {
                break;
            }
            fermata::checkpoint("wrote");
        }
    }
};

/// The least that a strategy can do.
class fixed_strategy final : public fermata::strategy {
public:
    explicit fixed_strategy(goes_on who) : who_(who) {}

    bool next_execution(fermata::prefix& repeat) override {
        repeat = {};
        return true;
    }
    std::uint32_t choose_fiber(fermata::decision const& question) override {
        bool const may_stay = question.enabled.contains(question.running);
        if (may_stay && who_ == goes_on::same) {
            return question.running;
        }
        std::uint32_t const first = question.enabled.first();
        return may_stay && first == question.running ? question.enabled.next_after(first) : first;
    }
    std::uint32_t choose_value(std::uint32_t) override { return 0; }
    std::string verdict(std::uint64_t, bool) const override { return "one rule"; }

private:
    goes_on who_;
};

/// The default of steps_max is a million: out of the way here.
constexpr std::size_t no_steps_max = std::size_t{1} << 40;

template <class Body>
void run_as_starters(unsigned starters, Body const& of_each) {
    fermata::starter a{"a", of_each};
    if (starters == 1) {
        fermata::runner{{a}}.finish();
        return;
    }
    fermata::starter b{"b", of_each};
    if (starters == 2) {
        fermata::runner{{a, b}}.finish();
        return;
    }
    fermata::starter c{"c", of_each};
    if (starters == 3) {
        fermata::runner{{a, b, c}}.finish();
        return;
    }
    check(starters == 4, "1 to 4 starters");
    fermata::starter d{"d", of_each};
    fermata::runner{{a, b, c, d}}.finish();
}

void run_additions(unsigned starters, unsigned steps) {
    fermata::atomic<int> sum{0};
    run_as_starters(starters, [&sum, steps] {
        for (unsigned step = 1; step < steps; ++step) {
            sum.fetch_add(1);
        }
    });
}

void run_critical_sections(unsigned starters, unsigned steps) {
    check(steps % 2 == 1, "a start, and two steps for each critical section");
    fermata::mutex mutex;
    unsigned sections = 0;
    run_as_starters(starters, [&mutex, &sections, steps] {
        for (unsigned step = 1; step < steps; step += 2) {
            std::lock_guard const lock(mutex);
            ++sections;
        }
    });
    check(sections == starters * (steps / 2), "as many critical sections as the program has");
}

} // namespace

void run_starters(unsigned starters, std::uint64_t steps) { run_as_starters(starters, body{steps}); }

void check(bool condition, char const* what) {
    if (!condition) {
        throw check_failed{what};
    }
}

std::uint64_t interleavings(unsigned fibers, unsigned steps) {
    std::uint64_t product = 1; // of the binomial coefficients (k * steps over steps)
    for (unsigned fiber = 1; fiber < fibers; ++fiber) {
        std::uint64_t binomial = 1;
        for (unsigned i = 1; i <= steps; ++i) {
            binomial = binomial * (fiber * steps + i) / i;
        }
        product *= binomial;
    }
    return product;
}

std::uint64_t explore_all(unsigned starters, unsigned steps) {
    fermata::options with;
    with.strategy = fermata::strategies::all_orderings{};
    auto const report = fermata::explore([&] { run_starters(starters, steps); }, with);
    check(report.ok() && report.complete, "the enumeration is complete, and nothing failed");
    check(report.executions == interleavings(starters, steps), "as many executions as interleavings");
    check(report.steps == report.executions * starters * steps, "as many steps as the program has");
    return report.executions;
}

std::uint64_t explore_sampled(unsigned starters, unsigned steps, std::uint64_t executions,
                              fermata::strategy_value const& strategy, sampled_step of) {
    fermata::options with;
    with.strategy = strategy;
    with.executions_max = executions;
    with.seed = 7;
    auto const run = [&] {
        switch (of) {
        case sampled_step::checkpoint: return run_starters(starters, steps);
        case sampled_step::fetch_add: return run_additions(starters, steps);
        case sampled_step::mutex: return run_critical_sections(starters, steps);
        }
    };
    auto const report = fermata::explore(run, with);
    check(report.ok() && report.executions == executions, "as many samples as were asked for");
    check(report.steps == executions * starters * steps, "as many steps as the program has");
    return report.steps;
}

std::uint64_t explore_fixed(unsigned starters, std::uint64_t steps, std::uint64_t executions, goes_on who) {
    fermata::options with;
    with.strategy = std::make_shared<fixed_strategy>(who);
    with.executions_max = executions;
    with.steps_max = no_steps_max;
    with.check_determinism = false; // its repetition would be timed and not counted
    auto const report = fermata::explore([&] { run_starters(starters, steps); }, with);
    check(report.ok() && report.executions == executions, "as many executions as were asked for");
    check(report.steps == executions * starters * steps, "as many steps as the program has");
    return report.steps;
}

std::uint64_t explore_with_flags(std::uint64_t steps, std::uint64_t executions) {
    std::fenv_t before;
    std::feholdexcept(&before); // no flag is set where the fibers are made
    fermata::options with;
    with.strategy = std::make_shared<fixed_strategy>(goes_on::other);
    with.executions_max = executions;
    with.check_determinism = false;
    auto const report = fermata::explore(
        [&] {
            // The same code for both, so that nothing else differs.
            auto const run = [steps](bool is_inexact) {
                if (is_inexact) {
                    std::feraiseexcept(FE_INEXACT);
                }
                body{steps}();
            };
            fermata::starter const a{"a", run, true};
            fermata::starter const b{"b", run, false};
            fermata::runner{{a, b}}.finish();
        },
        with);
    std::fesetenv(&before);
    check(report.ok() && report.executions == executions, "as many executions as were asked for");
    check(report.steps == executions * 2 * steps, "as many steps as the program has");
    return report.steps;
}

double step_among(std::uint32_t fibers, std::uint64_t steps, fermata::strategy_value strategy) {
    // One round lets every fiber arrive at its first checkpoint; the clock runs during the rounds after it.
    std::uint64_t const rounds = std::max<std::uint64_t>(steps / fibers, 1);
    std::uint64_t arrived = 0;
    std::uint64_t performed = 0;
    double begin = 0;
    double best = std::numeric_limits<double>::max();
    auto const count_steps = [&] {
        if (++arrived == fibers) {
            performed = 0;
            begin = thread_nanoseconds();
        }
        while (performed < rounds * fibers) {
            fermata::checkpoint("round");
            // The clock stops once, with all fibers still there.
            if (arrived >= fibers && ++performed == rounds * fibers) {
                best = std::min(best, (thread_nanoseconds() - begin) / static_cast<double>(performed));
            }
        }
    };
    fermata::options with;
    with.strategy = std::move(strategy);
    with.executions_max = 2;
    with.steps_max = no_steps_max;
    auto const report = fermata::explore(
        [&] {
            arrived = 0;
            performed = 0;
            std::vector<fermata::starter> starters;
            starters.reserve(fibers);
            for (std::uint32_t i = 0; i != fibers; ++i) {
                starters.emplace_back("fiber " + std::to_string(i), count_steps);
            }
            fermata::runner{starters}.finish();
        },
        with);
    check(report.ok(), "nothing failed");
    check(best != std::numeric_limits<double>::max(), "the clock was stopped");
    return best;
}

std::uint64_t declared_order(std::uint64_t runners, bool starters_anew) {
    auto const make_starter = [](char const* name) {
        return fermata::starter{name, [] {
                                    fermata::checkpoint("begin");
                                    fermata::checkpoint("read");
                                    fermata::checkpoint("wrote");
                                    fermata::checkpoint("end");
                                }};
    };
    auto const run = [](fermata::starter const& a, fermata::starter const& b,
                        std::vector<fermata::point> const& order) {
        fermata::runner runner{{a, b}, order};
        for (auto const& expected : order) {
            check(runner.next() == expected, "the declared point was reached");
        }
        runner.finish();
    };
    auto const make_order = [](fermata::starter const& a, fermata::starter const& b) {
        return std::vector{a.at("begin"), b.at("begin"), a.at("read"), b.at("read"),
                           a.at("wrote"), b.at("wrote"), a.at("end"),  b.at("end")};
    };
    fermata::starter const a = make_starter("a");
    fermata::starter const b = make_starter("b");
    auto const order = make_order(a, b);
    for (std::uint64_t i = 0; i != runners; ++i) {
        if (starters_anew) {
            fermata::starter const new_a = make_starter("a");
            fermata::starter const new_b = make_starter("b");
            run(new_a, new_b, make_order(new_a, new_b));
        } else {
            run(a, b, order);
        }
    }
    return runners;
}

resident memory_of(std::uint64_t executions_early, std::uint64_t executions) {
    resident found;
    static_cast<void>(resident_kibibytes()); // so that what the question itself takes is there before
    std::uint64_t made = 0;
    fermata::options with;
    with.strategy = fermata::strategies::random{};
    with.executions_max = executions;
    auto const report = fermata::explore(
        [&] {
            if (++made == executions_early) {
                found.early = resident_kibibytes();
            } else if (made == executions) {
                found.late = resident_kibibytes();
            }
            run_starters(2, 3);
        },
        with);
    check(report.ok() && report.executions == executions, "as many samples as were asked for");
    return found;
}

} // namespace bench
