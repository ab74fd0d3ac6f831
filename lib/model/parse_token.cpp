// fermata - https://www.boost.org/LICENSE_1_0.txt
#include "model/token_format.hpp"

#include <fermata/model/error.hpp>
#include <fermata/model/token.hpp>

#include <limits>

namespace fermata {

namespace {

namespace format = detail::token_format;

[[noreturn]] void reject(std::string const& what) { throw usage_error("replay token: " + what); }

std::string at(std::size_t position) { return " (character " + std::to_string(position + 1) + ")"; }

bool is_blank(char character) { return character == ' ' || (character >= '\t' && character <= '\r'); }

bool is_decimal(char character) { return character >= '0' && character <= '9'; }

std::string described(char character) {
    auto const byte = static_cast<unsigned char>(character);
    if (character == '\n' || character == '\r') {
        return "a line break";
    }
    if (character == '\t') {
        return "a tab";
    }
    if (character == ' ') {
        return "a blank";
    }
    if (byte < 0x20 || byte >= 0x7f) {
        return std::string("the byte 0x") + "0123456789abcdef"[byte / 16] + "0123456789abcdef"[byte % 16];
    }
    return std::string("'") + character + "'";
}

/// Reads the parts from left to right. First what a slip of the hand does is looked for, then the
/// checksum is compared, and only then the numbers are read: a slip is not to be explained as a wrong number.
class parser {
public:
    explicit parser(std::string_view text) : text_(text) {}

    token parse() {
        check_frame();
        check_prefix();
        token result;
        result.exploration = read_identity();
        std::size_t const end = find_choices_end();
        check_sum(end + 1);
        while (position_ < end) {
            result.choices.push_back(read_choice(end, result.choices.size() + 1));
        }
        return result;
    }

private:
    void check_frame() const {
        if (text_.empty()) {
            reject("it is empty; a token looks like fm1:4f2a91c0:BKADADBKBK:ba4dJ");
        }
        if (is_blank(text_.front())) {
            reject(described(text_.front()) + " at the beginning" + at(0) + "; pass the token without it");
        }
        if (is_blank(text_.back())) {
            reject(described(text_.back()) + " at the end" + at(text_.size() - 1) + "; pass the token without it");
        }
    }

    void check_prefix() {
        if (text_.starts_with(format::prefix)) {
            position_ = format::prefix.size();
            return;
        }
        if (format::prefix.starts_with(text_)) {
            reject_end("the rest of 'fm1:'");
        }
        if (text_.starts_with("fm")) {
            std::size_t end = 2;
            while (end < text_.size() && is_decimal(text_[end])) {
                ++end;
            }
            if (end > 2 && end < 12 && end < text_.size() && text_[end] == ':') {
                reject("its version '" + std::string(text_.substr(0, end + 1)) +
                       "' is unknown; this version of the library reads 'fm1:'");
            }
        }
        if (std::size_t const later = text_.find(format::prefix); later != text_.npos) {
            reject("'fm1:' comes only later" + at(later) + "; pass the token without what stands before");
        }
        std::size_t same = 0;
        while (same < text_.size() && text_[same] == format::prefix[same]) {
            ++same;
        }
        reject("it has to begin with 'fm1:', but has " + described(text_[same]) + at(same));
    }

    std::uint32_t read_identity() {
        std::uint32_t result = 0;
        for (std::size_t digit = 0; digit < format::identity_digits; ++digit, ++position_) {
            if (position_ == text_.size()) {
                reject_end("the rest of the identity of the exploration, 8 hexadecimal digits");
            }
            char const character = text_[position_];
            bool const is_letter = character >= 'a' && character <= 'f';
            if (!is_letter && !is_decimal(character)) {
                reject(described(character) + at(position_) +
                       " in the identity of the exploration; 8 digits 0-9 a-f belong there");
            }
            result = result * 16 + static_cast<std::uint32_t>(is_letter ? character - 'a' + 10 : character - '0');
        }
        if (position_ == text_.size()) {
            reject_end("':' and the choices");
        }
        if (text_[position_] != ':') {
            reject(described(text_[position_]) + at(position_) +
                   " after the identity of the exploration; ':' belongs there");
        }
        ++position_;
        return result;
    }

