// fermata - https://www.boost.org/LICENSE_1_0.txt
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

namespace fermata::process {

/// What is to be run: a program and its arguments.
class command {
public:
    /// The words as they are. Throws usage_error if there is none, or if the first is empty.
    command(std::initializer_list<std::string> words);
    command(std::vector<std::string> words);
    /// Split into words as a shell does it: spaces, '…', "…" and \ mean what they mean there, and nothing is
    /// expanded. Throws usage_error for a quote without its end.
    command(std::string line);
    command(char const* line) : command(std::string(line)) {}

    std::vector<std::string> const& words() const noexcept { return words_; }
    /// As it would be typed in a shell; what was given as one string is that string.
    std::string const& text() const noexcept { return text_; }

private:
    std::vector<std::string> words_;
    std::string text_;
};

} // namespace fermata::process
