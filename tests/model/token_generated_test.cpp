// fermata - https://www.boost.org/LICENSE_1_0.txt
#include "model/token_format.hpp"

#include <fermata/model/error.hpp>
#include <fermata/model/token.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <random>
#include <string>
#include <string_view>
#include <utility>

using fermata::parse_token;
using fermata::token;
using random_numbers = std::mt19937_64;

namespace {

token any_token(random_numbers& random) {
    token result;
    result.exploration = static_cast<std::uint32_t>(random());
    for (std::size_t left = random() % 40; left != 0; --left) {
        fermata::token_choice next;
        next.kind = random() % 4 == 0 ? fermata::choice::kind_type::value : fermata::choice::kind_type::fiber;
        next.taken = static_cast<std::uint32_t>(random()) >> (random() % 32); // numbers of every length
        next.check = static_cast<std::uint8_t>(random() % 64);
        result.choices.push_back(next);
    }
    return result;
}

/// doctest's assertions take longer than what is asserted here, millions of times.
void require(bool condition, std::string_view text) {
    if (!condition) {
        FAIL(std::string(text));
    }
}

/// Whether the text is rejected in the way that the contract names. If it is not, it has to be the text of
/// what was read from it.
bool is_rejected(std::string_view text) {
    token read;
    try {
        read = parse_token(text);
    } catch (fermata::usage_error const& caught) {
        require(std::string_view(caught.what()).starts_with("replay token: "), text);
        return true;
    }
    require(to_string(read) == text, text);
    return false;
}

} // namespace

TEST_CASE("every token comes back from its text") {
    random_numbers random(1);
    for (int round = 0; round < 20000; ++round) {
        token const given = any_token(random);
        std::string const text = to_string(given);
        require(parse_token(text) == given, text);
    }
}

TEST_CASE("every slip of the hand in one place is rejected") {
    random_numbers random(2);
    for (int round = 0; round < 8; ++round) {
        std::string const good = to_string(any_token(random));
        INFO(good);
        for (std::size_t at = 0; at < good.size(); ++at) {
            // A changed character, with certainty: every one of the 255 others.
            for (int other = 0; other < 256; ++other) {
                std::string changed = good;
                changed[at] = static_cast<char>(other);
                require(changed == good || is_rejected(changed), changed);
            }
            std::string swapped = good;
            std::swap(swapped[at], swapped[at + 1 < good.size() ? at + 1 : at]);
            require(swapped == good || is_rejected(swapped), swapped);
            std::string shorter = good;
            shorter.erase(at, 1);
            require(is_rejected(shorter), shorter);
            require(is_rejected(good.substr(0, at)), good);
            require(is_rejected(good.substr(at + 1)), good);
            for (char const added : fermata::detail::token_format::alphabet) {
                std::string longer = good;
                longer.insert(at, 1, added);
                require(is_rejected(longer), longer);
            }
        }
    }
}

TEST_CASE("what is heavily damaged is rejected too, and never hangs or crashes") {
    random_numbers random(3);
    static constexpr std::string_view characters = "fm1:0a9fAZ_-vwx% \n\0\xff";
    for (int round = 0; round < 20000; ++round) {
        std::string text = round % 2 == 0 ? to_string(any_token(random)) : std::string("fm1:0123abcd:");
        for (std::size_t left = 1 + random() % 8; left != 0; --left) {
            std::size_t const at = random() % (text.size() + 1);
            switch (random() % 3) {
            case 0: text.insert(at, 1, characters[random() % characters.size()]); break;
            case 1: text.erase(at, random() % 4); break;
            default:
                std::reverse(text.begin() + static_cast<std::ptrdiff_t>(at / 2),
                             text.begin() + static_cast<std::ptrdiff_t>(at));
                break;
            }
        }
        static_cast<void>(is_rejected(text));
    }
}
