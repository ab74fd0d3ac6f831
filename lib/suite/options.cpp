// fermata - https://www.boost.org/LICENSE_1_0.txt
#include "suite/options.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <random>
#include <string_view>
#include <thread>

namespace fermata::suite::detail {

namespace {

[[noreturn]] void refuse(std::string_view name, std::string_view value, std::string_view wanted) {
    throw option_error(fmt::format("{} '{}': {} is wanted", name, value, wanted));
}

template <class Number>
std::optional<Number> number_in(std::string_view text) {
    Number value{};
    auto const [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    return error == std::errc{} && end == text.data() + text.size() ? std::optional<Number>(value) : std::nullopt;
}

int count_in(std::string_view name, std::string_view text, int least) {
    auto const value = number_in<int>(text);
    if (!value.has_value() || *value < least) {
        refuse(name, text, fmt::format("a number from {} on", least));
    }
    return *value;
}

std::chrono::nanoseconds seconds_in(std::string_view name, std::string_view text) {
    auto const value = number_in<double>(text);
    if (!value.has_value() || !(*value >= 0) || *value > 1e9) {
        refuse(name, text, "a number of seconds");
    }
    return std::chrono::duration_cast<std::chrono::nanoseconds>(std::chrono::duration<double>(*value));
}

bool truth_in(std::string_view name, std::string_view text) {
    for (char const* const yes : {"", "1", "on", "yes", "true"}) {
        if (text == yes) {
            return true;
        }
    }
    for (char const* const no : {"0", "off", "no", "false"}) {
        if (text == no) {
            return false;
        }
    }
    refuse(name, text, "1/on/yes/true or 0/off/no/false");
}

/// How an option takes its value.
enum class takes { truth, value };

struct option_kind {
    std::string_view name; ///< "np": --np, and FERMATA_SUITE_NP
    takes how;
    void (*set)(options& into, std::string_view name, std::string_view value);
    std::string_view shown;
    std::string_view help;
    bool needs_us = true; ///< the framework's own run cannot do that
};

void set_order(options& into, std::string_view name, std::string_view text) {
    std::string_view const random = "random";
    if (text == "slowest-first") {
        into.order = case_order::slowest_first;
    } else if (text == "declared") {
        into.order = case_order::declared;
    } else if (text == random) {
        into.order = case_order::random;
        into.seed = std::random_device{}() % 1'000'000;
    } else if (text.substr(0, random.size() + 1) == "random:") {
        auto const seed = number_in<std::uint64_t>(text.substr(random.size() + 1));
        if (!seed.has_value()) {
            refuse(name, text, "random:SEED with a number");
        }
        into.order = case_order::random;
        into.seed = *seed;
    } else {
        refuse(name, text, "slowest-first, declared, random or random:SEED");
    }
}

void set_shard(options& into, std::string_view name, std::string_view text) {
    std::size_t const slash = text.find('/');
    auto const index = number_in<int>(text.substr(0, slash));
    auto const count = slash == std::string_view::npos ? std::nullopt : number_in<int>(text.substr(slash + 1));
    if (!index.has_value() || !count.has_value() || *index < 1 || *index > *count) {
        refuse(name, text, "I/N with I from 1 to N");
    }
    into.shard = *index;
    into.shards = *count;
}

void set_processes(options& into, std::string_view name, std::string_view text) {
    if (text == "auto") {
        into.processes = static_cast<int>(std::max(1U, std::thread::hardware_concurrency()));
        return;
    }
    auto const value = number_in<int>(text);
    if (!value.has_value() || *value < 0 || *value > 1000) {
        refuse(name, text, "a number from 0 to 1000, or auto");
    }
    into.processes = *value;
}

constexpr std::array kinds{
    option_kind{"np", takes::value, &set_processes, "--np=<N|auto>",
                "runs the tests in N worker processes; 0: in this process", false},
    option_kind{"list-groups", takes::truth,
                [](options& into, std::string_view name, std::string_view text) {
                    into.list_groups = truth_in(name, text);
                },
                "--list-groups", "lists the groups, their strategies and their tests"},
    option_kind{"timeout", takes::value,
                [](options& into, std::string_view name, std::string_view text) {
                    into.limit = seconds_in(name, text);
                },
                "--timeout=<seconds>", "kills a test that takes longer (600); 0: never"},
    option_kind{"abort-after", takes::value,
                [](options& into, std::string_view name, std::string_view text) {
                    into.abort_after = count_in(name, text, 0);
                },
                "--abort-after=<int>", "stops everything after so many failures in all processes", false},
    option_kind{"rerun-failed", takes::truth,
                [](options& into, std::string_view name, std::string_view text) {
                    into.rerun_failed = truth_in(name, text);
                },
                "--rerun-failed", "runs exactly the tests that failed the last time"},
    option_kind{"order", takes::value, &set_order, "--order=<string>",
                "slowest-first (by the last run's times), declared, random[:seed]"},
    option_kind{"repeat", takes::value,
                [](options& into, std::string_view name, std::string_view text) {
                    into.repeat = count_in(name, text, 1);
                },
                "--repeat=<int>", "runs each test so many times"},
    option_kind{"shard", takes::value, &set_shard, "--shard=<I/N>", "runs the I-th of N parts of the tests"},
    option_kind{"durations", takes::value,
                [](options& into, std::string_view name, std::string_view text) {
                    into.durations = count_in(name, text, 0);
                },
                "--durations=<int>", "lists so many of the slowest tests at the end"},
    option_kind{"show-output", takes::truth,
                [](options& into, std::string_view name, std::string_view text) {
                    into.show_output = truth_in(name, text);
                },
                "--show-output", "shows what passing tests write, too", false},
    option_kind{"reuse-workers", takes::truth,
                [](options& into, std::string_view name, std::string_view text) {
                    into.reuse_workers = truth_in(name, text);
                },
                "--reuse-workers", "runs many free tests in one process; the default is one each", false},
    option_kind{"grace", takes::value,
                [](options& into, std::string_view name, std::string_view text) {
                    into.grace = seconds_in(name, text);
                },
                "--grace=<seconds>", "the time from SIGTERM to SIGKILL for what is stopped (2)", false},
    option_kind{"output-max", takes::value,
                [](options& into, std::string_view name, std::string_view text) {
                    into.output_max = static_cast<std::size_t>(count_in(name, text, 1)) << 20;
                },
                "--output-max=<MiB>", "of more output of a test the end is kept (128)", false},
    option_kind{"state-file", takes::value,
                [](options& into, std::string_view, std::string_view text) { into.state_file = text; },
                "--state-file=<path>", "where times and results are kept for the next run", false},
    option_kind{"only", takes::value,
                [](options& into, std::string_view name, std::string_view text) {
                    into.only.clear();
                    for (std::size_t comma = 0; comma != std::string_view::npos; text.remove_prefix(comma + 1)) {
                        comma = text.find(',');
                        into.only.push_back(static_cast<std::size_t>(count_in(name, text.substr(0, comma), 1)) - 1);
                        if (comma == std::string_view::npos) {
                            break;
                        }
                    }
                },
                "--only=<int,...>", "runs the tests of these numbers in --list-groups"},
    option_kind{"discover", takes::value,
                [](options& into, std::string_view, std::string_view text) { into.discover_file = text; }, "", ""},
    option_kind{"discover-with", takes::value,
                [](options& into, std::string_view, std::string_view text) { into.discover.emplace_back(text); }, "",
                ""},
    option_kind{"join-parent", takes::truth,
                [](options& into, std::string_view name, std::string_view text) {
                    into.joins_parent = truth_in(name, text);
                },
                "", "", false},
    option_kind{"discover-groups-together", takes::truth,
                [](options& into, std::string_view name, std::string_view text) {
                    into.discover_groups_together = truth_in(name, text);
                },
                "", ""},
};

std::string variable_of(option_kind const& kind) {
    std::string name = "FERMATA_SUITE_";
    for (char const c : kind.name) {
        name += c == '-' ? '_' : static_cast<char>(c - 'a' + 'A');
    }
    return name;
}

/// What GoogleTest and Bazel set, so that their runners can split us as they split their own.
void take_shard_variables(options& into, char const* (*variable)(char const*)) {
    struct names {
        char const* total;
        char const* index;
        char const* status;
    };
    for (names const& each : {names{"GTEST_TOTAL_SHARDS", "GTEST_SHARD_INDEX", "GTEST_SHARD_STATUS_FILE"},
                              names{"TEST_TOTAL_SHARDS", "TEST_SHARD_INDEX", "TEST_SHARD_STATUS_FILE"}}) {
        char const* const total = variable(each.total);
        char const* const index = variable(each.index);
        if (char const* const status = variable(each.status); status != nullptr && *status != '\0') {
            into.shard_status_files.emplace_back(status);
            into.is_asked = true;
        }
        if (total == nullptr || *total == '\0') {
            continue;
        }
        auto const count = number_in<int>(total);
        auto const at = index != nullptr ? number_in<int>(index) : std::nullopt;
        if (!count.has_value() || !at.has_value() || *count < 1 || *at < 0 || *at >= *count) {
            throw option_error(fmt::format("{} '{}' and {} '{}': an index from 0 to the total is wanted", each.total,
                                           total, each.index, index != nullptr ? index : ""));
        }
        into.shard = *at + 1;
        into.shards = *count;
        into.is_asked = true;
    }
}

} // namespace

options parse_options(std::vector<std::string> const& arguments, char const* (*variable)(char const*)) {
    options made;
    take_shard_variables(made, variable);
    for (option_kind const& kind : kinds) {
        std::string const name = variable_of(kind);
        if (char const* const value = variable(name.c_str()); value != nullptr && *value != '\0') {
            kind.set(made, name, value);
            made.is_asked = made.is_asked || kind.needs_us;
        }
    }
    for (std::size_t i = 0; i < arguments.size(); ++i) {
        std::string_view const word = arguments[i];
        option_kind const* found = nullptr;
        std::string_view value;
        bool has_value = false;
        for (option_kind const& kind : kinds) {
            std::string const option = fmt::format("--{}", kind.name);
            if (word == option || word.substr(0, option.size() + 1) == option + "=") {
                found = &kind;
                has_value = word.size() > option.size();
                value = has_value ? word.substr(option.size() + 1) : value;
            }
        }
        if (found == nullptr) {
            made.others.push_back(arguments[i]);
            continue;
        }
        std::string const name = fmt::format("--{}", found->name);
        if (found->how == takes::value && !has_value) {
            if (i + 1 == arguments.size()) {
                throw option_error(fmt::format("{}: its value is missing", name));
            }
            value = arguments[++i];
        }
        if (found->set == &set_shard) {
            made.shards = 1;
        }
        found->set(made, name, value);
        made.is_asked = made.is_asked || found->needs_us;
    }
    return made;
}

std::string help_text(bool with_colors) {
    std::string const mark = with_colors ? "\033[0;36m[fermata]\033[0m " : "[fermata] ";
    std::string text = mark +
                       "test cases across processes; each option has a variable, --np FERMATA_SUITE_NP and so on,\n" +
                       mark + "and takes its value after a '=' or a space. Available:\n\n";
    for (option_kind const& kind : kinds) {
        if (!kind.shown.empty()) {
            text += fmt::format(" {:<37} {}\n", kind.shown, kind.help);
        }
    }
    text += "\n" + mark +
            "sharding variables of GoogleTest and Bazel are understood: GTEST_TOTAL_SHARDS, GTEST_SHARD_INDEX,\n" +
            mark + "TEST_TOTAL_SHARDS, TEST_SHARD_INDEX and TEST_SHARD_STATUS_FILE\n" + mark +
            "exit codes: 0 all ran and passed, 1 some did not, 2 nothing was selected, 3 wrong options or groups,\n" +
            mark + "4 an internal error, 128 + signal when it was interrupted\n";
    return text;
}

} // namespace fermata::suite::detail
