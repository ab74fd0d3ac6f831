// fermata - https://www.boost.org/LICENSE_1_0.txt
#include <fermata/runner/starter.hpp>

#include "core/instrumented.hpp"
#include "runner/point_access.hpp"

#include <fermata/model/error.hpp>

namespace fermata {

void starter::reject_empty_name() { throw usage_error("a starter needs a name that is not empty"); }

point starter::make_point(point::kind_type kind, std::string_view name, void const* function, int occurrence) const {
    if (kind == point::kind_type::checkpoint && name.empty()) {
        throw usage_error("at(): the name of a checkpoint is not empty", {this->name(), {}});
    }
    if (kind != point::kind_type::checkpoint && function == nullptr) {
        throw usage_error("before() and after() need a function that is not virtual", {this->name(), {}});
    }
    if (occurrence < 1) {
        throw usage_error("occurrence = " + std::to_string(occurrence) + ": occurrences count from 1",
                          {this->name(), {}});
    }
    return {callable_, kind, name, function, occurrence};
}

std::string const& point::starter_name() const noexcept {
    static std::string const none;
    return starter_.get() != nullptr ? starter_->name : none;
}

namespace {

std::string ordinal(int n) {
    bool const is_teen = n % 100 >= 11 && n % 100 <= 13;
    char const* const ending = is_teen || n % 10 > 3 || n % 10 == 0 ? "th"
                               : n % 10 == 1                        ? "st"
                               : n % 10 == 2                        ? "nd"
                                                                    : "rd";
    return std::to_string(n) + ending;
}

} // namespace

std::string to_string(point const& value) {
    if (point_access::owner(value).get() == nullptr) {
        return "no point";
    }
    std::string text = value.starter_name();
    switch (value.kind()) {
    case point::kind_type::started: return text + " started";
    case point::kind_type::finished: return text + " finished";
    case point::kind_type::checkpoint: text += " at '" + value.name() + "'"; break;
    case point::kind_type::before: text += " before " + detail::function_name(point_access::function(value)); break;
    case point::kind_type::after: text += " after " + detail::function_name(point_access::function(value)); break;
    }
    if (value.occurrence() > 1) {
        text += ", " + ordinal(value.occurrence()) + " time";
    }
    return text;
}

} // namespace fermata
