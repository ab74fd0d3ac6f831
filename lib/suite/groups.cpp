// fermata - https://www.boost.org/LICENSE_1_0.txt
//
// Which test case is in which group, and what can be wrong with that.
#include "suite/cases.hpp"
#include "suite/decorations.hpp"

#include <fmt/core.h>

#include <array>

namespace fermata::suite::detail {

namespace {

constexpr std::array strategies{free, serial, isolated_free, isolated_serial};

std::optional<group_strategy> strategy_named(std::string_view name) {
    for (group_strategy const each : strategies) {
        if (to_string(each) == name) {
            return each;
        }
    }
    return std::nullopt;
}

std::string place_of(source_location const& where) { return fmt::format("{}:{}", where.file_name(), where.line()); }

/// What a group's strategy is, and where that was said first.
struct declared_strategy {
    group_strategy value = free;
    source_location where{};
};

class checker {
public:
    explicit checker(case_list& all) : all_(all) {}

    std::vector<std::string> check() {
        all_.groups[no_group] = free;
        for (case_info& each : all_.cases) {
            decorations const* const suite = decorations_of_suite(each.suite_key);
            decorations const* const own = decorations_of_case(each.file, each.line, each.name);
            if (suite != nullptr) {
                take(*suite, fmt::format("test suite '{}'", each.suite), each);
            }
            if (own != nullptr) {
                take(*own, fmt::format("test case '{}'", each.name), each);
            }
            if (each.group.empty()) {
                each.group = no_group;
            }
            all_.groups.try_emplace(each.group, free);
        }
        for (auto const& [name, strategy] : strategies_) {
            all_.groups[name] = strategy.value;
        }
        return std::move(wrong_);
    }

private:
    void take(decorations const& what, std::string const& whose, case_info& of) {
        if (what.limit.has_value()) {
            of.limit = what.limit;
        }
        for (group_decoration const& each : what.groups) {
            check(each);
            if (each.group != what.groups.front().group) {
                group_decoration const& first = what.groups.front();
                complain(fmt::format("{} is in two groups: '{}' ({}) and '{}' ({})", whose, first.group,
                                     place_of(first.where), each.group, place_of(each.where)));
            }
            of.group = each.group;
        }
    }

    void check(group_decoration const& what) {
        if (what.group.empty()) {
            complain(fmt::format("a group must have a name ({})", place_of(what.where)));
        }
        if (what.strategy.empty()) {
            return;
        }
        auto const known = strategy_named(what.strategy);
        if (!known.has_value()) {
            complain(
                fmt::format("group '{}' ({}): there is no strategy '{}'; there are free, serial, isolated_free and "
                            "isolated_serial",
                            what.group, place_of(what.where), what.strategy));
            return;
        }
        if (what.group == no_group && *known != free) {
            complain(
                fmt::format("group '{}' ({}): this is the name of the cases without a group, which are free, not {}",
                            what.group, place_of(what.where), what.strategy));
        }
        auto const [found, is_new] = strategies_.try_emplace(what.group, declared_strategy{*known, what.where});
        if (!is_new && found->second.value != *known) {
            complain(fmt::format("group '{}' has two strategies: {} ({}) and {} ({})", what.group,
                                 to_string(found->second.value), place_of(found->second.where), what.strategy,
                                 place_of(what.where)));
        }
    }

    /// A suite has many cases, and each would say the same.
    void complain(std::string sentence) {
        for (std::string const& each : wrong_) {
            if (each == sentence) {
                return;
            }
        }
        wrong_.push_back(std::move(sentence));
    }

    case_list& all_;
    std::map<std::string, declared_strategy> strategies_;
    std::vector<std::string> wrong_;
};

} // namespace

std::string place_of(case_info const& which) { return fmt::format("{}:{}", which.file, which.line); }

std::string case_list::key_of(case_info const& which) { return place_of(which) + ' ' + which.name; }

std::vector<std::string> assign_groups(case_list& all) { return checker(all).check(); }

} // namespace fermata::suite::detail
