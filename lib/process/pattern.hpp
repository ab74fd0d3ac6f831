// fermata - https://www.boost.org/LICENSE_1_0.txt
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

namespace fermata::process::detail {

/// A compiled regular expression.
class pattern {
public:
    /// Throws usage_error for a malformed one.
    explicit pattern(std::string const& text);

    /// Whether it matches at that offset of the text or later. Throws process_error if that takes too much.
    bool matches(std::string_view text, std::size_t from) const;

private:
    std::shared_ptr<void> code_;
    std::string text_;
};

} // namespace fermata::process::detail
