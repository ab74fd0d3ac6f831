// fermata - https://www.boost.org/LICENSE_1_0.txt
#pragma once

#include "suite_main/arguments.hpp"
#include "suite_main/reporters.hpp"

#include "suite/exit_codes.hpp"

#include <cstdlib>
#include <ostream>

// A worker's main().

namespace fermata::suite::detail {
namespace {

/// Tells the process that has started this one.
class worker_sink final : public report_sink {
public:
    explicit worker_sink(worker_side& side) : side_(side) { is_stopped_by_signals = true; }

    void began(std::uint64_t index) {
        index_ = index;
        has_ended_ = false;
        console.take();
    }
    bool has_ended() const { return has_ended_; }

    void assertion_failed(failure_text const& what) override {
        if (!side_.is_forked()) {
            side_.send(frame_kind::assertion_failed, index_, to_body(what));
        }
    }
    void crashing(char const* what) override {
        if (!side_.is_forked()) {
            side_.send_in_handler(frame_kind::crashing, what);
        }
    }
    void ended(case_report report) override {
        std::fflush(nullptr);
        if (side_.is_forked()) { // a child of the test that came back from it: only its parent counts
            ::_exit(report.has_passed ? EXIT_SUCCESS : EXIT_FAILURE);
        }
        has_ended_ = true;
        report.console = console.take();
        side_.send(frame_kind::ended, index_, to_body(report));
    }

private:
    worker_side& side_;
    std::uint64_t index_ = 0;
    bool has_ended_ = false;
};

/// Runs exactly one test case: of all that there are, in the order of their definition, the one of that index.
void run_one(doctest::Context& context, std::uint64_t index) {
    context.setOption("first", static_cast<int>(index) + 1);
    context.setOption("last", static_cast<int>(index) + 1);
    context.run();
}

/// The options of a context that run_one() takes.
std::vector<std::string> options_for_one(std::vector<std::string> words) {
    words = without(without(std::move(words), selecting), reporting);
    for (char const* const each : {"--no-skip=true", "--order-by=file", "--reporters=fermata_case"}) {
        words.emplace_back(each);
    }
    return words;
}

int run_worker(worker_side& side, std::string const& program, std::vector<std::string> const& words) {
    doctest::registerReporter<case_reporter>("fermata_case", 0, true);
    argument_list const arguments(program, options_for_one(words));
    doctest::Context context(arguments.count(), arguments.values());
    worker_sink sink(side);
    std::ostream console(&sink.console);
    the_sink = &sink;
    context.setCout(&console);
    while (auto const index = side.next()) {
        sink.began(*index);
        run_one(context, *index);
        if (!sink.has_ended()) {
            sink.assertion_failed({"", "", "the worker has no such test case"});
            sink.ended({});
        }
    }
    the_sink = nullptr;
    return 0;
}

} // namespace
} // namespace fermata::suite::detail
