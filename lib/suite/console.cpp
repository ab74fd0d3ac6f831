// fermata - https://www.boost.org/LICENSE_1_0.txt
#include "suite/console.hpp"

#include <fmt/core.h>

#include <sys/ioctl.h>

#include <algorithm>

namespace fermata::suite::detail {

namespace {

constexpr std::size_t width = 79; // as wide as the framework's separators
constexpr std::chrono::milliseconds redraw_interval(90);

std::size_t terminal_width(int descriptor) {
    winsize size{};
    return ::ioctl(descriptor, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 ? size.ws_col : 80;
}

} // namespace

std::string_view verdict_word(verdict how) {
    switch (how) {
    case verdict::passed: return "passed";
    case verdict::failed: return "FAILED";
    case verdict::crashed: return "CRASHED";
    case verdict::timed_out: return "TIMED OUT";
    case verdict::not_run: return "NOT RUN";
    }
    return "?";
}

color verdict_color(verdict how) {
    switch (how) {
    case verdict::passed: return color::green;
    case verdict::not_run: return color::yellow;
    case verdict::failed:
    case verdict::crashed:
    case verdict::timed_out: break;
    }
    return color::red;
}

console::console(case_list const& all, options const& how, run_settings const& with, int out, int live)
    : all_(all), how_(how), with_(with), paint_(with.with_colors), out_(out), live_(live) {}

void console::print(std::string_view text) {
    clear_line();
    if (out_ >= 0) {
        write_text(out_, text);
    }
}

void console::run_began(std::size_t runs, int workers) {
    runs_ = runs;
    run_began_ = run_clock::now();
    if (with_.no_intro || with_.is_minimal) {
        return;
    }
    if (!with_.no_version) {
        print(fmt::format("{} {} version is \"{}\"\n", paint_(color::cyan, fmt::format("[{}]", with_.framework)),
                          with_.framework, with_.framework_version));
    }
    std::string const seed = how_.order == case_order::random ? fmt::format(", --order=random:{}", how_.seed) : "";
    print(fmt::format("{} {} in {}{}; \"--help\" for options\n", paint_(color::cyan, "[fermata]"),
                      counted(runs, "test"), counted(static_cast<std::size_t>(workers), "worker"), seed));
}

std::string console::header(case_result const& result) const {
    case_info const& which = all_.cases[result.index];
    std::string about = which.group;
    if (result.worker != 0) {
        about += fmt::format(" · worker {}", result.worker);
    }
    if (how_.repeat > 1) {
        about += fmt::format(" · {} of {}", result.repetition, how_.repeat);
    }
    about += " · " + duration_text(result.seconds);
    std::string_view const word = verdict_word(result.how);
    std::size_t const taken = 2 + 1 + word.size() + 2 + 2 + columns_of(about) + 1 + 2;
    std::string const name = cut_to(which.name, std::max<std::size_t>(width - std::min(width, taken), 20));
    std::size_t const rest = taken + columns_of(name) < width ? width - taken - columns_of(name) : 0;
    std::string line;
    for (std::size_t i = 0; i < rest; ++i) {
        line += "─";
    }
    color const its = verdict_color(result.how);
    return fmt::format("{} {}  {} {} {} {}\n", paint_(its, "──"), paint_(its, word), paint_(color::bold, name),
                       paint_(its, line), about, paint_(its, "──"));
}

void console::case_ended(case_result const& result) {
    ++done_;
    bool const has_failed = result.how != verdict::passed;
    failed_ += has_failed && result.how != verdict::not_run ? 1 : 0;
    bool const shows_output = has_failed || how_.show_output;
    std::string_view const text = without_blank_end(shows_output ? result.output : result.report.console);
    if (!has_failed && text.empty()) {
        tick();
        return;
    }
    std::string block = header(result);
    if (result.is_output_cut && shows_output) {
        block += paint_(color::yellow, "… what it wrote first is left out: it is more than --output-max\n");
    }
    block += text;
    block += text.empty() ? "" : with_.with_colors ? "\033[0m\n" : "\n";
    if (!result.why.empty()) {
        case_info const& which = all_.cases[result.index];
        block += fmt::format("{} {}\n", place_of(which) + ":", paint_(verdict_color(result.how), result.why));
    }
    if (!result.token.empty()) {
        block += fmt::format("replay with FERMATA_REPLAY={}\n", result.token);
    }
    print(block + '\n');
    tick(true);
}

void console::clear_line() {
    if (is_drawn_) {
        write_text(live_, "\r\033[K");
        is_drawn_ = false;
    }
}

void console::tick(bool at_once) {
    auto const now = run_clock::now();
    if (!is_live() || (!at_once && now - drawn_ < redraw_interval)) {
        return;
    }
    drawn_ = now;
    std::size_t const columns = std::max<std::size_t>(terminal_width(live_), 20) - 1;
    std::string const count = fmt::format("{}/{}", done_, runs_);
    std::string const failures = failed_ > 0 ? fmt::format("  {} failed", failed_) : "";
    // The one that runs for the longest time is the one that a person wonders about.
    std::string running_text;
    std::sort(running_.begin(), running_.end(), [](running const& a, running const& b) { return a.began < b.began; });
    std::size_t const left = columns - std::min(columns, count.size() + failures.size() + 2);
    for (running const& each : running_) {
        case_info const& which = all_.cases[each.which.index];
        double const seconds = std::chrono::duration<double>(now - each.began).count();
        running_text += (running_text.empty() ? "" : " · ") + which.name;
        running_text += seconds >= 1 ? fmt::format(" ({:.0f} s)", seconds) : "";
    }
    std::string const line = paint_(color::cyan, count) + paint_(color::red, failures) + "  " +
                             paint_(color::grey, cut_to(running_text, left));
    write_text(live_, "\r\033[K" + line);
    is_drawn_ = true;
}

} // namespace fermata::suite::detail
