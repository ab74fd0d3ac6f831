// fermata - https://www.boost.org/LICENSE_1_0.txt
#pragma once

#include <fermata/fermata.hpp>

#include <doctest/doctest.h>

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#if defined(__SANITIZE_ADDRESS__)
#define FERMATA_TESTS_ADDRESS_SANITIZER
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define FERMATA_TESTS_ADDRESS_SANITIZER
#endif
#endif
#if defined(FERMATA_TESTS_ADDRESS_SANITIZER)
extern "C" void* __asan_get_current_fake_stack(void);
#endif

namespace spin_tests {

inline bool holds(std::string_view text, std::string_view part) { return text.find(part) != std::string_view::npos; }

/// Whether AddressSanitizer keeps frames elsewhere, to find uses after return. Pointers to dead ones differ from round
/// to round then, so that some loops are not found: they end where the steps do.
inline bool has_fake_stacks() {
#if defined(FERMATA_TESTS_ADDRESS_SANITIZER)
    return __asan_get_current_fake_stack() != nullptr;
#else
    return false;
#endif
}

/// All of them, whatever fails.
inline fermata::options all_of(fermata::strategy_value const& strategy = fermata::strategies::dpor{}) {
    fermata::options with;
    with.strategy = strategy;
    with.stop_at_first_failure = false;
    return with;
}

struct named_options {
    char const* name;
    fermata::options with;
};

/// Each strategy that makes more than one execution; complete searches with a bound, too. The seed is one with which
/// the first execution, by which surw counts, goes round the loops of these tests.
inline std::vector<named_options> under_every_strategy() {
    namespace by_name = fermata::strategies;
    std::vector<named_options> all{{"dpor", all_of()},
                                   {"all_orderings", all_of(by_name::all_orderings{})},
                                   {"dpor, bounded", all_of()},
                                   {"all_orderings, bounded", all_of(by_name::all_orderings{})}};
    all[2].with.preemptions_max = 2;
    all[3].with.preemptions_max = 2;
    for (named_options const& each :
         {named_options{"random", all_of(by_name::random{})}, named_options{"pct", all_of(by_name::pct{})},
          named_options{"pos", all_of(by_name::pos{})}, named_options{"surw", all_of(by_name::surw{})}}) {
        all.push_back(each);
        all.back().with.executions_max = 100;
        all.back().with.seed = 1;
    }
    return all;
}

/// An execution ended so because a loop was not found.
inline bool has_missed_a_loop(fermata::outcome how) {
    return has_fake_stacks() && (how == fermata::outcome::step_limit || how == fermata::outcome::diverged);
}

/// Where loops may not be found: an execution of a program that is right ends as it has to, or has missed a loop, and
/// no more is claimed.
inline void check_nothing_false(std::uint64_t classes, std::function<void()> const& body) {
    for (named_options each : under_every_strategy()) {
        CAPTURE(each.name);
        each.with.steps_max = 200;
        each.with.executions_max = 100;
        auto const report = fermata::explore(body, each.with);
        CAPTURE(report.verdict());
        std::uint64_t const cut_off = report.count(fermata::outcome::step_limit);
        std::uint64_t const diverged = report.count(fermata::outcome::diverged);
        CHECK(report.executions == report.count(fermata::outcome::completed));
        CHECK(report.executions + cut_off + diverged > 0);
        CHECK(report.failure.has_value() == (cut_off + diverged != 0));
        CHECK(holds(report.verdict(), "cut off at steps_max") == (cut_off != 0));
        CHECK(holds(report.verdict(), "diverged") == (diverged != 0));
        if (report.complete) {
            CHECK(report.ok());
            CHECK((report.executions >= classes || each.with.preemptions_max.has_value()));
        }
    }
}

inline void together(std::vector<std::function<void()>> const& bodies) {
    std::vector<fermata::thread> threads;
    for (auto const& each : bodies) {
        threads.emplace_back(each);
    }
    for (fermata::thread& each : threads) {
        each.join();
    }
}

} // namespace spin_tests
