// fermata - https://www.boost.org/LICENSE_1_0.txt
#include "model/token_format.hpp"

#include <fermata/model/token.hpp>

namespace fermata {

// A replay token, version 1:
//
//     fm1:4f2a91c0:BKADADBKBK:ba4dJ
//     |   |        |          |
//     |   |        |          checksum: 5 digits, the most significant first; CRC-30/CDMA of every
//     |   |        |          character before it, the colon too
//     |   |        choices, one after the other, without a separator
//     |   identity of the exploration: 8 lowercase hexadecimal digits
//     version
//
// The digits of the choices and of the checksum are those of base 64 for URLs: A-Z a-z 0-9 - _ are 0 to
// 63. A choice is its first digit, the rest of its number if the first digit asks for it, and its check.
//
//     first digit   what is taken      rest of the number
//     0 .. 47       fiber 0 .. 47
//     48 .. 61      value 0 .. 13
//     62            a fiber from 48    the number less 48
//     63            a value from 14    the number less 14
//
// The rest of a number has 5 bits in a digit, the least significant first; 32 is added to every digit but
// the last. The last is not 0 unless it is the only one, and the number has at most 32 bits.
// So each token has exactly one text, and a choice of one fiber among a few costs two characters.

namespace format = detail::token_format;

token_writer::token_writer(sink to, void* context, std::uint32_t exploration) noexcept
    : sink_(to), context_(context), sum_(format::sum_begin) {
    for (char const character : format::prefix) {
        put(character);
    }
    for (std::size_t digit = format::identity_digits; digit-- != 0;) {
        put("0123456789abcdef"[(exploration >> (4 * digit)) % 16]);
    }
    put(':');
}

void token_writer::add(token_choice const& value) noexcept {
    bool const is_fiber = value.kind == choice::kind_type::fiber;
    std::uint32_t const shorts = is_fiber ? format::short_fibers : format::short_values;
    if (value.taken < shorts) {
        put(format::alphabet[value.taken + (is_fiber ? 0 : format::short_fibers)]);
    } else {
        put(format::alphabet[is_fiber ? format::long_fiber : format::long_value]);
        std::uint32_t rest = value.taken - shorts;
        for (; rest >= 32; rest /= 32) {
            put(format::alphabet[32 + rest % 32]);
        }
        put(format::alphabet[rest]);
    }
    put(format::alphabet[value.check % 64]);
}

void token_writer::finish() noexcept {
    put(':');
    std::uint32_t const sum = format::sum_end(sum_);
    for (std::size_t place = 0; place < format::checksum_digits; ++place) {
        put(format::sum_digit(sum, place));
    }
    flush();
}

void token_writer::put(char character) noexcept {
    if (used_ == sizeof buffer_) {
        flush();
    }
    sum_ = format::sum_next(sum_, character);
    buffer_[used_++] = character;
}

void token_writer::flush() noexcept {
    sink_(context_, buffer_, used_);
    used_ = 0;
}

std::string to_string(token const& value) {
    std::string result;
    result.reserve(format::prefix.size() + format::identity_digits + 2 * value.choices.size() +
                   format::checksum_digits + 2);
    // The writer is noexcept, for signal handlers: here running out of memory ends the program.
    auto const append = [](void* context, char const* text, std::size_t size) {
        static_cast<std::string*>(context)->append(text, size);
    };
    token_writer writer(append, &result, value.exploration);
    for (token_choice const& each : value.choices) {
        writer.add(each);
    }
    writer.finish();
    return result;
}

} // namespace fermata
