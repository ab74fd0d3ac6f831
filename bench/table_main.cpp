// fermata - https://www.boost.org/LICENSE_1_0.txt

#include "programs.hpp"
#include "rows.hpp"

#include <fmt/core.h>

#include <cstdio>
#include <exception>
#include <fstream>
#include <string>
#include <string_view>
#include <vector>

namespace {

constexpr std::string_view usage =
    "usage: fermata_bench_table [--json FILE] [--smoke | --thorough] [GROUP ...]\n"
    "\n"
    "Measures each figure beside its yardstick in this process, and prints one table.\n"
    "  --json FILE   writes the table to a file, too\n"
    "  --smoke       tiny sizes: shows only that everything runs, and that the counts are right\n"
    "  --thorough    three times as many rounds\n"
    "  GROUP         only these: switch enumerate random strategies deadlock dpor fibers steps declared memory "
    "processes others suite\n";

struct arguments {
    std::string json;
    bench::extent how_much = bench::extent::usual;
    std::vector<std::string_view> groups;
};

bool parse(int count, char** values, arguments& to) {
    for (int i = 1; i < count; ++i) {
        std::string_view const value = values[i];
        if (value == "--json" && i + 1 < count) {
            to.json = values[++i];
        } else if (value == "--smoke") {
            to.how_much = bench::extent::smoke;
        } else if (value == "--thorough") {
            to.how_much = bench::extent::thorough;
        } else {
            bool known = false;
            for (auto const& group : bench::all_row_groups()) {
                known = known || group.name == value;
            }
            if (!known) {
                fmt::print(stderr, "unknown argument: {}\n\n{}", value, usage);
                return false;
            }
            to.groups.push_back(value);
        }
    }
    return true;
}

bool is_wanted(arguments const& by, std::string_view group) {
    for (auto const each : by.groups) {
        if (each == group) {
            return true;
        }
    }
    return by.groups.empty();
}

int run(arguments const& with) {
    bench::table table;
    for (auto const& group : bench::all_row_groups()) {
        if (is_wanted(with, group.name)) {
            fmt::print(stderr, "measuring {} ...\n", group.name);
            group.measure(table, with.how_much);
        }
    }
    fmt::print("{}", bench::to_text(table));
    if (with.how_much == bench::extent::smoke) {
        fmt::print("The counts are right. Sizes as tiny as these say nothing about time.\n");
    }
    if (!with.json.empty()) {
        std::ofstream file(with.json);
        file << bench::to_json(table);
        if (!file.flush()) {
            fmt::print(stderr, "cannot write {}\n", with.json);
            return 1;
        }
    }
    return 0;
}

} // namespace

int main(int count, char** values) {
    arguments with;
    if (count == 2 && (std::string_view(values[1]) == "--help" || std::string_view(values[1]) == "-h")) {
        fmt::print("{}", usage);
        return 0;
    }
    if (!parse(count, values, with)) {
        return 2;
    }
    try {
        return run(with);
    } catch (bench::check_failed const& failed) {
        fmt::print(stderr, "a figure would be worthless, this does not hold: {}\n", failed.what);
    } catch (std::exception const& error) {
        fmt::print(stderr, "{}\n", error.what());
    }
    return 1;
}
