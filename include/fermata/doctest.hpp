// fermata - https://www.boost.org/LICENSE_1_0.txt
#pragma once

/// Explorations inside of doctest's test cases. Include it in the files that explore:
///
/// * While an exploration runs, doctest's assertions neither report nor count one by one, on any thread. One
///   that fails makes the execution fail, with its text, its values and what INFO and CAPTURE of that fiber
///   say; CHECK and FAIL_CHECK let the fiber go on, REQUIRE and FAIL end it. WARN and MESSAGE say nothing.
/// * When the exploration has ended the test case has failed once, at the place of the first assertion that
///   failed, with the whole report; or it has one passed assertion more. Failures of another kind (expect, an
///   exception, a deadlock) only make the report not ok, and the test decides: CHECK(report) shows it.
/// * In a runner outside of an exploration, assertions work as they always do.
/// * In every case INFO and CAPTURE of a fiber are seen by that fiber only.
///
/// Not possible inside of an exploration: SUBCASE (usage_error), and a scheduling point in the operator<< of
/// a value that an assertion prints. FAIL and FAIL_CHECK are redirected by their macros, so they need this
/// header in their own source file.

#include <fermata/listener.hpp>
#include <fermata/model/error.hpp>

#include <doctest/doctest.h>

#ifndef DOCTEST_CONFIG_DISABLE

#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <sstream>
#include <string>
#include <utility>
#include <vector>
#if defined(DOCTEST_THREAD_LOCAL)
#define FERMATA_DOCTEST_THREAD_LOCAL DOCTEST_THREAD_LOCAL
#elif defined(DOCTEST_CONFIG_NO_MULTITHREADING)
#define FERMATA_DOCTEST_THREAD_LOCAL
#else
#define FERMATA_DOCTEST_THREAD_LOCAL thread_local
#endif

// Defined by doctest's implementation, and declared in no header: what a run knows, and the open INFOs.
namespace doctest {
namespace detail {
extern ContextState* g_cs;
extern FERMATA_DOCTEST_THREAD_LOCAL std::vector<IContextScope*> g_infoContexts;
} // namespace detail
} // namespace doctest

namespace fermata::detail {

struct doctest_failure {
    std::string text;
    std::string file;
    std::size_t line = 0;

    bool is_at(failure const& other) const { return line == other.line && file == other.file; }
    void add_to_test_case() const {
        ::doctest::detail::MessageBuilder message(file.c_str(), static_cast<int>(line),
                                                  ::doctest::assertType::is_check);
        message* text;
        message.log();
    }
};

/// "CHECK( a == b ) is NOT correct!" and the further lines, in the words of doctest's own reporters.
inline std::string describe(::doctest::AssertData const& what) {
    namespace kind = ::doctest::assertType;
    bool const as = (what.m_at & kind::is_throws_as) != 0;
    bool const with = (what.m_at & kind::is_throws_with) != 0;
    char const* const macro = ::doctest::assertString(what.m_at);
    std::ostringstream text;
    text << macro << "( " << what.m_expr;
    if (with) {
        text << ", \"" << what.m_exception_string.c_str() << '"';
    }
    if (as) {
        text << ", " << what.m_exception_type;
    }
    text << " ) ";
    if (as || with) {
        text << (what.m_threw ? "threw a DIFFERENT exception: " : "did NOT throw at all!") << what.m_exception.c_str();
    } else if ((what.m_at & kind::is_throws) != 0) {
        text << "did NOT throw at all!";
    } else if (what.m_threw) {
        text << "THREW exception: " << what.m_exception.c_str();
    } else {
        text << "is NOT correct!\n  values: " << macro << "( " << what.m_decomp.c_str() << " )";
    }
    return text.str();
}

/// What INFO and CAPTURE of the calling fiber have to say; empty if nothing.
inline std::string describe_contexts() {
    std::ostringstream text;
    auto const* const contexts = ::doctest::IReporter::get_active_contexts();
    for (int i = 0; i < ::doctest::IReporter::get_num_active_contexts(); ++i) {
        text << (i == 0 ? "\n  logged: " : "\n          ");
        contexts[i]->stringify(&text);
    }
    return text.str();
}

class doctest_listener final : public listener {
public:
    doctest_listener() noexcept { set_listener(this); }
    ~doctest_listener() override { set_listener(nullptr); }
    doctest_listener(doctest_listener const&) = delete;
    doctest_listener& operator=(doctest_listener const&) = delete;

