// fermata - https://www.boost.org/LICENSE_1_0.txt
#include <fermata/process/error.hpp>

#include "process/trouble.hpp"

#include <cstring>
#include <system_error>

namespace fermata::process {

namespace {

std::string with_context(std::string const& message, process_context const& context) {
    std::string text = message;
    if (!context.command.empty()) {
        text += "\n  command: " + context.command;
    }
    if (context.status.has_value()) {
        text += "\n  ended:   " + to_string(*context.status);
    }
    for (std::size_t begin = 0; begin < context.output_tail.size();) {
        std::size_t const end = std::min(context.output_tail.find('\n', begin), context.output_tail.size());
        text += "\n  " + context.output_tail.substr(begin, end - begin);
        begin = end + 1;
    }
    return text;
}

} // namespace

process_error::process_error(std::string const& message, process_context context)
    : error(with_context(message, context)), context_(std::move(context)) {}

std::string to_string(exit_status const& value) {
    if (value.signal == 0) {
        return "exit code " + std::to_string(value.code);
    }
    char const* const name = ::strsignal(value.signal);
    return "signal " + std::to_string(value.signal) + (name != nullptr ? " (" + std::string(name) + ")" : "");
}

namespace detail {

std::string error_text(int error) { return std::generic_category().message(error); }

void throw_trouble(std::string const& what, int error) { throw process_error(what + ": " + error_text(error), {}); }

} // namespace detail
} // namespace fermata::process
