// fermata - https://www.boost.org/LICENSE_1_0.txt
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace support {

/// Empty if the text is one well-formed XML document, as far as test reports need XML; otherwise what is wrong.
inline std::string what_is_wrong_with_xml(std::string_view text) {
    auto const around = [&](std::size_t at) { return std::string(text.substr(at, 60)); };
    std::vector<std::string> open;
    int roots = 0;
    std::size_t at = 0;
    std::string_view const declaration = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>";
    if (text.substr(0, declaration.size()) != declaration) {
        return "no declaration";
    }
    for (at = declaration.size(); at < text.size(); ++at) {
        if (text[at] == '&') {
            std::size_t const end = text.find(';', at);
            if (end == std::string_view::npos || end - at > 8) {
                return "a lonely ampersand: " + around(at);
            }
            continue;
        }
        if (static_cast<unsigned char>(text[at]) < 0x20 && text[at] != '\n' && text[at] != '\t' && text[at] != '\r') {
            return "a control character";
        }
        if (text[at] != '<') {
            if (open.empty() && text[at] != '\n') {
                return "text outside of the root: " + around(at);
            }
            continue;
        }
        bool const closes = text[at + 1] == '/';
        std::size_t end = at + 1;
        for (bool quoted = false; end < text.size() && (quoted || text[end] != '>'); ++end) {
            quoted = quoted != (text[end] == '"');
            if (text[end] == '<') {
                return "a tag in a tag: " + around(at);
            }
        }
        if (end >= text.size()) {
            return "a tag without its end: " + around(at);
        }
        std::string_view const tag = text.substr(at + 1, end - at - 1);
        if (closes) {
            if (open.empty() || open.back() != tag.substr(1)) {
                return "closes what is not open: " + around(at);
            }
            open.pop_back();
        } else {
            roots += open.empty() ? 1 : 0;
            if (tag.back() != '/') {
                open.emplace_back(tag.substr(0, tag.find_first_of(" \n")));
            }
        }
        at = end;
    }
    if (!open.empty()) {
        return "left open: " + open.back();
    }
    return roots == 1 ? "" : "not exactly one root";
}

} // namespace support
