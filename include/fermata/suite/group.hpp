// fermata - https://www.boost.org/LICENSE_1_0.txt
#pragma once

#include <fermata/model/source_location.hpp>

#include <chrono>
#include <string>
#include <string_view>

/// Test cases across processes. A doctest executable that links fermata::suite_main runs them so with `--np N`.
namespace fermata::suite {

/// How the test cases of a group are run.
enum group_strategy {
    free,            ///< in any order, side by side with all others, each in a process of its own
    serial,          ///< in one process, in the order of their definition; other groups run meanwhile
    isolated_free,   ///< as free, but while nothing of any other group runs
    isolated_serial, ///< as serial, but while nothing else runs
};

/// "free", "serial", "isolated_free", "isolated_serial"
std::string_view to_string(group_strategy value) noexcept;

namespace detail {
void decorate_case(char const* file, unsigned line, char const* name, std::string_view group, std::string_view strategy,
                   source_location where);
/// Returns the name that the suite has from now on: the same text, at an address that no other suite has.
char const* decorate_suite(char const* name, std::string_view group, std::string_view strategy, source_location where);
void limit_case(char const* file, unsigned line, char const* name, std::chrono::nanoseconds limit);
char const* limit_suite(char const* name, std::chrono::nanoseconds limit);
} // namespace detail

/// A decorator for doctest's test cases and suites: TEST_CASE("…" * suite::group("db", suite::serial)). Cases inherit
/// the group of their suite, unless they have one of their own. Who has none is in the group "ungrouped", which is
/// free.
///
/// A group has one strategy, which one of its decorators must give, or else it is free. All of this is checked before
/// anything runs.
class group {
public:
    group(std::string_view name, source_location where = source_location::current()) : name_(name), where_(where) {}
    group(std::string_view name, group_strategy how, source_location where = source_location::current())
        : name_(name), strategy_(to_string(how)), where_(where) {}
    group(std::string_view name, std::string_view how, source_location where = source_location::current())
        : name_(name), strategy_(how.empty() ? "''" : how), where_(where) {}

    /// What doctest calls.
    template <class Target>
    void fill(Target& which) const {
        if constexpr (requires { which.m_line; }) {
            detail::decorate_case(which.m_file.c_str(), which.m_line, which.m_name, name_, strategy_, where_);
        } else {
            which.m_test_suite = detail::decorate_suite(which.m_test_suite, name_, strategy_, where_);
        }
    }

private:
    std::string name_;
    std::string strategy_;
    source_location where_;
};

/// A decorator: so long a test case may run in a worker process before it is killed, whatever --timeout says. Zero or
/// less: for ever.
class timeout {
public:
    timeout(std::chrono::nanoseconds limit) : limit_(limit) {}
    explicit timeout(double seconds)
        : limit_(std::chrono::duration_cast<std::chrono::nanoseconds>(std::chrono::duration<double>(seconds))) {}

    template <class Target>
    void fill(Target& which) const {
        if constexpr (requires { which.m_line; }) {
            detail::limit_case(which.m_file.c_str(), which.m_line, which.m_name, limit_);
        } else {
            which.m_test_suite = detail::limit_suite(which.m_test_suite, limit_);
        }
    }

private:
    std::chrono::nanoseconds limit_;
};

} // namespace fermata::suite
