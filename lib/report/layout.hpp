// fermata - https://www.boost.org/LICENSE_1_0.txt
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

// Text in cells of a terminal. Widths count cells: the text is UTF-8, and a name need not be in English.
namespace fermata::detail {

/// What a person reads at once.
inline constexpr std::size_t screen_width = 100;
inline constexpr std::size_t screen_height = 40;

/// How many cells the text takes.
std::size_t display_width(std::string_view text) noexcept;

/// The text, or its beginning and its end with an ellipsis between them, in at most so many cells.
std::string shortened(std::string_view text, std::size_t width);

/// The text with blanks after it up to the width.
std::string padded(std::string text, std::size_t width);

/// The lines of a text, broken between words where they are longer than the width. At most `lines_max` of
/// them: the last then says how much there is besides. Control characters come out as escapes.
std::vector<std::string> wrapped(std::string_view text, std::size_t width, std::size_t lines_max);

} // namespace fermata::detail
