// fermata - https://www.boost.org/LICENSE_1_0.txt
#include "suite/text.hpp"

#include <fmt/core.h>

#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

namespace fermata::suite::detail {

namespace {

bool is_continuation(char c) { return (static_cast<unsigned char>(c) & 0xc0) == 0x80; }

/// The length of the well-formed UTF-8 sequence that the text begins with; 0 if it is none.
std::size_t sequence_length(std::string_view text) {
    auto const first = static_cast<unsigned char>(text[0]);
    std::size_t const length = first < 0x80                    ? 1
                               : first >= 0xc2 && first < 0xe0 ? 2
                               : first >= 0xe0 && first < 0xf0 ? 3
                               : first >= 0xf0 && first < 0xf5 ? 4
                                                               : 0;
    if (length == 0 || text.size() < length) {
        return 0;
    }
    for (std::size_t i = 1; i < length; ++i) {
        if (!is_continuation(text[i])) {
            return 0;
        }
    }
    auto const second = length > 1 ? static_cast<unsigned char>(text[1]) : 0;
    bool const is_overlong = (first == 0xe0 && second < 0xa0) || (first == 0xf0 && second < 0x90);
    bool const is_no_character = (first == 0xed && second >= 0xa0) || (first == 0xf4 && second >= 0x90) ||
                                 (first == 0xef && second == 0xbf && static_cast<unsigned char>(text[2]) >= 0xbe);
    return is_overlong || is_no_character ? 0 : length;
}

} // namespace

std::string painter::operator()(color which, std::string_view text) const {
    if (!with_colors_ || which == color::none || text.empty()) {
        return std::string(text);
    }
    char const* code = "";
    switch (which) {
    case color::none: break;
    case color::red: code = "\033[0;31m"; break;
    case color::green: code = "\033[0;32m"; break;
    case color::yellow: code = "\033[0;33m"; break;
    case color::cyan: code = "\033[0;36m"; break;
    case color::grey: code = "\033[0;90m"; break;
    case color::bold: code = "\033[1m"; break;
    }
    return fmt::format("{}{}\033[0m", code, text);
}

std::size_t columns_of(std::string_view text) {
    return static_cast<std::size_t>(
        std::count_if(text.begin(), text.end(), [](char c) { return !is_continuation(c); }));
}

std::string cut_to(std::string_view text, std::size_t columns) {
    if (columns_of(text) <= columns) {
        return std::string(text);
    }
    std::size_t at = 0;
    for (std::size_t taken = 0; at < text.size(); ++at) {
        if (!is_continuation(text[at]) && ++taken == columns) {
            break;
        }
    }
    return std::string(text.substr(0, at)) + "…";
}

std::string_view without_blank_end(std::string_view text) {
    while (!text.empty()) {
        if (text.back() == ' ' || text.back() == '\n' || text.back() == '\r' || text.back() == '\t') {
            text.remove_suffix(1);
            continue;
        }
        std::size_t const escape = text.rfind('\033');
        bool const ends_with_color = text.back() == 'm' && escape != std::string_view::npos &&
                                     text.find_first_not_of("[0123456789;", escape + 1) == text.size() - 1;
        if (!ends_with_color) {
            break;
        }
        text = text.substr(0, escape);
    }
    return text;
}

std::string duration_text(double seconds) {
    if (seconds >= 120) {
        return fmt::format("{:.0f} min {:.0f} s", static_cast<double>(static_cast<long>(seconds) / 60),
                           static_cast<double>(static_cast<long>(seconds) % 60));
    }
    return seconds >= 9.95 ? fmt::format("{:.1f} s", seconds) : fmt::format("{:.3f} s", seconds);
}

std::string counted(std::size_t count, std::string_view noun) {
    return fmt::format("{} {}{}", count, noun, count == 1 ? "" : "s");
}

std::string shell_word(std::string const& word) {
    std::string_view const harmless = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_=+./,:@%";
    if (!word.empty() && word.find_first_not_of(harmless) == std::string::npos) {
        return word;
    }
    std::string quoted = "'";
    for (char const c : word) {
        quoted += c == '\'' ? std::string("'\\''") : std::string(1, c);
    }
    return quoted + "'";
}

std::string xml_text(std::string_view text) {
    std::string made;
    while (!text.empty()) {
        std::size_t const length = sequence_length(text);
        auto const c = static_cast<unsigned char>(text[0]);
        bool const is_control = c < 0x20 && c != '\n' && c != '\t' && c != '\r';
        if (length == 0 || is_control || c == 0x7f) {
            made += fmt::format("\\x{:02X}", c);
            text.remove_prefix(1);
            continue;
        }
        switch (c) {
        case '<': made += "&lt;"; break;
        case '>': made += "&gt;"; break;
        case '&': made += "&amp;"; break;
        case '"': made += "&quot;"; break;
        default: made += text.substr(0, length);
        }
        text.remove_prefix(length);
    }
    return made;
}

void write_text(int descriptor, std::string_view text) {
    while (!text.empty()) {
        ssize_t const put = ::write(descriptor, text.data(), text.size());
        if (put < 0 && errno == EAGAIN) { // somebody else has made our terminal non-blocking
            pollfd asked{descriptor, POLLOUT, 0};
            ::poll(&asked, 1, -1);
            continue;
        }
        if (put < 0 && errno != EINTR) {
            return;
        }
        text.remove_prefix(static_cast<std::size_t>(std::max<ssize_t>(put, 0)));
    }
}

} // namespace fermata::suite::detail
