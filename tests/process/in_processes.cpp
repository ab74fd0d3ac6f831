// fermata - https://www.boost.org/LICENSE_1_0.txt
//
// DC-07, DC-08, DC-11, DC-N2: concurrent calls in fresh processes of this executable.
#include "support.hpp"

#include <fermata/fermata.hpp>

#include <doctest/doctest.h>

#include <csignal>
#include <fcntl.h>
#include <map>
#include <sys/resource.h>

using namespace support;
using fermata::call_options;
using fermata::in_processes;
using fermata::result_state;

namespace {

int const made_before_main = 41;

int add(int a, int b) { return a + b; }

std::string describe(std::string const& name, std::vector<double> const& values, std::map<std::string, int> ages) {
    std::printf("this goes to standard output and is no result\n");
    return name + ":" + std::to_string(values.size()) + ":" + std::to_string(ages.at(name));
}

int own_id() { return ::getpid(); }

std::string environment(std::string const& name) {
    char const* const value = std::getenv(name.c_str());
    return value != nullptr ? value : "(none)";
}

void nothing() {}

struct own_error {
    int code;
};
class named_error : public std::exception {
public:
    char const* what() const noexcept override { return "by its name"; }
};

int throws(int which) {
    switch (which) {
    case 0: throw std::out_of_range("too far");
    case 1: throw named_error();
    case 2: throw own_error{2};
    default: return which;
    }
}

int stubborn() {
    ::signal(SIGTERM, SIG_IGN);
    while (true) {
        ::pause();
    }
}

int crashes(int signal_number) {
    rlimit const none{0, 0};
    ::setrlimit(RLIMIT_CORE, &none);
    std::fprintf(stderr, "the last words\n");
    ::signal(signal_number, SIG_DFL);
    ::raise(signal_number);
    return 1;
}

int exits() { std::_Exit(0); }

int parent() { return process::parent_id(); }

FERMATA_PROCESS_FUNCTION("add", add);
FERMATA_PROCESS_FUNCTION("describe", describe);
FERMATA_PROCESS_FUNCTION("own id", own_id);
FERMATA_PROCESS_FUNCTION("environment", environment);
FERMATA_PROCESS_FUNCTION("nothing", nothing);
FERMATA_PROCESS_FUNCTION("throws", throws);
FERMATA_PROCESS_FUNCTION("stubborn", stubborn);
FERMATA_PROCESS_FUNCTION("crashes", crashes);
FERMATA_PROCESS_FUNCTION("exits", exits);
FERMATA_PROCESS_FUNCTION("parent", parent);
FERMATA_PROCESS_FUNCTION("static", [] { return made_before_main + 1; });
FERMATA_PROCESS_FUNCTION("open descriptors", [] {
    int open = 0;
    for (int each = 4; each < 1024; ++each) {
        open += ::fcntl(each, F_GETFD) >= 0 ? 1 : 0;
    }
    return open;
});

} // namespace

TEST_CASE("values, in the order of the calls, from processes of their own") {
    auto const sums = in_processes<int>(3, "add", call_options{}, 40, 2);
    REQUIRE(sums.size() == 3);
    for (auto const& each : sums) {
        CHECK(each.value() == 42);
    }
    auto const ids = in_processes<int>(3, "own id");
    CHECK(ids[0].value() != ids[1].value());
    CHECK(ids[0].value() != ::getpid());
    CHECK(in_processes<int>(0, "own id").empty());
    CHECK(in_processes<int>(1, "static")[0].value() == 42);
}

TEST_CASE("what travels: strings, containers, nothing; and never over standard output") {
    std::map<std::string, int> const ages = {{"ann", 7}};
    auto const text = in_processes<std::string>(1, "describe", call_options{}, "ann", std::vector<double>{1, 2}, ages);
    CHECK(text[0].value() == "ann:2:7");
    auto const none = in_processes<void>(2, "nothing");
    CHECK(none[1].has_value());
}

TEST_CASE("the children are fresh: they hold no descriptor of this process") {
    int const open_here = ::open("/dev/null", O_RDONLY); // without O_CLOEXEC
    CHECK(in_processes<int>(1, "open descriptors")[0].value() == 0);
    ::close(open_here);
}

