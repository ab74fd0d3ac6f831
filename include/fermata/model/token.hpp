// fermata - https://www.boost.org/LICENSE_1_0.txt
#pragma once

#include <fermata/model/schedule.hpp>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace fermata {

/// One choice of a replay token: what is taken, and six bits of a hash over everything that had happened
/// when it was taken, by which a program that has changed is noticed.
struct token_choice {
    choice::kind_type kind = choice::kind_type::fiber;
    std::uint32_t taken = 0;
    std::uint8_t check = 0; ///< 0 to 63

    friend bool operator==(token_choice const&, token_choice const&) = default;
};

/// What a replay token says.
struct token {
    std::uint32_t exploration = 0; ///< which call of explore() it belongs to
    std::vector<token_choice> choices;

    friend bool operator==(token const&, token const&) = default;
};

/// The printable form, "fm1:...". The format stands above the encoder in lib/model/token.cpp.
std::string to_string(token const& value);

/// The reverse. Throws usage_error that says what is wrong and where.
token parse_token(std::string_view text);

/// Writes a token piece by piece, without allocating: also from a signal handler.
class token_writer {
public:
    using sink = void (*)(void* context, char const* text, std::size_t size);

    token_writer(sink to, void* context, std::uint32_t exploration) noexcept;
    void add(token_choice const& value) noexcept;
    /// Must be the last call.
    void finish() noexcept;

private:
    void put(char character) noexcept;
    void flush() noexcept;

    sink sink_;
    void* context_;
    std::uint32_t sum_;
    std::size_t used_ = 0;
    char buffer_[64];
};

} // namespace fermata
