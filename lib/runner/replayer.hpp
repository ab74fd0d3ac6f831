// fermata - https://www.boost.org/LICENSE_1_0.txt
#pragma once

#include "core/execution.hpp"

#include <fermata/model/token.hpp>
#include <fermata/strategy.hpp>

#include <optional>
#include <string>

namespace fermata::detail {

/// Takes the choices that a token says, once. Where that is impossible it gives up.
class replayer final : public strategy {
public:
    /// The last entry of a token is no choice, but the check of everything after the last one.
    explicit replayer(token const& says) : token_(says), count_(says.choices.empty() ? 0 : says.choices.size() - 1) {}

    bool next_execution(prefix&) override {
        bool const is_first = !begun_;
        begun_ = true;
        return is_first;
    }
    std::uint32_t choose_fiber(decision const& question) override;
    std::uint32_t choose_value(std::uint32_t n) override;
    std::uint64_t executions_default() const noexcept override { return 1; }
    std::string verdict(std::uint64_t, bool) const override { return "one execution, replayed from its token"; }

    /// Why it gave up, empty if it did not.
    std::string const& why() const noexcept { return why_; }
    bool has_taken_all() const noexcept { return next_ == count_; }

private:
    token const& token_;
    std::size_t count_;
    std::size_t next_ = 0;
    std::string why_;
    bool begun_ = false;
};

/// Compares what was executed with what the token expects, choice by choice; a failure with
/// outcome::diverged that names the first step that differs, or nothing.
std::optional<failure> compare_with_token(token const& expected, replayer const& done, execution const& executed);

} // namespace fermata::detail
