// fermata - https://www.boost.org/LICENSE_1_0.txt
#pragma once

#include <version>

#if defined(__cpp_lib_source_location)
#include <source_location>
#else
#include <cstdint>
#endif

namespace fermata {

#if defined(__cpp_lib_source_location)
using source_location = std::source_location;
#else
/// Stands in for std::source_location where the standard library hides it (clang 14 with libstdc++). Without a column:
/// with it that compiler makes two calls of a loop's first operation, at two places.
struct source_location {
    static constexpr source_location current(char const* file = __builtin_FILE(),
                                             char const* function = __builtin_FUNCTION(),
                                             std::uint_least32_t line = __builtin_LINE()) noexcept {
        source_location here;
        here.file_ = file;
        here.function_ = function;
        here.line_ = line;
        return here;
    }
    constexpr char const* file_name() const noexcept { return file_; }
    constexpr char const* function_name() const noexcept { return function_; }
    constexpr std::uint_least32_t line() const noexcept { return line_; }
    constexpr std::uint_least32_t column() const noexcept { return 0; }

private:
    char const* file_ = "";
    char const* function_ = "";
    std::uint_least32_t line_ = 0;
};
#endif

} // namespace fermata
