// fermata - https://www.boost.org/LICENSE_1_0.txt
//
// Which tests run, in which order, how often.
#include "support.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <set>

using namespace support;

namespace {

/// The names of the tests in the order in which they ended, and how often.
std::vector<std::string> names_in(ended const& run) {
    std::vector<std::string> found;
    std::string const mark = " s: ";
    for (std::size_t at = run.output.find(mark); at != std::string::npos; at = run.output.find(mark, at + 1)) {
        std::size_t const begin = at + mark.size();
        found.push_back(run.output.substr(begin, run.output.find('\n', begin) - begin));
    }
    return found;
}

std::vector<std::string> const good{"-d", "-tse=not good"};

std::vector<std::string> with(std::vector<std::string> more) {
    more.insert(more.end(), good.begin(), good.end());
    return more;
}

} // namespace

TEST_CASE("--rerun-failed runs exactly those that failed the last time, until they pass") {
    program const cases(CASES_PROGRAM);
    CHECK(cases.run({"--np=2", "--rerun-failed"}).code == 2); // there was no last time
    CHECK(cases.run({"--np=2"}).code == 1);
    ended const again = cases.run({"--np=2", "--rerun-failed"});
    CHECK(again.code == 1);
    CHECK(again.says("[fermata] 5 tests in 2 workers"));
    for (char const* const each :
         {"  fails  ", "  throws  ", "  should fail and does not  ", "  takes too long  ", "  aborts  "}) {
        CHECK(again.says(each));
    }
    ended const here = cases.run({"--np=0", "--rerun-failed", "-tc=throws,free 1"});
    CHECK(here.code == 1);
    CHECK(here.says("     1 |      0 passed |      1 failed |"));
    ended const none = cases.run({"--np=2", "--rerun-failed", "-tc=free*"});
    CHECK(none.code == 2);
    CHECK(none.says("none of the selected tests failed the last time"));
}

TEST_CASE("--order: declared, random with a seed, and the slowest first by the times of the last run") {
    program const cases(CASES_PROGRAM);
    // In this process, where one ends before the next begins. Some fail there, which does not matter here.
    auto const order = [&](std::string const& how) { return names_in(cases.run(with({"--np=0", "--order=" + how}))); };
    auto const declared = order("declared");
    REQUIRE(declared.size() == 16);
    CHECK(declared[0] == "free 1");
    CHECK(declared[1] == "free 2");
    CHECK(declared.back() == "quite alone 2"); // isolated groups come last
    auto const random = order("random:12");
    CHECK(random == order("random:12"));
    CHECK(random != declared);
    CHECK(order("random:13") != random);
    CHECK(std::is_permutation(random.begin(), random.end(), declared.begin(), declared.end()));
    CHECK(order("slowest-first")[0] == "counts itself"); // it waits for a while
    CHECK(cases.run(with({"--np=1", "--order=random"})).says("--order=random:"));
    CHECK(names_in(cases.run(with({"--np=2", "--order=random:12", "-tc=free *,of *"}))).size() == 5);
}

TEST_CASE("--repeat runs each so many times") {
    program const cases(CASES_PROGRAM);
    CHECK(names_in(cases.run({"--np=2", "-d", "--repeat=3", "-tc=free 1,ordered *"})).size() == 12);
    ended const run = cases.run({"--np=2", "--repeat", "2", "-tc=throws"});
    CHECK(run.says("  throws (1 of 2)  "));
    CHECK(run.says("  throws (2 of 2)  "));
}

TEST_CASE("--shard and the variables of GoogleTest and Bazel: each test is in exactly one part, groups stay whole") {
    program const cases(CASES_PROGRAM);
    auto const everything = names_in(cases.run(with({"--np=2"})));
    auto const parts = [&](auto run_part) {
        std::vector<std::string> all;
        for (int part = 0; part < 3; ++part) {
            ended const run = run_part(part);
            CHECK(run.code == 0);
            auto const names = names_in(run);
            CHECK(!names.empty());
            CHECK(names.size() < everything.size());
            all.insert(all.end(), names.begin(), names.end());
        }
        std::multiset<std::string> const expected(everything.begin(), everything.end());
        CHECK(std::multiset<std::string>(all.begin(), all.end()) == expected);
    };
    parts([&](int part) { return cases.run(with({"--np=2", "--shard=" + std::to_string(part + 1) + "/3"})); });
    parts([&](int part) {
        return cases.run(with({"--np=2"}), {{"GTEST_TOTAL_SHARDS", "3"}, {"GTEST_SHARD_INDEX", std::to_string(part)}});
    });
    std::string const touched = cases.here() / "touched";
    parts([&](int part) {
        return cases.run(with({"--np=2"}), {{"TEST_TOTAL_SHARDS", "3"},
                                            {"TEST_SHARD_INDEX", std::to_string(part)},
                                            {"TEST_SHARD_STATUS_FILE", touched}});
    });
    CHECK(std::filesystem::exists(touched));
    ended const empty = cases.run({"--np=2", "--shard=2/2", "-tc=free 1"});
    CHECK(empty.code == 0);
    CHECK(empty.says("there are fewer tests than shards"));
    CHECK(cases.run({"--np=2"}, {{"GTEST_TOTAL_SHARDS", "3"}, {"GTEST_SHARD_INDEX", "3"}}).code == 3);
}

TEST_CASE("each option has a variable, and the option overrules it") {
    program const cases(CASES_PROGRAM);
    environment const variables{{"FERMATA_SUITE_NP", "2"},           {"FERMATA_SUITE_REPEAT", "2"},
                                {"FERMATA_SUITE_ORDER", "random:5"}, {"FERMATA_SUITE_DURATIONS", "1"},
                                {"FERMATA_SUITE_SHOW_OUTPUT", "1"},  {"FERMATA_SUITE_TIMEOUT", "30"}};
    ended const run = cases.run({"-tc=where it runs"}, variables);
    CHECK(run.says("[fermata] 2 tests in 2 workers, --order=random:5"));
    CHECK(times_in(run.output, "parallel 1") == 2);
    CHECK(run.says("\nSlowest:\n"));
    CHECK(cases.run({"-tc=where it runs", "--np=1", "--repeat=1"}, variables).says("1 test in 1 worker,"));
    CHECK(cases.run({}, {{"FERMATA_SUITE_SHARD", "x"}}).code == 3);
    CHECK(cases.run({"-tc=free 1"}, {{"FERMATA_SUITE_LIST_GROUPS", "1"}}).says("ungrouped  free  (1 test)"));
    CHECK(cases.run({"--np=2", "-tc=free 1"}, {{"FERMATA_SUITE_RERUN_FAILED", "1"}}).code == 2);
}

TEST_CASE("--only takes the numbers of --list-groups") {
    program const cases(CASES_PROGRAM);
    CHECK(names_in(cases.run({"--np=0", "-d", "--only=2,1", "--order=declared"})) ==
          std::vector<std::string>{"free 1", "free 2"});
    CHECK(names_in(cases.run({"--np=2", "-d", "--only=2,1"})).size() == 2);
    CHECK(cases.run({"--np=1", "--only=1000"}).code == 2);
}
