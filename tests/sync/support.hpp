// fermata - https://www.boost.org/LICENSE_1_0.txt
#pragma once

#include <fermata/fermata.hpp>

#include <doctest/doctest.h>

#include <functional>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace sync_tests {

/// What an exploration of every ordering has seen.
struct seen {
    fermata::report report;
    std::uint64_t executions = 0;
    std::uint64_t deadlocked = 0;
    /// Up to the order of operations that do not conflict: how many executions an optimal reduction makes.
    std::size_t classes = 0;
    /// What the body returned, or the outcome where it did not return; and in how many executions.
    std::map<std::string, std::uint64_t> results;

    bool only(std::set<std::string> const& expected) const {
        std::set<std::string> found;
        for (auto const& each : results) {
            found.insert(each.first);
        }
        return found == expected;
    }
};

/// Every ordering, and all of them, whatever fails. Checks that executions of one class have one result: otherwise
/// an operation has not told what it does.
seen explore_all(std::function<std::string()> const& body);
/// Only what fails first.
fermata::report first_failure(std::function<void()> const& body);

/// Starts a thread for each, and joins them.
template <class... Bodies>
void together(Bodies... bodies) {
    std::vector<fermata::thread> all;
    (all.emplace_back(std::move(bodies)), ...);
    for (fermata::thread& each : all) {
        each.join();
    }
}

/// The body as the only thread, for a program that starts none.
template <class Body>
auto alone(Body body) {
    return [body] {
        together(body);
        return std::string();
    };
}

inline bool contains(std::string_view text, std::string_view part) { return text.find(part) != std::string_view::npos; }

/// Everything that a failure says, in one text.
std::string all_of(fermata::report const& of);

/// The message of a failed execution that is not a deadlock, and its place; the test fails if there is none.
void check_misuse(std::function<void()> const& body, std::string_view message, bool has_place = true);
/// A usage_error outside of an execution.
void check_misuse_outside(std::function<void()> const& body, std::string_view message);

} // namespace sync_tests
