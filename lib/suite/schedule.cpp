// fermata - https://www.boost.org/LICENSE_1_0.txt
#include "suite/schedule.hpp"

#include <algorithm>
#include <map>
#include <random>

namespace fermata::suite::detail {

namespace {

bool is_serial(group_strategy how) { return how == serial || how == isolated_serial; }
bool is_isolated(group_strategy how) { return how == isolated_free || how == isolated_serial; }

/// Units in the order of their first cases; those that are isolated by group.
struct sorted_units {
    std::vector<unit> together;
    std::vector<std::pair<std::string, std::vector<unit>>> isolated;
};

/// What the units of one phase or several are made of, once.
std::vector<std::pair<std::size_t, unit>> units_of(case_list const& all, std::vector<std::size_t> const& selected) {
    std::vector<std::pair<std::size_t, unit>> made; // with a case of each
    std::map<std::string, std::size_t> serial_groups;
    for (std::size_t const index : selected) {
        case_info const& which = all.cases[index];
        if (!is_serial(all.strategy_of(which))) {
            made.push_back({index, {{{index, 1}}, true, 0}});
            continue;
        }
        auto const [found, is_new] = serial_groups.try_emplace(which.group, made.size());
        if (is_new) {
            made.push_back({index, {{}, false, 0}});
        }
        made[found->second].second.items.push_back({index, 1});
    }
    for (auto& [first, each] : made) { // in the order of definition, whatever the framework's is
        std::sort(each.items.begin(), each.items.end(),
                  [](run_item const& a, run_item const& b) { return a.index < b.index; });
    }
    return made;
}

double mean_seconds(std::vector<std::size_t> const& selected, history const& past) {
    double sum = 0;
    int count = 0;
    for (std::size_t const index : selected) {
        if (auto const known = past.of(index)) {
            sum += known->seconds;
            ++count;
        }
    }
    return count == 0 ? 0.01 : sum / count;
}

void sort_units(std::vector<unit>& units, options const& how, std::mt19937_64& numbers) {
    switch (how.order) {
    case case_order::declared: break;
    case case_order::slowest_first:
        std::stable_sort(units.begin(), units.end(),
                         [](unit const& a, unit const& b) { return a.expected_seconds > b.expected_seconds; });
        break;
    case case_order::random:
        for (std::size_t i = units.size(); i > 1; --i) { // std::shuffle differs between libraries
            std::swap(units[i - 1], units[numbers() % i]);
        }
        break;
    }
}

} // namespace

schedule make_schedule(case_list const& all, std::vector<std::size_t> const& selected, options const& how,
                       history const& past) {
    std::vector<std::size_t> wanted;
    for (std::size_t const index : selected) {
        bool const is_wanted = how.only.empty() || std::find(how.only.begin(), how.only.end(), index) != how.only.end();
        if (is_wanted && (!how.rerun_failed || past.has_failed(index))) {
            wanted.push_back(index);
        }
    }
    auto units = units_of(all, wanted);
    schedule made;
    if (how.shards > 1) { // whole units, so that a serial group stays together; by declaration, so that shards agree
        std::sort(units.begin(), units.end(), [](auto const& a, auto const& b) { return a.first < b.first; });
        std::vector<std::pair<std::size_t, unit>> mine;
        for (std::size_t i = static_cast<std::size_t>(how.shard) - 1; i < units.size();
             i += static_cast<std::size_t>(how.shards)) {
            mine.push_back(std::move(units[i]));
        }
        made.is_empty_shard = mine.empty() && !units.empty();
        units = std::move(mine);
    }

    double const mean = mean_seconds(wanted, past);
    sorted_units sorted;
    for (int repetition = 1; repetition <= how.repeat; ++repetition) {
        for (auto const& [index, each] : units) {
            unit copy = each;
            for (run_item& item : copy.items) {
                item.repetition = repetition;
                auto const known = past.of(item.index);
                copy.expected_seconds += known.has_value() ? known->seconds : mean;
            }
            made.runs += copy.items.size();
            case_info const& which = all.cases[index];
            if (!is_isolated(all.strategy_of(which))) {
                sorted.together.push_back(std::move(copy));
                continue;
            }
            auto found = std::find_if(sorted.isolated.begin(), sorted.isolated.end(),
                                      [&](auto const& group) { return group.first == which.group; });
            if (found == sorted.isolated.end()) {
                sorted.isolated.push_back({which.group, {}});
                found = sorted.isolated.end() - 1;
            }
            found->second.push_back(std::move(copy));
        }
    }

    std::mt19937_64 numbers(how.seed);
    if (!sorted.together.empty()) {
        sort_units(sorted.together, how, numbers);
        made.phases.push_back({std::move(sorted.together)});
    }
    for (auto& [name, group] : sorted.isolated) {
        if (!group.front().may_share_process) { // repetitions of a serial one: each is alone
            for (unit& each : group) {
                made.phases.push_back({{std::move(each)}});
            }
            continue;
        }
        sort_units(group, how, numbers);
        made.phases.push_back({std::move(group)});
    }
    return made;
}

} // namespace fermata::suite::detail
