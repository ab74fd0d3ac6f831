// fermata - https://www.boost.org/LICENSE_1_0.txt
#pragma once

#include "program.hpp"
#include "support/classes.hpp"

#include <fermata/fermata.hpp>

#include <cstdint>
#include <cstdlib>
#include <map>
#include <memory>
#include <set>
#include <string>

namespace generated {

/// What a search has seen of a program.
struct seen {
    std::map<std::string, std::uint64_t> classes; ///< with how many executions each had
    std::set<std::string> states;
    fermata::report report;
};

inline seen explore(program const& what, std::shared_ptr<fermata::strategy> strategy) {
    seen all;
    std::string state;
    fermata::options with;
    auto const see = [&](std::string const& its_class, fermata::outcome how) {
        ++all.classes[its_class];
        all.states.insert(std::string(to_string(how)) + ' ' + (how == fermata::outcome::pruned ? "" : state));
    };
    with.strategy = std::make_shared<test_support::watched>(std::move(strategy), see, [&] { all = {}; });
    with.executions_max = 3'000; // larger programs are left out: there are many that are not
    with.stop_at_first_failure = false;
    all.report = fermata::explore([&] { run(what, state); }, with);
    return all;
}

/// Whether executions were made that only showed something.
inline bool has_looked(fermata::report const& report) {
    return report.verdict().find("more look") != std::string::npos;
}

inline std::uint64_t setting(char const* name, std::uint64_t otherwise) {
    char const* const text = std::getenv(name);
    return text != nullptr ? std::strtoull(text, nullptr, 10) : otherwise;
}

} // namespace generated
