// fermata - https://www.boost.org/LICENSE_1_0.txt
#pragma once

#include <fermata/model/operation.hpp>

#include <cstdint>
#include <initializer_list>

namespace fermata::detail {

namespace kinds_detail {

constexpr std::uint64_t mask_of(std::initializer_list<operation_kind> kinds) {
    std::uint64_t mask = 0;
    for (operation_kind const each : kinds) {
        mask |= std::uint64_t{1} << static_cast<unsigned>(each);
    }
    return mask;
}

constexpr std::uint64_t of_several_objects =
    mask_of({operation_kind::none, operation_kind::start, operation_kind::checkpoint, operation_kind::wait_until,
             operation_kind::progress, operation_kind::outside, operation_kind::runner_wait,
             operation_kind::condition_wait, operation_kind::atomic_wait});
static_assert(static_cast<unsigned>(operation_kind::next_callback) < 64);

} // namespace kinds_detail

/// Whether an operation accesses one object only, wherever it is performed.
inline bool is_of_one_object(operation_kind kind) noexcept {
    return (kinds_detail::of_several_objects >> static_cast<unsigned>(kind) & 1) == 0;
}

} // namespace fermata::detail
