// fermata - https://www.boost.org/LICENSE_1_0.txt
#include <fermata/model/report.hpp>

#include "model/event_text.hpp"
#include "report/layout.hpp"
#include "report/step_table.hpp"

#include <algorithm>
#include <string_view>
#include <utility>

namespace fermata {

namespace {

using detail::screen_height;
using detail::screen_width;

constexpr std::size_t message_lines_max = 6;
constexpr std::size_t detail_lines_max = 10;
constexpr std::size_t token_shown_max = 4000;
constexpr std::size_t table_lines_min = 12;
constexpr std::size_t prose_lines_max = 3;
constexpr std::size_t fiber_name_width = 40;

std::string counted(std::uint64_t number, std::string_view noun) {
    return std::to_string(number) + ' ' + std::string(noun) + (number == 1 ? "" : "s");
}

/// "1200 completed, 480 failed"; empty if none ended at all.
std::string counts_text(report const& value) {
    std::string result;
    for (std::size_t how = 0; how < outcome_count; ++how) {
        if (value.counts[how] != 0) {
            result += result.empty() ? "" : ", ";
            result += std::to_string(value.counts[how]) + ' ' + std::string(to_string(static_cast<outcome>(how)));
        }
    }
    return result;
}

/// Lines of text with an indentation, as they come.
class page {
public:
    void line(std::string_view text) {
        text_ += text.substr(0, text.find_last_not_of(' ') + 1);
        text_ += '\n';
        ++lines_;
    }
    void prose(std::string_view text, std::string_view first, std::string_view rest, std::size_t lines_max) {
        bool is_first = true;
        for (std::string const& each : detail::wrapped(text, screen_width - detail::display_width(first), lines_max)) {
            line(std::string(is_first ? first : rest) + each);
            is_first = false;
        }
    }
    void blank() { line({}); }
    std::size_t lines() const noexcept { return lines_; }
    void append(page const& other) {
        text_ += other.text_;
        lines_ += other.lines_;
    }
    std::string take() { return std::move(text_); }

private:
    std::string text_;
    std::size_t lines_ = 0;
};

/// What is said where nothing failed. Only a complete exploration is ok: the others are no proof, and
/// their headline does not sound like one.
std::string without_failure(report const& value) {
    page out;
    std::string headline;
    if (value.executions == 0) {
        std::string const counts = counts_text(value);
        headline = "NOTHING WAS SHOWN: " + (!value.shown.empty() ? value.verdict()
                                            : counts.empty()     ? "no execution was made"
                                                                 : "no complete execution; " + counts);
    } else {
        headline = (value.complete ? "ok: " : "no failure found, NOT COMPLETE: ") +
                   (value.shown.empty() ? counted(value.executions, "execution") : value.verdict());
    }
    out.prose("fermata: " + headline + " (" + counted(value.steps, "step") + ')', "", "  ", prose_lines_max);
    if (value.fibers_left_behind != 0) {
        out.line("  " + counted(value.fibers_left_behind, "fiber") +
                 " left behind: the order to end, or a failure, met noexcept or catch (...)");
    }
    return out.take();
}

std::vector<std::string> place_texts(report const& value, failure const& failed) {
    std::vector<std::string> result;
    if (!failed.file.empty()) {
        result.push_back("at " + detail::printable(failed.file) +
                         (failed.line == 0 ? std::string() : ':' + std::to_string(failed.line)));
    }
    if (!failed.fiber.empty()) {
        result.push_back("in fiber " + detail::shortened(detail::printable(failed.fiber), fiber_name_width));
    }
    if (failed.execution != 0) {
        result.push_back("in execution " + std::to_string(failed.execution) +
                         (value.executions > failed.execution ? " of " + std::to_string(value.executions) : ""));
    }
    return result;
}

/// On one line if they fit, otherwise a line each: the path stays whole, so that an editor can open it.
void add_place(page& out, std::vector<std::string> const& parts) {
    std::string all;
    for (std::string const& each : parts) {
        all += (all.empty() ? "  " : ", ") + each;
    }
    if (detail::display_width(all) > screen_width) {
        for (std::string const& each : parts) {
            out.line("  " + each);
        }
    } else if (!all.empty()) {
        out.line(all);
    }
}

void add_headline(page& out, report const& value, failure const& failed) {
    std::string const headline = "fermata: " + std::string(to_string(failed.outcome)) + ": ";
    out.prose(failed.message.empty() ? "no message" : failed.message, headline, std::string(headline.size(), ' '),
              message_lines_max);
    add_place(out, place_texts(value, failed));
}

void add_details(page& out, failure const& failed) {
    if (failed.details.empty()) {
        return;
    }
    out.blank();
    std::vector<std::string> lines;
    std::size_t used = 0;
    for (; used < failed.details.size() && lines.size() <= detail_lines_max; ++used) {
        for (std::string& each : detail::wrapped(failed.details[used], screen_width - 2, message_lines_max)) {
            lines.push_back(std::move(each));
        }
    }
    if (lines.size() > detail_lines_max || used < failed.details.size()) {
        std::size_t const more = lines.size() - (detail_lines_max - 1) + (failed.details.size() - used);
        lines.resize(detail_lines_max - 1);
        lines.push_back("… " + counted(more, "more line"));
    }
    for (std::string const& each : lines) {
        out.line("  " + each);
    }
}

void add_verdict(page& out, report const& value, failure const& failed) {
    // An exploration that does not stop at the first failure has made more executions than the failing one.
    bool const went_on = value.executions > failed.execution;
    std::string text = value.shown;
    if (!text.starts_with("found")) {
        std::uint64_t const needed = failed.execution != 0 ? failed.execution : value.executions;
        text = "found after " + counted(needed, "execution") + (text.empty() ? "" : "; ") + text;
    }
    out.blank();
    out.prose(text + " (" + counted(value.steps, "step") + (went_on ? " in all)" : ")"), "  ", "  ", prose_lines_max);
    if (went_on) {
        out.prose(counts_text(value), "  ", "  ", prose_lines_max);
    }
}

void add_replay(page& out, failure const& failed) {
    out.blank();
    if (failed.token.empty()) {
        out.line("  There is no token to replay it with.");
        return;
    }
    // The last line is there to be pasted: by itself, from the left edge, and never broken.
    out.line("  To see it again (or: fermata::replay(\"fm1:…\", body)):");
    if (failed.token.size() > token_shown_max) { // of an execution of a million steps: nobody could paste it
        out.line("FERMATA_REPLAY=" + failed.token.substr(0, 40) + "… (" + std::to_string(failed.token.size()) +
                 " characters: report.failure->token has all)");
        return;
    }
    out.line("FERMATA_REPLAY=" + failed.token + " ./your_program");
}

/// From the headline to the line to paste. The table of steps comes last to its size: it has the lines that
/// all the others leave.
std::string with_failure(report const& value, failure const& failed) {
    page out;
    add_headline(out, value, failed);
    page below;
    add_details(below, failed);
    add_verdict(below, value, failed);
    add_replay(below, failed);
    std::size_t const used = out.lines() + 1 + below.lines();
    std::size_t const room = std::max(screen_height - std::min(used, screen_height), table_lines_min);
    if (std::vector<std::string> const table = detail::step_table(failed, room); !table.empty()) {
        out.blank();
        for (std::string const& each : table) {
            out.line(each);
        }
    }
    out.append(below);
    return out.take();
}

} // namespace

std::string to_string(report const& value) {
    return value.failure.has_value() ? with_failure(value, *value.failure) : without_failure(value);
}

} // namespace fermata
