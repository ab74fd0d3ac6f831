// fermata - https://www.boost.org/LICENSE_1_0.txt
//
// The only file that knows PCRE2. std::regex overflows the stack of a fiber at a hundred characters.
#include "process/pattern.hpp"

#include <fermata/model/error.hpp>
#include <fermata/process/error.hpp>

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

namespace fermata::process::detail {

namespace {

constexpr std::uint32_t match_limit = 1'000'000; // steps of backtracking: some hundredths of a second
constexpr std::uint32_t heap_limit_kib = 20'000;
constexpr std::uint32_t depth_limit = 100'000;

std::string message_of(int error) {
    PCRE2_UCHAR text[200];
    return pcre2_get_error_message(error, text, sizeof(text)) >= 0 ? reinterpret_cast<char const*>(text) : "?";
}

} // namespace

pattern::pattern(std::string const& text) : text_(text) {
    int error = 0;
    PCRE2_SIZE where = 0;
    pcre2_code* const code =
        pcre2_compile(reinterpret_cast<PCRE2_SPTR>(text.data()), text.size(), PCRE2_MULTILINE, &error, &where, nullptr);
    if (code == nullptr) {
        throw usage_error("output_matches(): the pattern '" + text + "' is malformed at character " +
                          std::to_string(where + 1) + ": " + message_of(error));
    }
    code_ = std::shared_ptr<void>(code, [](void* owned) { pcre2_code_free(static_cast<pcre2_code*>(owned)); });
}

bool pattern::matches(std::string_view text, std::size_t from) const {
    auto const* const code = static_cast<pcre2_code const*>(code_.get());
    std::unique_ptr<pcre2_match_data, void (*)(pcre2_match_data*)> const found(
        pcre2_match_data_create_from_pattern(code, nullptr), &pcre2_match_data_free);
    std::unique_ptr<pcre2_match_context, void (*)(pcre2_match_context*)> const limits(pcre2_match_context_create(
                                                                                          nullptr),
                                                                                      &pcre2_match_context_free);
    pcre2_set_match_limit(limits.get(), match_limit);
    pcre2_set_heap_limit(limits.get(), heap_limit_kib);
    pcre2_set_depth_limit(limits.get(), depth_limit);
    int const result =
        pcre2_match(code, reinterpret_cast<PCRE2_SPTR>(text.data()), text.size(), from, 0, found.get(), limits.get());
    if (result < 0 && result != PCRE2_ERROR_NOMATCH) {
        throw process_error("the pattern '" + text_ + "' needs too much for the output: " + message_of(result), {});
    }
    return result >= 0;
}

} // namespace fermata::process::detail
