// fermata - https://www.boost.org/LICENSE_1_0.txt
#pragma once

#include <algorithm>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

// The command line as doctest sees it.

namespace fermata::suite::detail {

/// "test-case" for "--dt-test-case=…"; empty if it is no option.
inline std::string_view option_name(std::string_view word) {
    std::size_t const dashes = word.find_first_not_of('-');
    if (dashes == 0 || dashes == std::string_view::npos) {
        return {};
    }
    word.remove_prefix(dashes);
    if (word.substr(0, 3) == "dt-") {
        word.remove_prefix(3);
    }
    return word.substr(0, word.find('='));
}

inline std::string_view option_value(std::string_view word) {
    std::size_t const equals = word.find('=');
    return equals == std::string_view::npos ? std::string_view() : word.substr(equals + 1);
}

using option_names = std::initializer_list<std::string_view>;

inline option_names const selecting{"source-file",
                                    "sf",
                                    "source-file-exclude",
                                    "sfe",
                                    "test-suite",
                                    "ts",
                                    "test-suite-exclude",
                                    "tse",
                                    "test-case",
                                    "tc",
                                    "test-case-exclude",
                                    "tce",
                                    "order-by",
                                    "ob",
                                    "first",
                                    "f",
                                    "last",
                                    "l",
                                    "no-skip",
                                    "ns"};
inline option_names const reporting{"reporters", "r", "out", "o", "quiet", "q", "exit", "e"};
inline option_names const querying{
    "help",           "h",  "?",      "version", "v", "count", "c", "list-test-cases", "ltc", "list-test-suites", "lts",
    "list-reporters", "lr", "no-run", "nr"};

inline bool is_one_of(std::string_view word, option_names names) {
    std::string_view const name = option_name(word);
    return !name.empty() && std::find(names.begin(), names.end(), name) != names.end();
}

inline std::vector<std::string> without(std::vector<std::string> words, option_names names) {
    std::erase_if(words, [&](std::string const& each) { return is_one_of(each, names); });
    return words;
}

/// Whether one of the flags is given, and not switched off again.
inline bool has_flag(std::vector<std::string> const& words, option_names names) {
    return std::any_of(words.begin(), words.end(), [&](std::string const& each) {
        std::string_view const value = option_value(each);
        return is_one_of(each, names) && value != "0" && value != "off" && value != "no" && value != "false";
    });
}

/// What stands after the option's names, split at commas.
inline std::vector<std::string> values_of(std::vector<std::string> const& words, option_names names) {
    std::vector<std::string> found;
    for (std::string const& each : words) {
        if (!is_one_of(each, names)) {
            continue;
        }
        std::string_view rest = option_value(each);
        while (!rest.empty()) {
            std::size_t const comma = std::min(rest.find(','), rest.size());
            found.emplace_back(rest.substr(0, comma));
            rest.remove_prefix(std::min(rest.size(), comma + 1));
        }
    }
    return found;
}

/// As main() gets them.
class argument_list {
public:
    argument_list(std::string program, std::vector<std::string> const& words) : words_{std::move(program)} {
        words_.insert(words_.end(), words.begin(), words.end());
        for (std::string const& each : words_) {
            pointers_.push_back(each.c_str());
        }
    }
    argument_list(argument_list const&) = delete;
    argument_list& operator=(argument_list const&) = delete;

    int count() const { return static_cast<int>(pointers_.size()); }
    char const* const* values() const { return pointers_.data(); }

private:
    std::vector<std::string> words_;
    std::vector<char const*> pointers_;
};

} // namespace fermata::suite::detail
