// fermata - https://www.boost.org/LICENSE_1_0.txt
#include "cases.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>
#include <string_view>

// FERMATA_BASELINES is the folder of the kept texts. To accept a change, run this test with
// FERMATA_ACCEPT_BASELINES=1 in the environment, and look at what has changed before it is committed.

namespace {

std::filesystem::path baseline(std::string const& name) {
    return std::filesystem::path(FERMATA_BASELINES) / (name + ".txt");
}

std::string content_of(std::filesystem::path const& path) {
    std::ifstream file(path, std::ios::binary);
    std::ostringstream text;
    text << file.rdbuf();
    return text.str();
}

bool is_accepting() {
    char const* value = std::getenv("FERMATA_ACCEPT_BASELINES");
    return value != nullptr && std::string_view(value) == "1";
}

} // namespace

TEST_CASE("every report reads as its baseline") {
    for (report_case const& each : report_cases()) {
        std::string const text = to_string(each.report);
        if (is_accepting()) {
            std::ofstream(baseline(each.name), std::ios::binary) << text;
            continue;
        }
        INFO("baseline ", each.name, "; FERMATA_ACCEPT_BASELINES=1 accepts a change");
        CHECK(content_of(baseline(each.name)) == text);
    }
}

TEST_CASE("every baseline belongs to a report") {
    std::set<std::string> names;
    for (report_case const& each : report_cases()) {
        CHECK(names.insert(each.name + ".txt").second);
    }
    for (auto const& entry : std::filesystem::directory_iterator(FERMATA_BASELINES)) {
        CHECK_MESSAGE(names.count(entry.path().filename().string()) == 1, entry.path().filename().string());
    }
}

TEST_CASE("only a complete exploration without a failure looks like success") {
    for (report_case const& each : report_cases()) {
        std::string const text = to_string(each.report);
        INFO(text);
        CHECK(text.starts_with("fermata: "));
        CHECK(text.ends_with('\n'));
        CHECK(text.starts_with("fermata: ok") == (each.report.ok() && each.report.complete));
    }
}

TEST_CASE("a stream gets the same text") {
    fermata::report const report = report_cases().front().report;
    std::ostringstream stream;
    stream << report;
    CHECK(stream.str() == to_string(report));
}