    /// The position of the colon after the choices. All characters from here to the end are digits otherwise.
    std::size_t find_choices_end() const {
        std::size_t colon = text_.npos;
        for (std::size_t here = position_; here < text_.size(); ++here) {
            if (text_[here] == ':' && colon == text_.npos) {
                colon = here;
            } else if (format::digit_value(text_[here]) < 0) {
                reject(described(text_[here]) + at(here) + " in the " + (colon == text_.npos ? "choices" : "checksum") +
                       "; only A-Z a-z 0-9 - _ belong there");
            }
        }
        if (colon == text_.npos) {
            reject_end("':' and the checksum, 5 digits");
        }
        std::size_t const digits = text_.size() - colon - 1;
        if (digits < format::checksum_digits) {
            reject_end("the rest of the checksum, 5 digits");
        }
        if (digits > format::checksum_digits) {
            std::size_t const surplus = colon + 1 + format::checksum_digits;
            reject(described(text_[surplus]) + at(surplus) + " after the checksum; the token ends before it");
        }
        return colon;
    }

    void check_sum(std::size_t begin) const {
        std::uint32_t sum = format::sum_begin;
        for (char const character : text_.substr(0, begin)) {
            sum = format::sum_next(sum, character);
        }
        sum = format::sum_end(sum);
        std::string wanted;
        for (std::size_t place = 0; place < format::checksum_digits; ++place) {
            wanted += format::sum_digit(sum, place);
        }
        if (std::string const given(text_.substr(begin)); given != wanted) {
            reject("its checksum is '" + given + "'" + at(begin) + ", but '" + wanted +
                   "' belongs to what stands before: a character was changed, lost or added; copy the token again");
        }
    }

    token_choice read_choice(std::size_t end, std::size_t number) {
        std::size_t const begin = position_;
        auto const next_digit = [&] {
            if (position_ == end) {
                reject("choice " + std::to_string(number) + at(begin) + " breaks off; its last digit is its check");
            }
            return static_cast<std::uint32_t>(format::digit_value(text_[position_++]));
        };
        token_choice result;
        std::uint32_t const first = next_digit();
        if (first < format::short_fibers) {
            result.taken = first;
        } else if (first < format::long_fiber) {
            result.kind = choice::kind_type::value;
            result.taken = first - format::short_fibers;
        } else {
            bool const is_fiber = first == format::long_fiber;
            result.kind = is_fiber ? choice::kind_type::fiber : choice::kind_type::value;
            result.taken = read_rest(next_digit, number, is_fiber ? format::short_fibers : format::short_values);
        }
        result.check = static_cast<std::uint8_t>(next_digit());
        return result;
    }

    template <class NextDigit>
    std::uint32_t read_rest(NextDigit next_digit, std::size_t number, std::uint32_t least) {
        std::size_t const begin = position_;
        std::uint64_t rest = 0;
        for (unsigned shift = 0;; shift += 5) {
            std::uint64_t const digit = next_digit();
            rest |= (digit % 32) << shift;
            if (rest + least > std::numeric_limits<std::uint32_t>::max()) {
                reject("the number of choice " + std::to_string(number) + at(begin) +
                       " is too large; it has at most 32 bits");
            }
            if (digit == 0 && shift != 0) {
                reject("the number of choice " + std::to_string(number) + at(begin) +
                       " ends with a needless digit 'A'; it is written with as few digits as possible");
            }
            if (digit < 32) {
                return static_cast<std::uint32_t>(rest) + least;
            }
            if (shift == 30) {
                reject("the number of choice " + std::to_string(number) + at(begin) +
                       " is too long; 32 bits have at most 7 digits");
            }
        }
    }

    [[noreturn]] void reject_end(std::string const& missing) const {
        reject("it breaks off after " + std::to_string(text_.size()) + " characters; what has to follow is " + missing);
    }

    std::string_view text_;
    std::size_t position_ = 0;
};

} // namespace

token parse_token(std::string_view text) { return parser(text).parse(); }

} // namespace fermata
