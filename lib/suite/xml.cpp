// fermata - https://www.boost.org/LICENSE_1_0.txt
//
// The format of the framework's XML reporter: what the workers' reporters wrote about their test cases, in one file.
#include "suite/summary.hpp"
#include "suite/text.hpp"

#include <fmt/core.h>

#include <algorithm>

namespace fermata::suite::detail {

namespace {

std::string test_case(case_result const& result, case_list const& all) {
    bool const is_told = result.how == verdict::passed || result.how == verdict::failed;
    if (is_told && !result.report.xml.empty()) {
        return "    " + result.report.xml + "\n";
    }
    case_info const& which = all.cases[result.index];
    std::string text = fmt::format("    <TestCase name=\"{}\" filename=\"{}\" line=\"{}\"", xml_text(which.name),
                                   xml_text(which.file), which.line);
    if (result.how == verdict::not_run) {
        return text + " skipped=\"true\"/>\n";
    }
    text += ">\n";
    for (failure_text const& each : result.failures) {
        text += fmt::format("      <Message type=\"{}\"><Text>{}: {}</Text></Message>\n", xml_text(each.kind),
                            xml_text(each.place), xml_text(each.text));
    }
    text += fmt::format("      <Exception crash=\"true\">\n        {}\n      </Exception>\n"
                        "      <OverallResultsAsserts successes=\"0\" failures=\"{}\" test_case_success=\"false\"/>\n",
                        xml_text(result.why), result.failures.size());
    return text + "    </TestCase>\n";
}

} // namespace

std::string xml_report(run_outcome const& of, case_list const& all, run_settings const& with) {
    std::string const version = with.no_version ? "" : fmt::format(" version=\"{}\"", with.framework_version);
    std::string text =
        fmt::format("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<{} binary=\"{}\"{}>\n{}", with.framework,
                    xml_text(with.program.substr(with.program.rfind('/') + 1)), version, with.xml_options);
    std::vector<case_result const*> sorted;
    std::uint64_t assertions = 0;
    std::uint64_t assertions_failed = 0;
    for (case_result const& each : of.results) {
        sorted.push_back(&each);
        assertions += each.report.assertions;
        assertions_failed += each.report.assertions_failed;
    }
    auto const suite_of = [&](case_result const& of_result) { return all.cases[of_result.index].suite; };
    std::stable_sort(sorted.begin(), sorted.end(), [&](auto const* a, auto const* b) {
        return std::pair(suite_of(*a), a->index) < std::pair(suite_of(*b), b->index);
    });
    for (std::size_t i = 0; i < sorted.size(); ++i) {
        std::string const suite = suite_of(*sorted[i]);
        if (i == 0 || suite != suite_of(*sorted[i - 1])) {
            text += fmt::format("  <TestSuite name=\"{}\">\n", xml_text(suite));
        }
        text += test_case(*sorted[i], all);
        if (i + 1 == sorted.size() || suite != suite_of(*sorted[i + 1])) {
            text += "  </TestSuite>\n";
        }
    }
    std::size_t const passed = of.count(verdict::passed);
    std::size_t const not_run = of.count(verdict::not_run);
    std::string const skipped = with.no_skipped_summary ? "" : fmt::format(" skipped=\"{}\"", of.skipped + not_run);
    text += fmt::format("  <OverallResultsAsserts successes=\"{}\" failures=\"{}\"/>\n"
                        "  <OverallResultsTestCases successes=\"{}\" failures=\"{}\"{}/>\n</{}>\n",
                        assertions - assertions_failed, assertions_failed, passed, of.selected - passed - not_run,
                        skipped, with.framework);
    return text;
}

} // namespace fermata::suite::detail
