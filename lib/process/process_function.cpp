// fermata - https://www.boost.org/LICENSE_1_0.txt
//
// The child's side of in_processes().
#include "process/process_function.hpp"

#include "process/guardian/protocol.hpp"
#include "process/standard_exceptions.hpp"

#include <fermata/in_processes.hpp>

#include <cxxabi.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <map>
#include <memory>

namespace fermata {

namespace {

struct registered {
    std::type_info const* result;
    detail::process_function function;
};

/// Made when the first function is registered, whichever static that is.
std::map<std::string, registered, std::less<>>& registry() {
    static std::map<std::string, registered, std::less<>> functions;
    return functions;
}

int parent = 0;

void write_all(int file, void const* bytes, std::size_t size) {
    for (auto const* at = static_cast<char const*>(bytes); size > 0;) {
        ssize_t const put = ::write(file, at, size);
        if (put <= 0) {
            std::_Exit(126);
        }
        at += put;
        size -= static_cast<std::size_t>(put);
    }
}

std::string readable(char const* symbol) {
    int status = 0;
    std::unique_ptr<char, void (*)(void*)> const text(abi::__cxa_demangle(symbol, nullptr, nullptr, &status),
                                                      std::free);
    return status == 0 ? text.get() : symbol;
}

[[noreturn]] void answer(int file, process::detail::answer_head head, std::string const& body) {
    head.size = body.size();
    write_all(file, &body[0], body.size());
    write_all(file, &head, sizeof(head)); // last: only a complete answer is one
    std::fflush(nullptr);
    ::_exit(0);
}

[[noreturn]] void run(std::string const& name, int file) {
    process::detail::call_head head;
    if (::pread(file, &head, sizeof(head), 0) != sizeof(head)) {
        std::_Exit(126);
    }
    std::string arguments(head.arguments_size, '\0');
    if (::pread(file, arguments.data(), arguments.size(), sizeof(head)) != static_cast<ssize_t>(arguments.size())) {
        std::_Exit(126);
    }
    ::lseek(file, 0, SEEK_END);
    process::wire_writer result;
    try {
        process::wire_reader reader(arguments);
        auto const found = registry().find(name);
        if (found == registry().end()) {
            throw usage_error("in_processes(): no function is registered as '" + name + "' in the child");
        }
        found->second.function(reader, result);
    } catch (std::exception const& thrown) {
        std::uint32_t const kind = process::detail::standard_kind(thrown);
        answer(file, {static_cast<std::uint32_t>(process::detail::answer_kind::exception), kind, 0},
               readable(typeid(thrown).name()) + '\0' + thrown.what());
    } catch (...) {
        std::type_info const* const type = abi::__cxa_current_exception_type();
        answer(file, {static_cast<std::uint32_t>(process::detail::answer_kind::exception), 0, 0},
               (type != nullptr ? readable(type->name()) : std::string("?")) + '\0');
    }
    answer(file, {static_cast<std::uint32_t>(process::detail::answer_kind::value), 0, 0}, result.bytes());
}

} // namespace

namespace detail {

process_function_registration::process_function_registration(std::string_view name, std::type_info const& result,
                                                             process_function function) {
    if (!registry().try_emplace(std::string(name), registered{&result, std::move(function)}).second) {
        std::fprintf(stderr, "fermata: FERMATA_PROCESS_FUNCTION(\"%s\") stands twice in this program\n",
                     std::string(name).c_str());
        std::abort();
    }
}

std::type_info const& find_process_function(std::string_view name) {
    auto const found = registry().find(name);
    if (found == registry().end()) {
        throw usage_error("in_processes(): no function is registered as '" + std::string(name) +
                          "'; FERMATA_PROCESS_FUNCTION(\"" + std::string(name) + "\", function) does it");
    }
    return *found->second.result;
}

} // namespace detail

namespace process {

int parent_id() noexcept { return parent; }

namespace detail {

void enter_process_function() {
    char const* const name = std::getenv(function_variable);
    char const* const caller = std::getenv(parent_variable);
    if (name == nullptr || caller == nullptr) {
        return;
    }
    std::string const wanted = name;
    parent = std::atoi(caller);
    ::unsetenv(function_variable); // they are not for our own children
    ::unsetenv(parent_variable);
    ::fcntl(guardian::inherited_descriptor, F_SETFD, FD_CLOEXEC);
    run(wanted, guardian::inherited_descriptor);
}

} // namespace detail
} // namespace process
} // namespace fermata
