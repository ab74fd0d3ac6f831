// fermata - https://www.boost.org/LICENSE_1_0.txt
//
// How soon each bug is found by the strategies that sample, beside what is known; and that the table of docs/bugs.md
// says what was measured. The known means are of 20 seeds, from another implementation of ours in which only mutex
// operations and racy variables are visible, as here; for surw the greater one of the published figure and of that of a
// walk that is uniform over all orders. A mean of 20 has a standard deviation of a fifth of itself; what is checked is
// twice the figure and two more.
//
// FERMATA_ACCEPT_BASELINES=1 in the environment writes the table anew; in the long form, all of it.
#include "programs/catalogue.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <array>
#include <cstdlib>
#include <fstream>
#include <map>
#include <sstream>

namespace {

constexpr int seeds = 20;
constexpr std::uint64_t dpor_executions_max = 20'000;

struct sampler {
    char const* name;
    fermata::strategy_value strategy;
    double programs::sample_means::*mean;
};
std::array<sampler, 4> samplers() {
    return {{{"random", fermata::strategies::random{}, &programs::sample_means::random},
             {"pct", fermata::strategies::pct{}, &programs::sample_means::pct},
             {"pos", fermata::strategies::pos{}, &programs::sample_means::pos},
             {"surw", fermata::strategies::surw{}, &programs::sample_means::surw}}};
}

struct measured {
    double mean = 0; ///< where nothing was found, as if the next sample had
    int found = 0;   ///< with how many of the seeds
};

measured measure(programs::program const& what, fermata::strategy_value const& strategy) {
    measured all;
    fermata::options with = programs::options_of(what, strategy);
    with.executions_max = what.is_slow_to_sample ? 1'000'000 : 100'000;
    for (std::uint64_t seed = 0; seed < seeds; ++seed) {
        with.seed = 1'000 + seed;
        auto const report = fermata::explore(what.body, with);
        all.found += report.failure.has_value() ? 1 : 0;
        all.mean += static_cast<double>(report.failure.has_value() ? report.failure->execution : *with.executions_max);
    }
    all.mean /= seeds;
    return all;
}

std::string text_of(measured const& of) {
    if (of.found == 0) {
        return fmt::format("not in {:.0f}", of.mean);
    }
    if (of.found < seeds) {
        return fmt::format("> {:.0f}, {} of {} found it", of.mean, of.found, seeds);
    }
    return of.mean < 1'000 ? fmt::format("{:.1f}", of.mean) : fmt::format("{:.0f}", of.mean);
}

std::array<std::string, 4> published(programs::program const& what) {
    std::array<std::string, 4> all;
    std::istringstream words(what.samples->published);
    for (std::string& each : all) {
        std::string slash;
        words >> each >> slash;
    }
    return all;
}

/// docs/bugs.md, with the rows of its table by the names of their programs.
struct document {
    std::vector<std::string> before; ///< lines
    std::map<std::string, std::string> rows;
    std::vector<std::string> after;

    static std::string name_in(std::string const& row) { return row.substr(2, row.find(" |", 2) - 2); }
};

document read_document() {
    document all;
    std::ifstream file(FERMATA_BUGS_DOCUMENT);
    bool is_table = false;
    for (std::string line; std::getline(file, line);) {
        if (line.starts_with("|---")) {
            is_table = true;
            all.before.push_back(line);
        } else if (is_table && line.starts_with("| ")) {
            all.rows.emplace(document::name_in(line), line);
        } else {
            (is_table ? all.after : all.before).push_back(line);
        }
    }
    return all;
}

void write_document(document const& all) {
    std::ofstream file(FERMATA_BUGS_DOCUMENT);
    for (std::string const& line : all.before) {
        file << line << '\n';
    }
    for (auto const& [name, row] : all.rows) {
        file << row << '\n';
    }
    for (std::string const& line : all.after) {
        file << line << '\n';
    }
}

std::string found_by_dpor(programs::program const& what) {
    fermata::options with = programs::options_of(what, fermata::strategies::dpor{});
    with.executions_max = dpor_executions_max;
    auto const report = fermata::explore(what.body, with);
    CHECK(report.failure.has_value() == what.is_found_by_dpor);
    return report.failure.has_value() ? std::to_string(report.failure->execution)
                                      : fmt::format("not in {}", dpor_executions_max);
}

bool is_number(std::string const& text) { return text.find_first_not_of("0123456789") == std::string::npos; }

std::string row_of(programs::program const& what) {
    std::string row = fmt::format("| {} | {} | {}", what.name, what.bug, found_by_dpor(what));
    auto const of_others = published(what);
    bool is_remarkable = false;
    std::size_t nth = 0;
    for (sampler const& by : samplers()) {
        CAPTURE(by.name);
        measured const ours = measure(what, by.strategy);
        std::string const& theirs = of_others[nth++];
        CHECK(ours.mean <= 2 * (*what.samples).*by.mean + 2);
        is_remarkable = is_remarkable || (is_number(theirs) && ours.mean > 2 * std::stod(theirs));
        row += fmt::format(" | {} ({})", text_of(ours), theirs);
    }
    CHECK_MESSAGE(is_remarkable == (what.remark[0] != '\0'), row); // what differs that much is explained
    return row + fmt::format(" | {} |", what.remark);
}

} // namespace

TEST_CASE("samples to the bug, and the table that tells them") {
    document const told = read_document();
    document now{told.before, {}, told.after};
    for (auto const& each : programs::all_wrong()) {
        if (!each.samples.has_value()) {
            continue;
        }
        CAPTURE(each.name);
#if !defined(FERMATA_LONG_TESTS)
        if (each.is_slow_to_sample) {
            auto const as_it_was = told.rows.find(each.name);
            CHECK(as_it_was != told.rows.end());
            if (as_it_was != told.rows.end()) {
                now.rows.insert(*as_it_was);
            }
            continue;
        }
#endif
        std::string const row = row_of(each);
        now.rows.emplace(each.name, row);
        if (std::getenv("FERMATA_PROGRAMS_SHOW") != nullptr) {
            fmt::print("{}\n", row);
        }
    }
    if (std::getenv("FERMATA_ACCEPT_BASELINES") != nullptr) {
        write_document(now);
        return;
    }
    CHECK(told.rows.size() == now.rows.size());
    for (auto const& each : now.rows) {
        auto const before = told.rows.find(each.first);
        CHECK_MESSAGE((before != told.rows.end() && before->second == each.second), each.second);
    }
}
