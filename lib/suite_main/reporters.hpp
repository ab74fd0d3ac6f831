// fermata - https://www.boost.org/LICENSE_1_0.txt
#pragma once

#include "suite/frames.hpp"
#include "suite/worker_side.hpp"

#include <doctest/doctest.h>

#include <cstdio>
#include <cstring>
#include <functional>
#include <memory>
#include <mutex>
#include <sstream>
#include <streambuf>
#include <string>
#include <vector>

// What the suite hears from doctest. For main.cpp alone, behind doctest's implementation: it derives from its
// reporters, which are in an unnamed namespace, and so is this.

namespace fermata::suite::detail {
namespace {

/// Writes to standard output, and keeps what it has written.
class tee_buffer : public std::streambuf {
public:
    std::string take() { return std::exchange(kept_, {}); }

protected:
    int_type overflow(int_type c) override {
        if (!traits_type::eq_int_type(c, traits_type::eof())) {
            char const one = traits_type::to_char_type(c);
            xsputn(&one, 1);
        }
        return traits_type::not_eof(c);
    }
    std::streamsize xsputn(char const* text, std::streamsize size) override {
        kept_.append(text, static_cast<std::size_t>(size));
        std::fwrite(text, 1, static_cast<std::size_t>(size), stdout);
        return size;
    }
    int sync() override { return std::fflush(stdout) == 0 ? 0 : -1; }

private:
    std::string kept_;
};

/// Who is told about the test case that runs: the process that has started this worker, or this process itself.
struct report_sink {
    virtual ~report_sink() = default;
    virtual void assertion_failed(failure_text const& what) = 0;
    virtual void crashing(char const* what) = 0;
    virtual void ended(case_report report) = 0;
    tee_buffer console;
    bool is_stopped_by_signals = false;
};

report_sink* the_sink = nullptr;

/// doctest's XML reporter with a stream of its own: its base keeps the one that the options name when it is made.
class xml_of_case : public doctest::XmlReporter {
public:
    static xml_of_case* make(doctest::ContextOptions const& options, std::ostringstream& into) {
        auto& changed = const_cast<doctest::ContextOptions&>(options);
        std::ostream* const before = changed.cout;
        changed.cout = &into;
        auto* const made = new xml_of_case(options);
        changed.cout = before;
        return made;
    }

private:
    using XmlReporter::XmlReporter;
};

/// One test case per run: what the console reporter prints, what the XML reporter prints, and what has failed.
class case_reporter : public doctest::ConsoleReporter {
public:
    explicit case_reporter(doctest::ContextOptions const& options)
        : ConsoleReporter(options), xml_(xml_of_case::make(options, xml_text_)) {}

