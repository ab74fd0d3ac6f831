// fermata - https://www.boost.org/LICENSE_1_0.txt
#include "suite/summary.hpp"

#include "suite/console.hpp"
#include "suite/text.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <map>
#include <set>

namespace fermata::suite::detail {

namespace {

constexpr std::size_t not_run_shown_max = 50;
constexpr int slowest_default = 3;
constexpr double slow = 0.5; ///< seconds from which on a test is worth to be listed without having been asked for

/// Pieces of the text, each of which needs the same things.
class writer {
public:
    writer(run_outcome const& of, case_list const& all, options const& how, run_settings const& with)
        : of_(of), all_(all), how_(how), with_(with), paint_(with.with_colors) {}

    std::string write(bool is_history_saved) {
        std::string sections;
        sections += list(verdict::failed, "Failed");
        sections += slowest();
        sections += list(verdict::timed_out, "Timed out");
        sections += list(verdict::crashed, "Crashed");
        sections += not_run();
        sections += notes();
        sections += again(is_history_saved);
        std::string const line = paint_(color::yellow, std::string(79, '=')) + "\n";
        if (with_.is_minimal && of_.has_passed()) {
            return sections;
        }
        return (sections.empty() ? "" : line + sections) + line + sums();
    }

private:
    std::string heading(std::string_view text, verdict how) const { return paint_(verdict_color(how), text) + "\n"; }

    std::string name_of(case_result const& which) const {
        std::string name = all_.cases[which.index].name;
        return how_.repeat > 1 ? fmt::format("{} ({} of {})", name, which.repetition, how_.repeat) : name;
    }

    std::string list(verdict how, std::string_view title) const {
        std::string text;
        for (case_result const& each : of_.results) {
            if (each.how != how) {
                continue;
            }
            case_info const& which = all_.cases[each.index];
            std::string const group = which.group != no_group ? fmt::format("  [{}]", which.group) : "";
            text += fmt::format("  {}  {}{}\n", paint_(color::bold, name_of(each)),
                                paint_(color::grey, place_of(which)), group);
            if (!each.why.empty()) {
                text += fmt::format("      {}\n", each.why);
            }
            for (std::size_t i = 0; i < each.failures.size() && i < 3; ++i) {
                failure_text const& failure = each.failures[i];
                text += fmt::format("      {}: {}\n", failure.place, first_line(failure.text));
            }
            if (each.failures.size() > 3) {
                text += fmt::format("      … and {} more\n", each.failures.size() - 3);
            }
            if (!each.token.empty()) {
                text += fmt::format("      replay with FERMATA_REPLAY={}\n", each.token);
            }
        }
        return text.empty() ? text : heading(fmt::format("{} ({}):", title, of_.count(how)), how) + text;
    }

    static std::string first_line(std::string const& text) { return text.substr(0, text.find('\n')); }

    std::string slowest() const {
        int const wanted = how_.durations.value_or(slowest_default);
        std::vector<case_result const*> ran;
        for (case_result const& each : of_.results) {
            if (each.how != verdict::not_run && (how_.durations.has_value() || each.seconds >= slow)) {
                ran.push_back(&each);
            }
        }
        std::stable_sort(ran.begin(), ran.end(), [](auto const* a, auto const* b) { return a->seconds > b->seconds; });
        std::string text;
        for (std::size_t i = 0; i < ran.size() && i < static_cast<std::size_t>(wanted); ++i) {
            text += fmt::format("  {:>9}  {}\n", duration_text(ran[i]->seconds), name_of(*ran[i]));
        }
        return text.empty() ? text : paint_(color::cyan, "Slowest:") + "\n" + text;
    }

    std::string not_run() const {
        std::size_t const count = of_.count(verdict::not_run);
        std::string text;
        std::size_t shown = 0;
        for (case_result const& each : of_.results) {
            if (each.how == verdict::not_run && shown++ < not_run_shown_max) {
                text += fmt::format("  {}{}\n", name_of(each), each.why.empty() ? "" : "  (" + each.why + ")");
            }
        }
        if (count > not_run_shown_max) {
            text += fmt::format("  … and {} more\n", count - not_run_shown_max);
        }
        std::string const why = of_.why_stopped.empty() ? "" : "; " + of_.why_stopped;
        return text.empty() ? text : heading(fmt::format("Not run ({}){}:", count, why), verdict::not_run) + text;
    }

