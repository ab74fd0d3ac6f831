// fermata - https://www.boost.org/LICENSE_1_0.txt
#include "model/event_text.hpp"

#include <fermata/model/trace.hpp>

#include <vector>

namespace fermata {

namespace detail {

std::string printable(std::string_view text) {
    static constexpr char digits[] = "0123456789abcdef";
    std::string result;
    result.reserve(text.size());
    for (char const character : text) {
        auto const byte = static_cast<unsigned char>(character);
        if (byte >= 0x20 && byte != 0x7f) {
            result += character;
        } else if (character == '\n') {
            result += "\\n";
        } else if (character == '\t') {
            result += "\\t";
        } else {
            result += "\\x";
            result += digits[byte / 16];
            result += digits[byte % 16];
        }
    }
    return result;
}

std::string action(event const& value) {
    if (value.kind == operation_kind::start) {
        return "starts";
    }
    if (value.kind == operation_kind::none) {
        return "runs"; // only stands for values that were noted between the steps
    }
    std::string result(to_string(value.kind));
    if (!value.name.empty()) {
        bool const is_quoted = value.kind == operation_kind::checkpoint;
        result += is_quoted ? " '" : " ";
        result += printable(value.name);
        result += is_quoted ? "'" : "";
    }
    return result;
}

std::string values_text(event const& value) {
    std::string result;
    for (auto const& [name, text] : value.values) {
        result += result.empty() ? "" : ", ";
        result += printable(name) + '=' + printable(text);
    }
    return result;
}

std::string short_values_text(event const& value) {
    auto const is_access = [](auto const& each) {
        return each.first == "read" || each.first == "wrote" || each.first == "expected";
    };
    bool const is_of_atomic = value.kind >= operation_kind::load && value.kind <= operation_kind::atomic_wait;
    if (!is_of_atomic) {
        return values_text(value);
    }
    std::string before;
    std::string after;
    event others = value;
    std::erase_if(others.values, is_access);
    for (auto const& [name, text] : value.values) {
        if (name == "read") {
            before = printable(text);
        } else if (name == "wrote") {
            after = " → " + printable(text);
        } else if (name == "expected") {
            after = " ≠ " + printable(text);
        }
    }
    std::string const access = before.empty() && !after.empty()   ? "=" + after.substr(after.rfind(' '))
                               : after.empty() && !before.empty() ? "= " + before
                                                                  : before + after;
    std::string const rest = values_text(others);
    return access + (access.empty() || rest.empty() ? "" : ", ") + rest;
}

bool is_in_standard_library(std::string_view file) noexcept { return file.find("/c++/") != std::string_view::npos; }

std::string short_location(std::string_view file, std::size_t line) {
    if (file.empty()) {
        return {};
    }
    // npos + 1 is 0: a file without a folder stays as it is.
    std::string result = printable(file.substr(file.rfind('/') + 1));
    if (line != 0) {
        result += ':' + std::to_string(line);
    }
    return result;
}

} // namespace detail

std::string to_string(event const& value) {
    std::string result = detail::printable(value.fiber_name) + ": " + detail::action(value);
    if (!value.values.empty()) {
        result += " (" + detail::values_text(value) + ')';
    }
    if (!value.file.empty()) {
        result += " at " + detail::short_location(value.file, value.line);
    }
    return result;
}

std::string to_string(trace const& value) {
    std::string result;
    for (event const& each : value.events) {
        result += to_string(each) + '\n';
    }
    return result;
}

} // namespace fermata
