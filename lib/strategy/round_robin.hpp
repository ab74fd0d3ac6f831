// fermata - https://www.boost.org/LICENSE_1_0.txt
#pragma once

#include <fermata/strategy.hpp>

namespace fermata::detail {

/// The enabled fibers in turn, in the order of their creation, a step each. One execution; choose(n) is 0.
class round_robin final : public strategy {
public:
    bool next_execution(prefix&) override {
        bool const is_first = !begun_;
        begun_ = true;
        last_ = no_fiber;
        return is_first;
    }
    std::uint32_t choose_fiber(decision const& question) override {
        std::uint32_t const next = last_ == no_fiber ? no_fiber : question.enabled.next_after(last_);
        return last_ = next == no_fiber ? question.enabled.first() : next;
    }
    std::uint32_t choose_value(std::uint32_t) override { return 0; }
    std::uint64_t executions_default() const noexcept override { return 1; }
    std::string verdict(std::uint64_t, bool) const override { return "one interleaving, round robin"; }

private:
    std::uint32_t last_ = no_fiber;
    bool begun_ = false;
};

} // namespace fermata::detail
