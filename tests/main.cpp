// fermata - https://www.boost.org/LICENSE_1_0.txt
// The main() of every doctest executable of ours.
#define DOCTEST_CONFIG_IMPLEMENT
#include <doctest/doctest.h>

#include <cstdio>
#include <cstdlib>

#include <unistd.h>

namespace {

unsigned cases_run = 0;
bool run_ended = false;
::pid_t main_process = 0;

/// doctest's exit code is 0 when no test case matched, which must not count as passed.
struct case_counter : doctest::IReporter {
    explicit case_counter(doctest::ContextOptions const&) {}

    void report_query(doctest::QueryData const&) override {}
    void test_run_start() override {}
    void test_run_end(doctest::TestRunStats const& stats) override { cases_run = stats.numTestCasesPassingFilters; }
    void test_case_start(doctest::TestCaseData const&) override {}
    void test_case_reenter(doctest::TestCaseData const&) override {}
    void test_case_end(doctest::CurrentTestCaseStats const&) override {}
    void test_case_exception(doctest::TestCaseException const&) override {}
    void subcase_start(doctest::SubcaseSignature const&) override {}
    void subcase_end() override {}
    void log_assert(doctest::AssertData const&) override {}
    void log_message(doctest::MessageData const&) override {}
    void test_case_skipped(doctest::TestCaseData const&) override {}
};

REGISTER_LISTENER("case_counter", 1, case_counter);

/// Nor must a test case that calls exit(0); children of one may.
void fail_if_cut_off() {
    if (!run_ended && ::getpid() == main_process) {
        std::fputs("the program ended in the middle of its tests\n", stderr);
        std::_Exit(EXIT_FAILURE);
    }
}

} // namespace

int main(int argc, char** argv) {
    doctest::Context context(argc, argv);
    main_process = ::getpid();
    std::atexit(fail_if_cut_off);
    int const status = context.run();
    run_ended = true;
    if (context.shouldExit()) { // a query, such as --list-test-cases
        return status;
    }
    if (cases_run == 0) {
        std::fputs("no test case was run\n", stderr);
        return EXIT_FAILURE;
    }
    return status;
}