    void report_query(doctest::QueryData const&) override {}
    void test_run_start() override {}
    void test_run_end(doctest::TestRunStats const&) override {}
    void test_case_start(doctest::TestCaseData const& what) override {
        ConsoleReporter::test_case_start(what);
        xml_->test_case_start(what);
    }
    void test_case_reenter(doctest::TestCaseData const& what) override {
        ConsoleReporter::test_case_reenter(what);
        xml_->test_case_reenter(what);
    }
    void subcase_start(doctest::SubcaseSignature const& what) override {
        ConsoleReporter::subcase_start(what);
        xml_->subcase_start(what);
    }
    void subcase_end() override {
        ConsoleReporter::subcase_end();
        xml_->subcase_end();
    }
    void test_case_end(doctest::CurrentTestCaseStats const& stats) override {
        ConsoleReporter::test_case_end(stats);
        s.flush();
        if ((stats.failure_flags & doctest::TestCaseFailureReason::Crash) != 0) {
            return; // from a signal handler: the process ends now
        }
        xml_->test_case_end(stats);
        case_report report;
        report.has_passed = stats.testCaseSuccess;
        report.seconds = stats.seconds;
        report.assertions = static_cast<std::uint64_t>(stats.numAssertsCurrentTest);
        report.assertions_failed = static_cast<std::uint64_t>(stats.numAssertsFailedCurrentTest);
        report.xml = case_element();
        the_sink->ended(std::move(report));
    }
    void test_case_exception(doctest::TestCaseException const& what) override {
        if (what.is_crash) { // first: the rest may hang
            the_sink->crashing(what.error_string.c_str());
            if (the_sink->is_stopped_by_signals && std::strncmp(what.error_string.c_str(), "SIGTERM", 7) == 0) {
                return; // it is stopped: whoever does that says why
            }
        } else {
            the_sink->assertion_failed({place(tc->m_file.c_str(), static_cast<int>(tc->m_line)), "",
                                        std::string("threw: ") + what.error_string.c_str()});
            xml_->test_case_exception(what);
        }
        ConsoleReporter::test_case_exception(what);
    }
    void log_assert(doctest::AssertData const& what) override {
        ConsoleReporter::log_assert(what);
        xml_->log_assert(what);
        if (what.m_failed && (what.m_at & doctest::assertType::is_warn) == 0) {
            std::lock_guard const lock(guards_);
            std::ostringstream text;
            bool const before = std::exchange(doctest::detail::g_no_colors, true);
            doctest::fulltext_log_assert_to_stream(text, what);
            doctest::detail::g_no_colors = before;
            std::string whole = text.str();
            while (!whole.empty() && whole.back() == '\n') {
                whole.pop_back();
            }
            the_sink->assertion_failed({place(what.m_file, what.m_line), doctest::assertString(what.m_at), whole});
        }
    }
    void log_message(doctest::MessageData const& what) override {
        ConsoleReporter::log_message(what);
        xml_->log_message(what);
        if ((what.m_severity & doctest::assertType::is_warn) == 0) {
            std::lock_guard const lock(guards_);
            bool const is_fatal = (what.m_severity & doctest::assertType::is_require) != 0;
            the_sink->assertion_failed(
                {place(what.m_file, what.m_line), is_fatal ? "FAIL" : "FAIL_CHECK", what.m_string.c_str()});
        }
    }

private:
    static std::string place(char const* file, int line) {
        return std::string(doctest::skipPathFromFilename(file)) + ":" + std::to_string(line);
    }

    /// The element of the case, out of that of its suite.
    std::string case_element() const {
        std::string const all = xml_text_.str();
        std::string const closing = "</TestCase>";
        std::size_t const begin = all.find("<TestCase");
        std::size_t const end = all.rfind(closing);
        return begin == std::string::npos || end == std::string::npos || end < begin
                   ? std::string()
                   : all.substr(begin, end + closing.size() - begin);
    }

    std::ostringstream xml_text_;
    std::unique_ptr<doctest::XmlReporter> xml_;
    std::mutex guards_;
};

/// Hears what a query finds.
class query_reporter : public doctest::IReporter {
public:
    struct answer {
        std::vector<doctest::TestCaseData const*> cases;
        doctest::ContextOptions options;
    };
    static answer& last() {
        static answer only;
        return only;
    }

    explicit query_reporter(doctest::ContextOptions const& options) : options_(options) {}
    void report_query(doctest::QueryData const& found) override {
        last().cases.assign(found.data, found.data + found.num_data);
        last().options = options_;
    }
    void test_run_start() override {}
    void test_run_end(doctest::TestRunStats const&) override {}
    void test_case_start(doctest::TestCaseData const&) override {}
    void test_case_reenter(doctest::TestCaseData const&) override {}
    void test_case_end(doctest::CurrentTestCaseStats const&) override {}
    void test_case_exception(doctest::TestCaseException const&) override {}
    void subcase_start(doctest::SubcaseSignature const&) override {}
    void subcase_end() override {}
    void log_assert(doctest::AssertData const&) override {}
    void log_message(doctest::MessageData const&) override {}
    void test_case_skipped(doctest::TestCaseData const&) override {}

private:
    doctest::ContextOptions const& options_;
};

} // namespace
} // namespace fermata::suite::detail
