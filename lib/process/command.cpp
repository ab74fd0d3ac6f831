// fermata - https://www.boost.org/LICENSE_1_0.txt
#include <fermata/process/command.hpp>

#include <fermata/model/error.hpp>

#include <algorithm>

namespace fermata::process {

namespace {

void check(std::vector<std::string> const& words) {
    if (words.empty() || words.front().empty()) {
        throw usage_error("a command needs at least the name of a program");
    }
    for (std::string const& each : words) {
        if (each.find('\0') != std::string::npos) {
            throw usage_error("a word of a command cannot hold a zero byte");
        }
    }
}

std::string quoted(std::string const& word) {
    bool const is_plain = !word.empty() && std::all_of(word.begin(), word.end(), [](unsigned char each) {
        return (each >= '0' && each <= '9') || (each >= 'A' && each <= 'Z') || (each >= 'a' && each <= 'z') ||
               std::string_view("_-./:=,@%+").find(static_cast<char>(each)) != std::string_view::npos;
    });
    if (is_plain) {
        return word;
    }
    std::string text = "'";
    for (char const each : word) {
        text += each == '\'' ? std::string("'\\''") : std::string(1, each);
    }
    return text + "'";
}

std::string joined(std::vector<std::string> const& words) {
    std::string text;
    for (std::string const& each : words) {
        text += (text.empty() ? "" : " ") + quoted(each);
    }
    return text;
}

std::vector<std::string> split(std::string const& line) {
    std::vector<std::string> words;
    std::string word;
    bool in_word = false;
    char quote = 0;
    for (std::size_t i = 0; i < line.size(); ++i) {
        char const each = line[i];
        if (quote == '\'') {
            each == quote ? void(quote = 0) : void(word += each);
        } else if (each == '\\' && i + 1 < line.size()) {
            char const next = line[++i];
            // Within "…" a backslash is one, unless it stands before what it must protect.
            if (quote == '"' && std::string_view("\"\\$`\n").find(next) == std::string_view::npos) {
                word += each;
            }
            if (next != '\n') {
                word += next;
            }
            in_word = true;
        } else if (quote == '"') {
            each == quote ? void(quote = 0) : void(word += each);
        } else if (each == '\'' || each == '"') {
            quote = each;
            in_word = true;
        } else if (each == ' ' || each == '\t' || each == '\n') {
            if (in_word) {
                words.push_back(std::move(word));
            }
            word.clear();
            in_word = false;
        } else {
            word += each;
            in_word = true;
        }
    }
    if (quote != 0) {
        throw usage_error("the command has a " + std::string(1, quote) + " without its end: " + line);
    }
    if (in_word) {
        words.push_back(std::move(word));
    }
    return words;
}

} // namespace

command::command(std::initializer_list<std::string> words) : command(std::vector<std::string>(words)) {}

command::command(std::vector<std::string> words) : words_(std::move(words)) {
    check(words_);
    text_ = joined(words_);
}

command::command(std::string line) : words_(split(line)), text_(std::move(line)) { check(words_); }

} // namespace fermata::process
