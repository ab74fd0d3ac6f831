// fermata - https://www.boost.org/LICENSE_1_0.txt
#include "runner/environment.hpp"

#include "core/limits.hpp"
#include "runner/make_strategy.hpp"

#include <fermata/model/error.hpp>

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <string_view>

namespace fermata::detail {

namespace {

std::optional<std::string_view> variable(char const* name) {
    char const* const value = std::getenv(name);
    if (value == nullptr || *value == '\0') {
        return std::nullopt;
    }
    return value;
}

template <class Number>
std::optional<Number> number(char const* name, char const* what, bool may_be_zero = false) {
    auto const text = variable(name);
    if (!text.has_value()) {
        return std::nullopt;
    }
    Number value{};
    auto const [end, failed] = std::from_chars(text->data(), text->data() + text->size(), value);
    if (failed != std::errc{} || end != text->data() + text->size() ||
        !(may_be_zero ? value >= Number{} : value > Number{})) {
        throw usage_error(std::string(name) + "=" + std::string(*text) + ": it must be " + what);
    }
    return value;
}

} // namespace

options overruled_by_environment(options given) {
    if (auto const name = variable("FERMATA_STRATEGY")) {
        auto const named = strategy_of_name(*name);
        if (!named.has_value()) {
            throw usage_error("FERMATA_STRATEGY=" + std::string(*name) +
                              ": there are all_orderings, dpor, random, pct, pos, surw and round_robin");
        }
        given.strategy = *named;
        if (!can_be_bounded(*named)) {
            given.preemptions_max.reset(); // it has no use for a bound, which the program has set for another one
        }
    }
    if (auto const seed = number<std::uint64_t>("FERMATA_SEED", "a whole number", true)) {
        given.seed = *seed;
    }
    if (auto const most = number<std::uint64_t>("FERMATA_EXECUTIONS_MAX", "a whole number from 1")) {
        given.executions_max = *most;
    }
    if (auto const seconds = number<double>("FERMATA_TIME_MAX", "a number of seconds, more than 0")) {
        given.time_max = std::chrono::duration_cast<std::chrono::nanoseconds>(
            std::chrono::duration<double>(std::min(*seconds, 1e9)));
    }
    return given;
}

std::optional<std::string> replay_from_environment() {
    auto const token = variable("FERMATA_REPLAY");
    return token.has_value() ? std::optional<std::string>(*token) : std::nullopt;
}

bool is_verbose() {
    auto const value = variable("FERMATA_VERBOSE");
    return value.has_value() && *value != "0";
}

void check_options(options const& given) {
    if (given.executions_max.has_value() && *given.executions_max == 0) {
        throw usage_error("executions_max = 0 would explore nothing; it must be at least 1");
    }
    check_limits(given.steps_max, given.stack_size);
    if (given.time_max <= std::chrono::nanoseconds::zero()) {
        throw usage_error("time_max must be more than nothing");
    }
    if (given.preemptions_max.has_value() && *given.preemptions_max < 0) {
        throw usage_error("preemptions_max must not be negative");
    }
}

} // namespace fermata::detail
