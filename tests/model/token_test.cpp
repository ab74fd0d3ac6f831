// fermata - https://www.boost.org/LICENSE_1_0.txt
#include "model/token_format.hpp"

#include <fermata/model/token.hpp>

#include <doctest/doctest.h>

#include <cerrno>
#include <string>

using fermata::choice;
using fermata::parse_token;
using fermata::token;
using fermata::token_choice;

namespace format = fermata::detail::token_format;

namespace {

constexpr auto fiber = choice::kind_type::fiber;
constexpr auto value = choice::kind_type::value;

/// The choices of a token of one choice, as text.
std::string text_of(token_choice const& only) {
    std::string const text = to_string(token{0, {only}});
    std::size_t const begin = format::prefix.size() + format::identity_digits + 1;
    return text.substr(begin, text.rfind(':') - begin);
}

void check_round_trip(token const& given) { CHECK(parse_token(to_string(given)) == given); }

} // namespace

// These texts are in people's notes and bug reports: a change needs a new version, not a new expectation.
TEST_CASE("the format of version 1") {
    CHECK(to_string(token{}) == "fm1:00000000::E-Fjy");
    CHECK(to_string(token{0x4f2a91c0, {}}) == "fm1:4f2a91c0::QF6Xy");
    CHECK(
        to_string(token{0x4f2a91c0, {{fiber, 1, 10}, {fiber, 0, 3}, {fiber, 0, 3}, {fiber, 1, 10}, {fiber, 1, 10}}}) ==
        "fm1:4f2a91c0:BKADADBKBK:ba4dJ");
    CHECK(text_of({fiber, 0, 0}) == "AA");
    CHECK(text_of({fiber, 47, 63}) == "v_");
    CHECK(text_of({fiber, 48, 0}) == "-AA");
    CHECK(text_of({fiber, 79, 0}) == "-fA");
    CHECK(text_of({fiber, 80, 0}) == "-gBA");
    CHECK(text_of({fiber, 0xffff'ffff, 62}) == "-v-____D-");
    CHECK(text_of({value, 0, 0}) == "wA");
    CHECK(text_of({value, 13, 1}) == "9B");
    CHECK(text_of({value, 14, 1}) == "_AB");
}

TEST_CASE("the checksum is CRC-30/CDMA") {
    std::uint32_t sum = format::sum_begin;
    for (char const each : std::string("123456789")) { // the check value of the catalogues of CRCs
        sum = format::sum_next(sum, each);
    }
    CHECK(format::sum_end(sum) == 0x04c3'4abf);
}

TEST_CASE("the alphabet and its reverse agree") {
    int digits = 0;
    for (int each = 0; each < 256; ++each) {
        int const found = format::digit_value(static_cast<char>(each));
        if (found >= 0) {
            CHECK(format::alphabet[static_cast<std::size_t>(found)] == static_cast<char>(each));
            ++digits;
        }
    }
    CHECK(digits == 64);
}

TEST_CASE("every number around every border of its length comes back") {
    for (auto const kind : {fiber, value}) {
        for (std::uint64_t power = 1; power <= std::uint64_t(1) << 32; power *= 2) {
            for (std::uint64_t taken = power < 80 ? 0 : power - 80; taken <= power + 80; ++taken) {
                if (taken <= 0xffff'ffff) {
                    check_round_trip({1, {{kind, static_cast<std::uint32_t>(taken), std::uint8_t(taken % 64)}}});
                }
            }
        }
    }
}

TEST_CASE("the writer says the same in pieces, and leaves errno alone") {
    token long_one{0xffff'ffff, {}};
    for (std::uint32_t each = 0; each < 1000; ++each) {
        long_one.choices.push_back({each % 7 == 0 ? value : fiber, each, std::uint8_t(each % 64)});
    }
    std::string pieces;
    errno = 42;
    fermata::token_writer writer([](void* context, char const* text,
                                    std::size_t size) { static_cast<std::string*>(context)->append(text, size); },
                                 &pieces, long_one.exploration);
    for (token_choice const& each : long_one.choices) {
        writer.add(each);
    }
    writer.finish();
    CHECK(errno == 42);
    CHECK(pieces == to_string(long_one));
    check_round_trip(long_one);
}
