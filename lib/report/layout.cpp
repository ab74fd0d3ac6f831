// fermata - https://www.boost.org/LICENSE_1_0.txt
#include "report/layout.hpp"

#include "model/event_text.hpp"

#include <algorithm>
#include <array>

namespace fermata::detail {

namespace {

constexpr std::string_view ellipsis = "…";

struct character {
    std::string_view bytes;
    std::size_t width;
};

struct range {
    char32_t first, last;
};

// What terminals agree on, and what turns up in names: no full table of Unicode.
constexpr std::array zero_width = {range{0x300, 0x36f}, range{0x200b, 0x200f}, range{0xfe00, 0xfe0f}};
constexpr std::array double_width = {range{0x1100, 0x115f}, range{0x2e80, 0xa4cf},   range{0xac00, 0xd7a3},
                                     range{0xf900, 0xfaff}, range{0xfe30, 0xfe6f},   range{0xff00, 0xff60},
                                     range{0xffe0, 0xffe6}, range{0x1f300, 0x1faff}, range{0x20000, 0x3fffd}};

template <std::size_t size>
bool contains(std::array<range, size> const& ranges, char32_t code) noexcept {
    return std::any_of(ranges.begin(), ranges.end(), [=](range r) { return r.first <= code && code <= r.last; });
}

/// The first character of a text that is not empty; a byte that is no UTF-8 is a character of its own.
character first_of(std::string_view text) noexcept {
    auto const byte = [&](std::size_t at) { return static_cast<unsigned char>(text[at]); };
    std::size_t const size = byte(0) < 0xc2 ? 1 : byte(0) < 0xe0 ? 2 : byte(0) < 0xf0 ? 3 : byte(0) < 0xf5 ? 4 : 1;
    if (size == 1 || size > text.size()) {
        return {text.substr(0, 1), 1};
    }
    char32_t code = byte(0) & (0xff >> (size + 1));
    for (std::size_t at = 1; at < size; ++at) {
        if ((byte(at) & 0xc0) != 0x80) {
            return {text.substr(0, 1), 1};
        }
        code = code << 6 | (byte(at) & 0x3f);
    }
    std::size_t const width = contains(zero_width, code) ? 0 : contains(double_width, code) ? 2 : 1;
    return {text.substr(0, size), width};
}

std::vector<character> characters_of(std::string_view text) {
    std::vector<character> result;
    while (!text.empty()) {
        result.push_back(first_of(text));
        text.remove_prefix(result.back().bytes.size());
    }
    return result;
}

/// How many bytes of the text fit, and at least one character, so that whoever goes on gets on.
std::size_t bytes_that_fit(std::string_view text, std::size_t width) noexcept {
    std::size_t used = 0;
    std::size_t cells = 0;
    while (used < text.size()) {
        character const next = first_of(text.substr(used));
        if (cells + next.width > width && used != 0) {
            break;
        }
        cells += next.width;
        used += next.bytes.size();
    }
    return used;
}

void wrap_line(std::string_view line, std::size_t width, std::vector<std::string>& lines) {
    while (display_width(line) > width) {
        std::size_t size = bytes_that_fit(line, width);
        std::size_t const blank = line.substr(0, size + 1).rfind(' ');
        // A word that leaves most of the line empty is broken instead: it is a path or a number.
        if (blank != line.npos && blank > size / 2) {
            size = blank;
        }
        lines.emplace_back(line.substr(0, size));
        line.remove_prefix(size);
        line.remove_prefix(std::min(line.find_first_not_of(' '), line.size()));
    }
    lines.emplace_back(line);
}

} // namespace

std::size_t display_width(std::string_view text) noexcept {
    std::size_t result = 0;
    while (!text.empty()) {
        character const next = first_of(text);
        result += next.width;
        text.remove_prefix(next.bytes.size());
    }
    return result;
}

std::string shortened(std::string_view text, std::size_t width) {
    if (display_width(text) <= width) {
        return std::string(text);
    }
    if (width == 0) {
        return {};
    }
    std::vector<character> const all = characters_of(text);
    std::size_t const kept = width - 1;
    std::size_t left = 0;
    std::size_t begin = 0;
    for (; begin < all.size() && left + all[begin].width <= (kept + 1) / 2; ++begin) {
        left += all[begin].width;
    }
    std::size_t end = all.size();
    for (; end > begin && left + all[end - 1].width <= kept; --end) {
        left += all[end - 1].width;
    }
    std::string result;
    for (std::size_t at = 0; at < begin; ++at) {
        result += all[at].bytes;
    }
    result += ellipsis;
    for (std::size_t at = end; at < all.size(); ++at) {
        result += all[at].bytes;
    }
    return result;
}

std::string padded(std::string text, std::size_t width) {
    std::size_t const used = display_width(text);
    text.append(used < width ? width - used : 0, ' ');
    return text;
}

std::vector<std::string> wrapped(std::string_view text, std::size_t width, std::size_t lines_max) {
    std::vector<std::string> lines;
    while (!text.empty() && (text.back() == '\n' || text.back() == '\r')) {
        text.remove_suffix(1);
    }
    while (true) {
        std::size_t const end = std::min(text.find('\n'), text.size());
        wrap_line(printable(text.substr(0, end)), width, lines);
        if (end == text.size()) {
            break;
        }
        text.remove_prefix(end + 1);
    }
    if (lines.size() > lines_max) {
        std::size_t const more = lines.size() - lines_max + 1;
        lines.resize(lines_max);
        lines.back() = "… " + std::to_string(more) + " more lines";
    }
    return lines;
}

} // namespace fermata::detail
