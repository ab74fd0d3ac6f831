// fermata - https://www.boost.org/LICENSE_1_0.txt
//
// A libFuzzer target: whatever parse_token() accepts is exactly the text of the token that it returned, and
// whatever it does not accept is a usage_error with a message.
#include "model/token_format.hpp"

#include <fermata/model/error.hpp>
#include <fermata/model/token.hpp>

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

namespace {

namespace format = fermata::detail::token_format;

void require(bool condition) {
    if (!condition) {
        std::abort();
    }
}

void check(std::string_view text) {
    fermata::token read;
    try {
        read = fermata::parse_token(text);
    } catch (fermata::usage_error const& caught) {
        require(std::string_view(caught.what()).starts_with("replay token: "));
        return;
    }
    require(to_string(read) == text);
    require(fermata::parse_token(text) == read);
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
    std::string_view const input(reinterpret_cast<char const*>(data), size);
    check(input);

    // A fuzzer does not find checksums: the input once more with the one that belongs to it, so that the
    // numbers behind it are reached.
    std::string framed(input.substr(0, input.rfind(':')));
    framed += ':';
    std::uint32_t sum = format::sum_begin;
    for (char const each : framed) {
        sum = format::sum_next(sum, each);
    }
    for (std::size_t place = 0; place < format::checksum_digits; ++place) {
        framed += format::sum_digit(format::sum_end(sum), place);
    }
    check(framed);
    return 0;
}