    void exploration_began() override {
        if (std::lock_guard const lock(mutex_); explorations_++ == 0) {
            divert();
        }
        mine() = {};
        // The INFOs of the test case are not those of any fiber; they come back for the final report.
        mine().contexts.swap(::doctest::detail::g_infoContexts);
    }

    void execution_began(std::uint64_t) override {
        mine().in_execution.reset();
        ::doctest::detail::g_infoContexts.clear(); // of a main that had to be left behind
    }

    void execution_ended(outcome how) override {
        exploration& now = mine();
        if (now.in_execution && how != outcome::pruned && (!now.first || (how == outcome::failed && !now.counts))) {
            now.first = std::move(now.in_execution);
            now.counts = how == outcome::failed;
        }
        now.in_execution.reset();
        // An exception that passes an INFO leaves its text in doctest's state until the test case ends.
        if (::doctest::IReporter::get_num_stringified_contexts() > 100) {
            if (std::lock_guard const lock(mutex_); explorations_ == 1) {
                make_substitute(::doctest::getContextOptions());
            }
        }
    }

    void exploration_ended(report const& result) override {
        exploration const ended = std::exchange(mine(), {});
        ::doctest::detail::g_infoContexts = ended.contexts;
        std::vector<doctest_failure> elsewhere;
        std::vector<verdict> finished;
        {
            std::lock_guard const lock(mutex_);
            finished_.push_back(verdict_of(result, ended));
            if (--explorations_ != 0) {
                return; // doctest is diverted still; the last one tells
            }
            restore();
            elsewhere.swap(elsewhere_);
            finished.swap(finished_);
        }
        if (!::doctest::is_running_in_test) {
            return; // no test case to tell it
        }
        for (doctest_failure const& other : elsewhere) {
            other.add_to_test_case();
        }
        for (verdict const& each : finished) {
            each.tell();
        }
    }

    void exchange_thread_state(void*& slot) override {
        auto& now = ::doctest::detail::g_infoContexts;
        if (slot == nullptr) {
            if (now.empty()) {
                return;
            }
            slot = new contexts;
        }
        static_cast<contexts*>(slot)->swap(now);
    }

    void discard_thread_state(void*& slot) override {
        delete static_cast<contexts*>(slot);
        slot = nullptr;
    }

    /// An assertion has failed while an exploration runs.
    void assertion_failed(std::string text, char const* file, int line) {
        text += describe_contexts();
        doctest_failure failed{std::move(text), file, static_cast<std::size_t>(line)};
        if (!is_exploring()) { // of another thread, whose test case is diverted too
            std::lock_guard const lock(mutex_);
            elsewhere_.push_back(std::move(failed));
            return;
        }
        record_failure(failed.text, failed.file, failed.line);
        if (!mine().in_execution) {
            mine().in_execution = std::move(failed);
        }
    }

private:
    using contexts = std::vector<::doctest::IContextScope*>;

    /// What is known about the exploration of this thread.
    struct exploration {
        detail::doctest_listener::contexts contexts{}; ///< of the test case
        std::optional<doctest_failure> in_execution{}; ///< the first in the execution that runs
        std::optional<doctest_failure> first{};        ///< the first in all of them
        bool counts = false; ///< `first` was more than the echo of another failure, such as a deadlock
    };

    /// How an exploration ended, for the test case.
    struct verdict {
        std::optional<doctest_failure> failed{};
        std::string shown{}; ///< empty if there is nothing to tell

        void tell() const {
            if (failed) {
                failed->add_to_test_case();
            } else if (auto const* const test = ::doctest::getContextOptions()->currentTest; test && !shown.empty()) {
                ::doctest::detail::ResultBuilder passed(::doctest::assertType::DT_CHECK, test->m_file.c_str(),
                                                        static_cast<int>(test->m_line), "fermata::explore()");
                passed.setResult(::doctest::detail::Result(true, shown.c_str()));
                passed.log();
            }
        }
    };

    static verdict verdict_of(report const& result, exploration const& ended) {
        if (result.ok()) {
            return {{}, result.verdict()};
        }
        if (!result.failure) {
            return {};
        }
        failure const& shown = *result.failure;
        if (ended.first && ended.first->is_at(shown)) {
            return {doctest_failure{to_string(result), shown.file, shown.line}, {}};
        }
        if (ended.counts) {
            return {doctest_failure{ended.first->text + "\n" + to_string(result), ended.first->file, ended.first->line},
                    {}};
        }
        // FAIL() in a source file that does not include this header: only its exception was seen.
        if (shown.message.find("TestFailureException") != std::string::npos) {
            auto const* const test = ::doctest::getContextOptions()->currentTest;
            return {doctest_failure{to_string(result), test ? test->m_file.c_str() : "", test ? test->m_line : 0}, {}};
        }
        return {};
    }

