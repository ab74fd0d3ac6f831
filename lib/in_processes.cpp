// fermata - https://www.boost.org/LICENSE_1_0.txt
//
// The parent's side: children are started all at once, and awaited together.
#include <fermata/in_processes.hpp>

#include "process/child.hpp"
#include "process/process_function.hpp"
#include "process/standard_exceptions.hpp"
#include "process/trouble.hpp"

#include <fermata/process/command.hpp>

#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <memory>

namespace fermata::detail {

std::type_info const& find_process_function(std::string_view name);

namespace {

using namespace process::detail;
using clock = process::wakeups::clock;

/// One call in its process.
struct running_call {
    std::unique_ptr<child> runs;
    descriptor file;
    std::size_t answer_begin = 0;
    clock::time_point deadline{};
    bool has_timed_out = false;
    bool is_being_killed = false;
};

void write_all(int file, void const* bytes, std::size_t size) {
    for (auto const* at = static_cast<char const*>(bytes); size > 0;) {
        ssize_t const put = ::write(file, at, size);
        if (put < 0 && errno != EINTR) {
            throw_trouble("a memory file cannot be written", errno);
        }
        at += std::max<ssize_t>(put, 0);
        size -= static_cast<std::size_t>(std::max<ssize_t>(put, 0));
    }
}

running_call start(std::string_view name, call_options const& options, std::string const& arguments) {
    running_call made;
    made.file = descriptor(::memfd_create("fermata-call", MFD_CLOEXEC));
    descriptor inherited(::dup(made.file.get()));
    if (!made.file || !inherited) {
        throw_trouble("memfd_create", errno);
    }
    call_head const head{arguments.size()};
    write_all(made.file.get(), &head, sizeof(head));
    write_all(made.file.get(), arguments.data(), arguments.size());
    made.answer_begin = sizeof(head) + arguments.size();

    std::string const self = std::to_string(::getpid());
    // Not by its name, which may stand for another file by now.
    child_plan plan{process::command{"/proc/" + self + "/exe"}};
    plan.environment = options.environment;
    plan.environment[function_variable] = std::string(name);
    plan.environment[parent_variable] = self;
    plan.inherited = std::move(inherited);
    made.runs = std::make_unique<child>(std::move(plan));
    made.deadline = clock::now() + std::min<std::chrono::nanoseconds>(options.timeout, std::chrono::hours(24 * 365));
    return made;
}

/// True if it is over, and nothing of it is left.
bool advance(running_call& each, process::wakeups& wake) {
    child& runs = *each.runs;
    runs.captured()->drain();
    runs.listen();
    if (runs.is_gone() || runs.is_lost() || runs.error() != 0) {
        runs.captured()->drain_all();
        return true;
    }
    bool const is_late = !each.is_being_killed && !runs.status().has_value() && clock::now() >= each.deadline;
    each.has_timed_out = each.has_timed_out || is_late;
    if (!each.is_being_killed && (is_late || runs.status().has_value())) {
        each.is_being_killed = true; // whoever comes from it, too
        runs.kill();
    }
    if (!each.is_being_killed) {
        wake.at(each.deadline);
    }
    runs.wake(wake);
    return false;
}

std::string with_output(std::string text, running_call const& of) {
    std::string const tail = of.runs->captured()->tail();
    return tail.empty() ? text : text + "\n" + tail;
}

process_call read_answer(running_call const& of, std::chrono::nanoseconds timeout) {
    if (of.has_timed_out) {
        auto const milliseconds = std::chrono::duration_cast<std::chrono::milliseconds>(timeout).count();
        return {result_state::timed_out,
                with_output("timed out: it was killed after timeout = " + std::to_string(milliseconds) + " ms", of),
                nullptr};
    }
    if (of.runs->error() != 0) {
        throw_trouble("this executable cannot be started again", of.runs->error());
    }
    if (!of.runs->status().has_value()) {
        return {result_state::unfinished, "the guardian was killed, and the call with it", nullptr};
    }
    process::exit_status const how = *of.runs->status();
    if (how.signal != 0) {
        return {result_state::crashed, with_output("crashed with " + to_string(how), of), nullptr};
    }
    answer_head head;
    off_t const end = ::lseek(of.file.get(), 0, SEEK_END);
    auto const begin = static_cast<off_t>(of.answer_begin);
    auto const head_at = end - static_cast<off_t>(sizeof(head));
    bool const is_whole = how.code == 0 && head_at >= begin &&
                          ::pread(of.file.get(), &head, sizeof(head), head_at) == sizeof(head) && head.kind != 0 &&
                          head_at - begin == static_cast<off_t>(head.size);
    std::string body(is_whole ? head.size : 0, '\0');
    if (!is_whole || ::pread(of.file.get(), body.data(), body.size(), begin) != static_cast<ssize_t>(body.size())) {
        return {result_state::unfinished,
                with_output("the process ended with " + to_string(how) + " before the call returned", of), nullptr};
    }
    if (head.kind == static_cast<std::uint32_t>(answer_kind::value)) {
        return {result_state::value, std::move(body), nullptr};
    }
    std::size_t const zero = std::min(body.find('\0'), body.size());
    return {result_state::exception,
            {},
            make_exception(head.exception_kind, body.substr(0, zero), body.substr(std::min(zero + 1, body.size())))};
}

} // namespace

std::vector<process_call> call_in_processes(std::size_t n, std::string_view name, std::type_info const& result,
                                            call_options const& options, std::string arguments) {
    if (options.timeout <= std::chrono::nanoseconds::zero()) {
        throw usage_error("in_processes(): timeout must be positive");
    }
    if (find_process_function(name) != result) {
        throw usage_error("in_processes(): the function '" + std::string(name) + "' returns another type");
    }
    std::vector<running_call> calls;
    for (std::size_t i = 0; i < n; ++i) {
        calls.push_back(start(name, options, arguments));
    }
    std::vector<bool> is_over(n, false);
    for (std::size_t left = n; left > 0;) {
        process::wakeups wake;
        for (std::size_t i = 0; i < n; ++i) {
            if (!is_over[i] && advance(calls[i], wake)) {
                is_over[i] = true;
                --left;
            }
        }
        if (left > 0) {
            wake.wait();
        }
    }
    std::vector<process_call> results;
    for (running_call const& each : calls) {
        results.push_back(read_answer(each, options.timeout));
    }
    return results;
}

} // namespace fermata::detail