TEST_CASE("exceptions: a standard one as itself, another with its type and message") {
    auto const standard = in_processes<int>(1, "throws", call_options{}, 0);
    CHECK(standard[0].state() == result_state::exception);
    CHECK(standard[0].error_type() == "std::out_of_range");
    CHECK(standard[0].error_message() == "too far");
    CHECK_THROWS_AS(standard[0].value(), std::out_of_range);
    auto const named = in_processes<int>(1, "throws", call_options{}, 1);
    CHECK(holds(named[0].error_type(), "named_error"));
    CHECK(named[0].error_message() == "by its name");
    CHECK_THROWS_AS(named[0].value(), fermata::remote_exception);
    auto const other = in_processes<int>(1, "throws", call_options{}, 2);
    CHECK(holds(other[0].error_type(), "own_error"));
    CHECK(in_processes<int>(1, "throws", call_options{}, 3)[0].value() == 3);
}

TEST_CASE("DC-07 a call that outlives its timeout says so, and is gone, although it ignores SIGTERM") {
    std::string const tag = "tag-of-stubborn-" + std::to_string(::getpid());
    call_options options;
    options.timeout = 100ms;
    options.environment = {{"TAG", tag}};
    auto const results = in_processes<int>(2, "stubborn", options);
    for (auto const& each : results) {
        CHECK(each.state() == result_state::timed_out);
        CHECK(holds(each.error_message(), "timeout = 100 ms"));
    }
    CHECK(processes_with(tag).empty());
    options.timeout = 0ms;
    CHECK_THROWS_AS(in_processes<int>(1, "stubborn", options), fermata::usage_error);
}

TEST_CASE("DC-08 an environment override is seen by the child, and neither before nor after by the parent") {
    CHECK(environment("FERMATA_TEST_OVERRIDE") == "(none)");
    call_options options;
    options.environment = {{"FERMATA_TEST_OVERRIDE", "seen"}};
    auto const results = in_processes<std::string>(1, "environment", options, "FERMATA_TEST_OVERRIDE");
    CHECK(results[0].value() == "seen");
    CHECK(environment("FERMATA_TEST_OVERRIDE") == "(none)");
}

TEST_CASE("DC-11 the child knows the parent's id") {
    CHECK(in_processes<int>(1, "parent")[0].value() == ::getpid());
    CHECK(process::parent_id() == 0);
}

TEST_CASE("DC-N2 a crash is a result of its own, never an empty value") {
    auto const results = in_processes<int>(1, "crashes", call_options{}, SIGSEGV);
    CHECK(results[0].state() == result_state::crashed);
    CHECK(holds(results[0].error_message(), "signal 11"));
    CHECK(holds(results[0].error_message(), "the last words"));
    CHECK_FALSE(results[0].has_value());
    CHECK(holds(in_processes<int>(1, "crashes", call_options{}, SIGKILL)[0].error_message(), "signal 9"));
}

TEST_CASE("a process that ends by itself, with 0 even, has not returned") {
    auto const results = in_processes<int>(1, "exits");
    CHECK(results[0].state() == result_state::unfinished);
    CHECK(holds(results[0].error_message(), "before the call returned"));
}

TEST_CASE("misuse: no such function, another result, other arguments") {
    CHECK(
        holds(message_of<fermata::usage_error>([] { in_processes<int>(1, "no such"); }), "no function is registered"));
    CHECK(holds(message_of<fermata::usage_error>([] { in_processes<long>(1, "own id"); }), "returns another type"));
    auto const few = in_processes<int>(1, "add", call_options{}, 1);
    CHECK(few[0].error_type() == "fermata::usage_error");
    auto const wrong = in_processes<int>(1, "add", call_options{}, 1, "two");
    CHECK(wrong[0].error_type() == "fermata::usage_error");
}

TEST_CASE("in a fiber the others go on meanwhile") {
    folder const here;
    std::string log;
    fermata::starter const calls{"calls", [&] {
                                     CHECK(in_processes<int>(2, "add", call_options{}, 1, 2)[1].value() == 3);
                                     log += "called";
                                 }};
    fermata::starter const works{"works", [&] {
                                     fermata::checkpoint("works");
                                     log += "worked ";
                                 }};
    fermata::runner{{calls, works}}.finish();
    CHECK(log == "worked called");
}
