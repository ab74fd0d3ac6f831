// fermata - https://www.boost.org/LICENSE_1_0.txt
//
// The main() of a doctest executable that links fermata::suite_main.
#define DOCTEST_CONFIG_IMPLEMENT
#include <doctest/doctest.h>

#include "suite_main/here.hpp"

#include "suite/run_folder.hpp"

namespace fermata::suite::detail {

namespace {

query_reporter::answer ask(std::string const& program, std::vector<std::string> words) {
    words.emplace_back("--list-test-cases");
    words.emplace_back("--reporters=fermata_query");
    argument_list const arguments(program, words);
    doctest::Context context(arguments.count(), arguments.values());
    std::ostream nowhere(nullptr);
    context.setCout(&nowhere);
    context.run();
    return query_reporter::last();
}

case_info case_of(doctest::TestCaseData const& data) {
    case_info made;
    made.name = data.m_name;
    made.suite = data.m_test_suite;
    made.suite_key = data.m_test_suite;
    made.file = data.m_file.c_str();
    made.line = data.m_line;
    made.description = data.m_description != nullptr ? data.m_description : "";
    made.framework_limit = data.m_timeout;
    return made;
}

std::string xml_options(doctest::ContextOptions const& from) {
    auto const word = [](bool value) { return value ? "true" : "false"; };
    return fmt::format("  <Options order_by=\"{}\" rand_seed=\"{}\" first=\"{}\" last=\"{}\" abort_after=\"{}\" "
                       "subcase_filter_levels=\"{}\" case_sensitive=\"{}\" no_throw=\"{}\" no_skip=\"{}\"/>\n",
                       xml_text(from.order_by.c_str()), from.rand_seed, from.first, from.last, from.abort_after,
                       from.subcase_filter_levels, word(from.case_sensitive), word(from.no_throw), word(from.no_skip));
}

std::vector<output_format> formats_in(std::vector<std::string> const& words) {
    std::vector<output_format> found;
    for (std::string const& each : values_of(words, {"reporters", "r"})) {
        if (each == "console") {
            found.push_back(output_format::console);
        } else if (each == "junit") {
            found.push_back(output_format::junit);
        } else if (each == "xml") {
            found.push_back(output_format::xml);
        } else {
            throw option_error(
                fmt::format("--reporters '{}': with these options console, junit and xml are there", each));
        }
    }
    if (found.empty()) {
        found.push_back(output_format::console);
    }
    return found;
}

run_settings settings_of(doctest::ContextOptions const& from) {
    run_settings made;
    made.framework = "doctest";
    made.framework_version = DOCTEST_VERSION_STR;
    made.out_file = from.out.c_str();
    made.with_colors =
        !from.no_colors && (from.force_colors || (made.out_file.empty() && ::isatty(STDOUT_FILENO) != 0));
    made.no_version = from.no_version;
    made.no_intro = from.no_intro;
    made.no_skipped_summary = from.no_skipped_summary;
    made.no_time = from.no_time_in_output;
    made.is_minimal = from.minimal;
    made.is_quiet = from.quiet;
    made.xml_options = xml_options(from);
    return made;
}

/// The test cases and options; empty if the groups are wrong, and then that is said.
std::optional<framework_run> prepare(std::string const& program, std::vector<std::string> const& words, options how) {
    doctest::registerReporter<query_reporter>("fermata_query", 0, true);
    std::vector<std::string> const plain = without(without(how.others, {"reporters", "r"}), querying);
    auto const every = ask(program, {"--order-by=file", "--no-skip=true"});
    auto const selected = ask(program, plain);
    framework_run made;
    std::map<doctest::TestCaseData const*, std::size_t> indices;
    for (doctest::TestCaseData const* each : every.cases) {
        indices[each] = made.all.cases.size();
        made.all.cases.push_back(case_of(*each));
    }
    for (doctest::TestCaseData const* each : selected.cases) {
        made.selected.push_back(indices.at(each));
    }
    if (auto const wrong = assign_groups(made.all); !wrong.empty()) {
        for (std::string const& each : wrong) {
            std::fprintf(stderr, "[fermata] %s\n", each.c_str());
        }
        return std::nullopt;
    }
    made.with = settings_of(selected.options);
    made.with.program = program;
    made.with.arguments = words;
    made.always_returns_zero = selected.options.no_exitcode;
    if (how.abort_after == 0) {
        how.abort_after = selected.options.abort_after; // in doctest's short form
    }
    made.worker_arguments = {program};
    for (std::string const& each : how.others) {
        made.worker_arguments.push_back(each);
    }
    if (how.abort_after > 0) {
        made.worker_arguments.push_back(fmt::format("--abort-after={}", how.abort_after));
        how.others.push_back(made.worker_arguments.back());
    }
    if (made.with.with_colors) {
        made.worker_arguments.emplace_back("--force-colors=true");
    }
    made.how = std::move(how);
    return made;
}

int run_framework_alone(std::string const& program, std::vector<std::string> const& words) {
    argument_list const arguments(program, words);
    doctest::Context context(arguments.count(), arguments.values());
    return context.run();
}

int write_discovered(framework_run const& found) {
    std::ofstream file(found.how.discover_file, std::ios::trunc);
    file << ctest_listing(found);
    return file.flush() ? exit_codes::passed : exit_codes::internal_error;
}

int run(std::string const& program, std::vector<std::string> const& words) {
    if (worker_side* const side = worker_side::enter()) {
        return run_worker(*side, program, words);
    }
    ::unsetenv(run_folder::variable); // of a run whose test has started us: this one shares nothing with it
    std::optional<framework_run> found;
    try {
        options how = parse_options(words, [](char const* name) -> char const* { return std::getenv(name); });
        if (has_flag(how.others, querying)) {
            int const status = run_framework_alone(program, how.others);
            if (has_flag(how.others, {"help", "h", "?"})) {
                std::fflush(stdout);
                write_text(STDOUT_FILENO, help_text(::isatty(STDOUT_FILENO) != 0));
            }
            return status;
        }
        found = prepare(program, words, std::move(how));
        if (!found.has_value()) {
            return exit_codes::misconfigured;
        }
        options const& with = found->how;
        bool const is_asked = with.is_asked || with.processes.value_or(0) > 0;
        if (is_asked) {
            found->with.formats = formats_in(with.others);
        }
    } catch (option_error const& wrong) {
        std::fprintf(stderr, "[fermata] %s\n", wrong.what());
        return exit_codes::misconfigured;
    }
    options const& how = found->how;
    if (how.list_groups) {
        write_text(STDOUT_FILENO, group_listing(*found));
        return exit_codes::passed;
    }
    if (!how.discover_file.empty()) {
        return write_discovered(*found);
    }
    if (how.processes.value_or(0) > 0) {
        return run_in_workers(std::move(*found));
    }
    if (how.is_asked) {
        return run_here(*found);
    }
    if (how.processes.has_value() && found->selected.empty()) {
        return nothing_to_run(how, false);
    }
    return run_framework_alone(program, how.others);
}

} // namespace
} // namespace fermata::suite::detail

int main(int count, char** words) {
    try {
        return fermata::suite::detail::run(count > 0 ? words[0] : "", {words + std::min(count, 1), words + count});
    } catch (std::exception const& error) {
        std::fprintf(stderr, "[fermata] internal error: %s\n", error.what());
        return fermata::suite::detail::exit_codes::internal_error;
    }
}
