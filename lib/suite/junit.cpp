// fermata - https://www.boost.org/LICENSE_1_0.txt
//
// JUnit's format, one testcase per test case. The framework's own reporter marks FAIL(), timeouts and should_fail
// wrongly, so this is written from the results.
#include "suite/console.hpp"
#include "suite/summary.hpp"
#include "suite/text.hpp"

#include <fmt/core.h>

#include <ctime>

namespace fermata::suite::detail {

namespace {

std::string base_name(std::string const& path) { return path.substr(path.rfind('/') + 1); }

std::string timestamp() {
    std::time_t const now = std::time(nullptr);
    std::tm parts{};
    ::gmtime_r(&now, &parts);
    char text[32];
    std::strftime(text, sizeof(text), "%Y-%m-%dT%H:%M:%SZ", &parts);
    return text;
}

std::string test_case(case_result const& result, case_list const& all, run_settings const& with) {
    case_info const& which = all.cases[result.index];
    std::string const name = result.repetition > 1 ? fmt::format("{} ({})", which.name, result.repetition) : which.name;
    std::string const time = with.no_time ? "" : fmt::format(" time=\"{:.6f}\"", result.seconds);
    std::string text = fmt::format("    <testcase classname=\"{}\" name=\"{}\"{} status=\"{}\"", xml_text(which.file),
                                   xml_text(name), time, result.how == verdict::not_run ? "notrun" : "run");
    if (result.how == verdict::passed) {
        return text + "/>\n";
    }
    text += ">\n";
    if (result.how == verdict::not_run) {
        return text + fmt::format("      <skipped message=\"{}\"/>\n    </testcase>\n",
                                  xml_text(result.why.empty() ? "not run" : result.why));
    }
    bool const is_error = result.how != verdict::failed;
    for (failure_text const& each : result.failures) {
        text += fmt::format("      <{0} message=\"{1}\" type=\"{2}\">{3}:\n{1}</{0}>\n",
                            each.kind.empty() ? "error" : "failure", xml_text(each.text),
                            xml_text(each.kind.empty() ? "exception" : each.kind), xml_text(each.place));
    }
    if (is_error || result.failures.empty()) {
        std::string const why = !result.why.empty() ? result.why : "it failed without a failed assertion";
        text += fmt::format("      <error message=\"{}\" type=\"{}\">{}</error>\n", xml_text(why),
                            xml_text(verdict_word(result.how)), xml_text(result.token));
    }
    if (!result.output.empty()) {
        text += fmt::format("      <system-out>{}</system-out>\n", xml_text(result.output));
    }
    return text + "    </testcase>\n";
}

} // namespace

std::string junit_report(run_outcome const& of, case_list const& all, run_settings const& with) {
    std::string cases;
    double seconds = 0;
    for (case_result const& each : of.results) {
        cases += test_case(each, all, with);
        seconds += each.seconds;
    }
    std::string const time = with.no_time ? "" : fmt::format(" time=\"{:.6f}\" timestamp=\"{}\"", seconds, timestamp());
    std::string const version =
        with.no_version ? "" : fmt::format(" {}_version=\"{}\"", with.framework, with.framework_version);
    return fmt::format("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n"
                       "  <testsuite name=\"{}\" errors=\"{}\" failures=\"{}\" skipped=\"{}\" tests=\"{}\"{}{}>\n{}"
                       "  </testsuite>\n</testsuites>\n",
                       xml_text(base_name(with.program)), of.count(verdict::crashed) + of.count(verdict::timed_out),
                       of.count(verdict::failed), of.count(verdict::not_run), of.results.size(), time, version, cases);
}

} // namespace fermata::suite::detail
