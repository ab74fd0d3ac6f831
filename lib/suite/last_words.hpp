// fermata - https://www.boost.org/LICENSE_1_0.txt
#pragma once

#include "process/descriptor.hpp"

#include <cstdint>
#include <string_view>

namespace fermata::suite::detail {

/// What the guardian prints to standard error if this process is killed so that it cannot say it itself.
class last_words {
public:
    last_words();
    last_words(last_words const&) = delete;
    last_words& operator=(last_words const&) = delete;
    ~last_words() { clear(); }

    /// At any moment the old words or the new ones stand there, and nothing in between.
    void set(std::string_view text);
    void clear();

private:
    process::detail::descriptor file_;
    std::uint32_t half_ = 0; ///< of the file, which the next words are written to
};

} // namespace fermata::suite::detail