    std::string notes() const {
        std::string text;
        for (case_result const& each : of_.results) {
            std::map<std::string, int> counts; // a test may say the same a hundred times
            for (std::string const& note : each.notes) {
                ++counts[note];
            }
            for (auto const& [note, count] : counts) {
                text += fmt::format("  {}: {}{}\n", name_of(each), note,
                                    count > 1 ? fmt::format(" ({} times)", count) : "");
            }
        }
        return text.empty() ? text : paint_(color::yellow, "Notes:") + "\n" + text;
    }

    /// The command, with what selects tests taken out and what selects the failed ones put in.
    std::string again(bool is_history_saved) const {
        std::size_t const failed =
            of_.count(verdict::failed) + of_.count(verdict::crashed) + of_.count(verdict::timed_out);
        if (failed == 0) {
            return {};
        }
        std::string command = shell_word(with_.program);
        for (std::string const& each : with_.arguments) {
            command += ' ' + shell_word(each);
        }
        std::set<std::size_t> indices;
        for (case_result const& each : of_.results) {
            if (each.how != verdict::passed && each.how != verdict::not_run) {
                indices.insert(each.index);
            }
        }
        if (!is_history_saved) {
            std::string numbers;
            for (std::size_t const index : indices) {
                numbers += (numbers.empty() ? "" : ",") + std::to_string(index + 1);
            }
            return paint_(color::cyan, "Again:") + "  " + command + " --only=" + numbers + "\n";
        }
        return paint_(color::cyan, "Again:") + "  " + command + (how_.rerun_failed ? "" : " --rerun-failed") + "\n";
    }

    std::string sums() const {
        std::uint64_t assertions = 0;
        std::uint64_t assertions_failed = 0;
        for (case_result const& each : of_.results) {
            assertions += each.report.assertions;
            assertions_failed += each.report.assertions_failed;
        }
        std::size_t const passed = of_.count(verdict::passed);
        std::size_t const not_run = of_.count(verdict::not_run);
        std::size_t const failed = of_.selected - passed - not_run;
        bool const is_good = of_.has_passed();
        std::string const mark = paint_(color::cyan, fmt::format("[{}]", with_.framework));
        std::string const skipped = with_.no_skipped_summary ? "" : fmt::format(" {} skipped", of_.skipped);
        auto const number = [](std::uint64_t value) { return fmt::format("{:>6}", value); };
        color const good = is_good ? color::green : color::none;
        std::string text =
            fmt::format("{} test cases: {} | {} | {} |{}\n", mark, number(of_.selected),
                        paint_(good, number(passed) + " passed"),
                        paint_(failed > 0 ? color::red : color::none, number(failed) + " failed"), skipped);
        text += fmt::format("{} assertions: {} | {} | {} |\n", mark, number(assertions),
                            paint_(good, number(assertions - assertions_failed) + " passed"),
                            paint_(assertions_failed > 0 ? color::red : color::none,
                                   number(assertions_failed) + " failed"));
        std::string extra;
        for (auto const& [how, word] :
             {std::pair(verdict::crashed, "crashed"), std::pair(verdict::timed_out, "timed out"),
              std::pair(verdict::not_run, "not run")}) {
            if (std::size_t const count = of_.count(how); count > 0) {
                extra += fmt::format(", {}", paint_(verdict_color(how), fmt::format("{} {}", count, word)));
            }
        }
        std::string const time = with_.no_time ? "" : " in " + duration_text(of_.seconds);
        text += fmt::format("{} {}{}{}\n", paint_(color::cyan, "[fermata]"),
                            counted(static_cast<std::size_t>(of_.workers), "worker"), time, extra);
        text += fmt::format("{} Status: {}\n", mark,
                            is_good ? paint_(color::green, "SUCCESS!") : paint_(color::red, "FAILURE!"));
        return text;
    }

    run_outcome const& of_;
    case_list const& all_;
    options const& how_;
    run_settings const& with_;
    painter paint_;
};

} // namespace

std::string summary(run_outcome const& of, case_list const& all, options const& how, run_settings const& with,
                    bool is_history_saved) {
    return writer(of, all, how, with).write(is_history_saved);
}

} // namespace fermata::suite::detail
