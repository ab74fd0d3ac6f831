// fermata - https://www.boost.org/LICENSE_1_0.txt
#include "model/token_format.hpp"

#include <fermata/model/error.hpp>
#include <fermata/model/token.hpp>

#include <doctest/doctest.h>

#include <string>
#include <string_view>

namespace format = fermata::detail::token_format;

namespace {

std::string message_for(std::string_view text) {
    try {
        static_cast<void>(fermata::parse_token(text));
    } catch (fermata::usage_error const& caught) {
        return caught.what();
    }
    return "accepted";
}

/// A token with these choices and the checksum that belongs to them: only a forger makes one that is wrong.
std::string forged(std::string const& choices) {
    std::string text = "fm1:4f2a91c0:" + choices + ':';
    std::uint32_t sum = format::sum_begin;
    for (char const each : text) {
        sum = format::sum_next(sum, each);
    }
    for (std::size_t place = 0; place < format::checksum_digits; ++place) {
        text += format::sum_digit(format::sum_end(sum), place);
    }
    return text;
}

} // namespace

TEST_CASE("a malformed token is rejected with what is wrong, where, and what would be right") {
    std::string const good = "fm1:4f2a91c0:BKADADBKBK:ba4dJ";
    CHECK(message_for(good) == "accepted");

    CHECK(message_for("") == "replay token: it is empty; a token looks like fm1:4f2a91c0:BKADADBKBK:ba4dJ");
    CHECK(message_for(good + " ") == "replay token: a blank at the end (character 30); pass the token without it");
    CHECK(message_for(good + "\n") ==
          "replay token: a line break at the end (character 30); pass the token without it");
    CHECK(message_for("\t" + good) == "replay token: a tab at the beginning (character 1); pass the token without it");
    CHECK(message_for("fm") ==
          "replay token: it breaks off after 2 characters; what has to follow is the rest of 'fm1:'");
    CHECK(message_for("fm2:4f2a91c0:BK") ==
          "replay token: its version 'fm2:' is unknown; this version of the library reads 'fm1:'");
    CHECK(message_for("FM1:4f2a91c0:") == "replay token: it has to begin with 'fm1:', but has 'F' (character 1)");
    CHECK(message_for("fm1;4f2a91c0:") == "replay token: it has to begin with 'fm1:', but has ';' (character 4)");
    CHECK(message_for("FERMATA_REPLAY=" + good) ==
          "replay token: 'fm1:' comes only later (character 16); pass the token without what stands before");
    CHECK(message_for("fm1:4f2a91C0:BK") == "replay token: 'C' (character 11) in the identity of the exploration; "
                                            "8 digits 0-9 a-f belong there");
    CHECK(message_for("fm1:4f2a") ==
          "replay token: it breaks off after 8 characters; what has to follow is the rest of "
          "the identity of the exploration, 8 hexadecimal digits");
    CHECK(message_for("fm1:4f2a91c0") ==
          "replay token: it breaks off after 12 characters; what has to follow is ':' and the choices");
    CHECK(message_for("fm1:4f2a91c00:BK") ==
          "replay token: '0' (character 13) after the identity of the exploration; ':' belongs there");
    CHECK(message_for("fm1:4f2a91c0:BK AD:aaaaa") ==
          "replay token: a blank (character 16) in the choices; only A-Z a-z 0-9 - _ belong there");
    CHECK(message_for("fm1:4f2a91c0:BK\xe2\x80\xa6:aaaaa") ==
          "replay token: the byte 0xe2 (character 16) in the choices; only A-Z a-z 0-9 - _ belong there");
    CHECK(message_for("fm1:4f2a91c0:BKAD:aa'aa") ==
          "replay token: ''' (character 21) in the checksum; only A-Z a-z 0-9 - _ belong there");
    CHECK(message_for("fm1:4f2a91c0:BKAD") ==
          "replay token: it breaks off after 17 characters; what has to follow is ':' and the checksum, 5 digits");
    CHECK(message_for(good.substr(0, good.size() - 1)) ==
          "replay token: it breaks off after 28 characters; what has to follow is the rest of the checksum, 5 digits");
    CHECK(message_for(good + "A") == "replay token: 'A' (character 30) after the checksum; the token ends before it");
    CHECK(message_for("fm1:4f2a91c0:BKADADBKBL:ba4dJ") ==
          "replay token: its checksum is 'ba4dJ' (character 25), but 'ZLPp6' belongs to what stands before: "
          "a character was changed, lost or added; copy the token again");
}

TEST_CASE("with the right checksum, numbers that no encoder writes are rejected") {
    CHECK(message_for(forged("BK")) == "accepted");
    CHECK(message_for(forged("BKA")) ==
          "replay token: choice 2 (character 16) breaks off; its last digit is its check");
    CHECK(message_for(forged("-")) == "replay token: choice 1 (character 14) breaks off; its last digit is its check");
    CHECK(message_for(forged("BK-gg")) ==
          "replay token: choice 2 (character 16) breaks off; its last digit is its check");
    CHECK(message_for(forged("-gAA")) == "replay token: the number of choice 1 (character 15) ends with a needless "
                                         "digit 'A'; it is written with as few digits as possible");
    CHECK(message_for(forged("-ggggggEA")) ==
          "replay token: the number of choice 1 (character 15) is too large; it has at most 32 bits");
    CHECK(message_for(forged("_ggggggggBA")) ==
          "replay token: the number of choice 1 (character 15) is too long; 32 bits have at most 7 digits");

    // The greatest numbers, and one more: 48 and 14 are added to what is written.
    CHECK(message_for(forged("-v-____DA")) == "accepted");
    CHECK(message_for(forged("-w-____DA")) ==
          "replay token: the number of choice 1 (character 15) is too large; it has at most 32 bits");
    CHECK(message_for(forged("_x_____DA")) == "accepted");
    CHECK(message_for(forged("_y_____DA")) ==
          "replay token: the number of choice 1 (character 15) is too large; it has at most 32 bits");
}
