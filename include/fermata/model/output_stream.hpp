// fermata - https://www.boost.org/LICENSE_1_0.txt
#pragma once

namespace fermata::detail {

/// std::ostream and its like, without their headers. What else has an operator<< (a test framework's messages) prints
/// our types by theirs.
template <class Stream>
concept output_stream = requires {
    typename Stream::char_type;
    typename Stream::traits_type;
};

} // namespace fermata::detail
