// fermata - https://www.boost.org/LICENSE_1_0.txt
#include "suite/decorations.hpp"

#include <map>
#include <memory>
#include <tuple>

namespace fermata::suite {

std::string_view to_string(group_strategy value) noexcept {
    switch (value) {
    case free: return "free";
    case serial: return "serial";
    case isolated_free: return "isolated_free";
    case isolated_serial: return "isolated_serial";
    }
    return "unknown"; // a value that was cast; it is found out before anything runs
}

namespace detail {

namespace {

using case_key = std::tuple<std::string, unsigned, std::string>;

/// Made by whichever test case is registered first.
struct registry {
    std::map<case_key, decorations> cases;
    std::map<char const*, decorations> suites;
    std::vector<std::unique_ptr<std::string>> suite_names;
};

registry& the_registry() {
    static registry only;
    return only;
}

decorations& of_suite(char const*& name) {
    registry& all = the_registry();
    if (!all.suites.contains(name)) {
        all.suite_names.push_back(std::make_unique<std::string>(name != nullptr ? name : ""));
        name = all.suite_names.back()->c_str();
    }
    return all.suites[name];
}

} // namespace

void decorate_case(char const* file, unsigned line, char const* name, std::string_view group, std::string_view strategy,
                   source_location where) {
    the_registry().cases[{file, line, name}].groups.push_back({std::string(group), std::string(strategy), where});
}

char const* decorate_suite(char const* name, std::string_view group, std::string_view strategy, source_location where) {
    of_suite(name).groups.push_back({std::string(group), std::string(strategy), where});
    return name;
}

void limit_case(char const* file, unsigned line, char const* name, std::chrono::nanoseconds limit) {
    the_registry().cases[{file, line, name}].limit = limit;
}

char const* limit_suite(char const* name, std::chrono::nanoseconds limit) {
    of_suite(name).limit = limit;
    return name;
}

decorations const* decorations_of_case(std::string const& file, unsigned line, std::string const& name) {
    auto const found = the_registry().cases.find({file, line, name});
    return found == the_registry().cases.end() ? nullptr : &found->second;
}

decorations const* decorations_of_suite(char const* name) {
    auto const found = the_registry().suites.find(name);
    return found == the_registry().suites.end() ? nullptr : &found->second;
}

} // namespace detail
} // namespace fermata::suite