    static exploration& mine() {
        static thread_local exploration of_thread;
        return of_thread;
    }

    static void on_assertion(::doctest::AssertData const& what);

    /// From here on doctest believes that no test case runs, and hands us what fails.
    void divert() {
        before_ = ::doctest::detail::g_cs;
        was_in_test_ = ::doctest::is_running_in_test;
        make_substitute(::doctest::getContextOptions());
        ::doctest::is_running_in_test = false;
    }

    void restore() {
        ::doctest::detail::g_cs = before_;
        ::doctest::is_running_in_test = was_in_test_;
        substitute_.reset();
    }

    void make_substitute(::doctest::ContextOptions const* options) {
        auto fresh = std::make_unique<::doctest::Context>();
        fresh->setAssertHandler(&on_assertion);
        fresh->setAsDefaultForAssertsOutOfTestCases();
        if (options != nullptr) {
            auto& copy = const_cast<::doctest::ContextOptions&>(*::doctest::getContextOptions());
            copy = *options;
            copy.success = false;
            copy.abort_after = 0;
        }
        substitute_ = std::move(fresh);
    }

    std::mutex mutex_;
    int explorations_ = 0; ///< on all threads; doctest's state is one for all of them
    ::doctest::detail::ContextState* before_ = nullptr;
    bool was_in_test_ = false;
    std::unique_ptr<::doctest::Context> substitute_;
    std::vector<doctest_failure> elsewhere_;
    std::vector<verdict> finished_;
};

inline doctest_listener the_doctest_listener;

inline void doctest_listener::on_assertion(::doctest::AssertData const& what) {
    if ((what.m_at & ::doctest::assertType::is_warn) == 0) {
        the_doctest_listener.assertion_failed(describe(what), what.m_file, what.m_line);
    }
}

/// FAIL, FAIL_CHECK, MESSAGE: doctest gives these to its reporters even if it believes that no test runs.
class doctest_message : public ::doctest::detail::MessageBuilder {
public:
    doctest_message(char const* file, int line, ::doctest::assertType::Enum severity)
        : MessageBuilder(file, line, severity) {
        if (is_exploring()) {
            m_stream = &text_;
        }
    }
    bool log() {
        if (m_stream != &text_) {
            return MessageBuilder::log();
        }
        if ((m_severity & ::doctest::assertType::is_warn) == 0) {
            char const* const macro = (m_severity & ::doctest::assertType::is_require) != 0 ? "FAIL( " : "FAIL_CHECK( ";
            the_doctest_listener.assertion_failed(macro + text_.str() + " )", m_file, m_line);
        }
        return false;
    }

private:
    std::ostringstream text_;
};

inline ::doctest::String subcase_outside_of_explorations(::doctest::String name) {
    if (is_exploring()) {
        throw usage_error("SUBCASE(\"" + std::string(name.c_str()) +
                          "\") inside of an exploration: doctest enters it once per test case, not per execution");
    }
    return name;
}

} // namespace fermata::detail

#undef DOCTEST_SUBCASE
#define DOCTEST_SUBCASE(name)                                                                                          \
    if (const doctest::detail::Subcase & DOCTEST_ANONYMOUS(DOCTEST_ANON_SUBCASE_) DOCTEST_UNUSED =                     \
            doctest::detail::Subcase(fermata::detail::subcase_outside_of_explorations(name), __FILE__, __LINE__))

#undef DOCTEST_ADD_AT_IMPL
#define DOCTEST_ADD_AT_IMPL(type, file, line, mb, ...)                                                                 \
    DOCTEST_FUNC_SCOPE_BEGIN {                                                                                         \
        fermata::detail::doctest_message mb(file, line, doctest::assertType::type);                                    \
        mb* __VA_ARGS__;                                                                                               \
        if (mb.log())                                                                                                  \
            DOCTEST_BREAK_INTO_DEBUGGER();                                                                             \
        mb.react();                                                                                                    \
    }                                                                                                                  \
    DOCTEST_FUNC_SCOPE_END

#endif // DOCTEST_CONFIG_DISABLE
