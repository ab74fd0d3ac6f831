// fermata - https://www.boost.org/LICENSE_1_0.txt
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace fermata::suite::detail {

enum class color { none, red, green, yellow, cyan, grey, bold };

/// Text in a colour, where colours are wanted.
class painter {
public:
    explicit painter(bool with_colors) : with_colors_(with_colors) {}
    std::string operator()(color which, std::string_view text) const;

private:
    bool with_colors_;
};

/// How many columns it takes on a terminal, if it is UTF-8 of narrow characters.
std::size_t columns_of(std::string_view text);

/// The first so many columns of it, with an ellipsis where something is left out.
std::string cut_to(std::string_view text, std::size_t columns);

/// Without the spaces, line ends and colour codes that stand at its end.
std::string_view without_blank_end(std::string_view text);

/// "12.3 s", "0.012 s", "2 min 5 s"
std::string duration_text(double seconds);

/// "1 test", "2 tests"
std::string counted(std::size_t count, std::string_view noun);

/// A word as a shell takes it.
std::string shell_word(std::string const& word);

/// For an attribute or the text of an XML element: what cannot stand there is escaped, or replaced.
std::string xml_text(std::string_view text);

/// Writes all of it; what cannot be written is lost.
void write_text(int descriptor, std::string_view text);

} // namespace fermata::suite::detail
