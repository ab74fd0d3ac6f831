// fermata - https://www.boost.org/LICENSE_1_0.txt
#pragma once

#include "memory/apart.hpp"

#include <cstdint>
#include <functional>
#include <unordered_map>
#include <utility>

namespace fermata::detail {

/// What stands for a value of an atomic where it may be an address: the heap gives other ones in each execution, and
/// what is known of the value from one is compared with what is known from another. Names are given in the order in
/// which the values appear, so that the same steps always have the same ones.
class value_names {
public:
    /// Neither a number that one would count with, nor a negative one.
    static constexpr bool may_be_address(std::uint64_t value) noexcept {
        return value >= first_name && value < ~std::uint64_t{0} - first_name;
    }
    std::uint64_t of(std::uint64_t value) {
        return may_be_address(value) ? names_.try_emplace(value, first_name + names_.size()).first->second : value;
    }
    bool empty() const noexcept { return names_.empty(); }
    void forget() noexcept {
        if (!names_.empty()) [[unlikely]] {
            names_.clear();
        }
    }

private:
    static constexpr std::uint64_t first_name = std::uint64_t{1} << 40;

    std::unordered_map<std::uint64_t, std::uint64_t, std::hash<std::uint64_t>, std::equal_to<>,
                       apart<std::pair<std::uint64_t const, std::uint64_t>>>
        names_;
};

} // namespace fermata::detail
