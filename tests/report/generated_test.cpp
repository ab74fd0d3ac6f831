// fermata - https://www.boost.org/LICENSE_1_0.txt
#include "report/layout.hpp"

#include <fermata/model/report.hpp>

#include <doctest/doctest.h>

#include <random>
#include <string>
#include <string_view>
#include <vector>

// Reports of every shape: none breaks the screen, none is broken by what the program under test called things.

namespace {

class generator {
public:
    explicit generator(std::uint64_t seed) : random_(seed) {}

    std::size_t below(std::size_t limit) { return random_() % limit; }

    /// Among others words, UTF-8 that is whole, cut or wrong, wide characters, and control characters.
    std::string text(std::size_t parts_max) {
        static constexpr std::string_view parts[] = {"balance",  "a",    " ",    "_of_the_account", "ü", "東京", "\n",
                                                     "\x1b[31m", "\xe6", "\xff", "e\u0301",         "/"};
        std::string result;
        for (std::size_t left = below(parts_max + 1); left != 0; --left) {
            result += parts[below(std::size(parts))];
        }
        return result;
    }

    fermata::report report() {
        fermata::report result;
        result.executions = below(3) * below(1000);
        result.steps = below(100000);
        result.complete = below(2) == 0;
        result.fibers_left_behind = below(4) == 0 ? below(5) : 0;
        result.shown = below(2) == 0 ? "" : "all with at most " + std::to_string(below(9)) + " preemptions";
        for (auto& count : result.counts) {
            count = below(2) * below(100);
        }
        if (below(6) != 0) {
            result.failure = failure();
        }
        return result;
    }

private:
    fermata::failure failure() {
        fermata::failure result;
        result.outcome = static_cast<fermata::outcome>(below(fermata::outcome_count));
        result.message = text(below(2) == 0 ? 5 : 200);
        result.execution = below(50);
        result.token = below(5) == 0 ? "" : "fm1:4f2a91c0:BKADADBKBK:ba4dJ";
        std::vector<std::string> names(1 + below(below(2) == 0 ? 4 : 40));
        for (std::string& each : names) {
            each = text(8);
        }
        result.fiber = below(2) == 0 ? names[below(names.size())] : below(2) == 0 ? "main" : "";
        result.file = below(2) == 0 ? "" : "some/folder/" + text(6);
        result.line = below(3) * 500;
        std::size_t const steps = below(3) == 0 ? below(4) : below(200);
        for (std::size_t step = 0; step < steps; ++step) {
            fermata::event next;
            next.step = step;
            next.fiber = below(names.size());
            next.fiber_name = names[next.fiber];
            next.kind = static_cast<fermata::operation_kind>(below(20));
            next.name = text(4);
            next.file = below(3) == 0 ? "" : text(8);
            next.line = below(9000);
            for (std::size_t value = below(3); value != 0; --value) {
                next.values.emplace_back(text(2), text(3));
            }
            result.trace.events.push_back(std::move(next));
        }
        for (std::size_t left = below(4) * below(20); left != 0; --left) {
            result.details.push_back(text(20));
        }
        return result;
    }

    std::mt19937_64 random_;
};

std::vector<std::string> lines_of(std::string_view text) {
    std::vector<std::string> result;
    while (!text.empty()) {
        std::size_t const end = text.find('\n');
        result.emplace_back(text.substr(0, end));
        text.remove_prefix(end + 1);
    }
    return result;
}

bool has_control_character(std::string_view text) {
    for (char const each : text) {
        if (static_cast<unsigned char>(each) < 0x20 || each == 0x7f) {
            return true;
        }
    }
    return false;
}

} // namespace

TEST_CASE("every report fits the screen") {
    for (std::uint64_t seed = 0; seed < 1500; ++seed) {
        fermata::report const report = generator(seed).report();
        std::vector<std::string> const lines = lines_of(to_string(report));
        INFO("seed ", seed);
        REQUIRE(lines.size() <= fermata::detail::screen_height);
        for (std::string const& line : lines) {
            // A path and a token stay whole, so that they can be opened and pasted.
            bool const stays_whole = line.starts_with("  at ") || line.starts_with("FERMATA_REPLAY=");
            bool const fits = stays_whole || fermata::detail::display_width(line) <= fermata::detail::screen_width;
            if (!fits || has_control_character(line) || line.ends_with(' ')) {
                FAIL(line);
            }
        }
        if (report.failure && !report.failure->token.empty()) {
            REQUIRE(lines.back() == "FERMATA_REPLAY=" + report.failure->token + " ./your_program");
        }
    }
}
