// fermata - https://www.boost.org/LICENSE_1_0.txt
#pragma once

#include "strategy/random_numbers.hpp"

#include <fermata/strategy.hpp>

#include <cstdint>

namespace fermata::detail {

/// Uniform over the enabled fibers at every decision, and over the values of choose(n). No paper stands behind it: it
/// is a uniform random walk, each decision drawn independently of those before it.
class random_walk final : public strategy {
public:
    explicit random_walk(std::uint64_t seed) noexcept : seed_(seed) {}

    bool next_execution(prefix&) override {
        numbers_.begin(seed_, execution_++);
        return true;
    }
    std::uint32_t choose_fiber(decision const& question) override;
    std::uint32_t choose_value(std::uint32_t n) override { return numbers_.below(n); }
    std::string verdict(std::uint64_t executions, bool) const override;

private:
    random_numbers numbers_;
    std::uint64_t seed_;
    std::uint64_t execution_ = 0;
};

} // namespace fermata::detail
