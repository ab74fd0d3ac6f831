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

constexpr std::uint64_t of_one_object = mask_of({operation_kind::lock,
                                                 operation_kind::try_lock,
                                                 operation_kind::try_lock_for,
                                                 operation_kind::unlock,
                                                 operation_kind::load,
                                                 operation_kind::store,
                                                 operation_kind::exchange,
                                                 operation_kind::fetch_add,
                                                 operation_kind::fetch_sub,
                                                 operation_kind::fetch_and,
                                                 operation_kind::fetch_or,
                                                 operation_kind::fetch_xor,
                                                 operation_kind::compare_exchange,
                                                 operation_kind::lock_shared,
                                                 operation_kind::try_lock_shared,
                                                 operation_kind::try_lock_shared_for,
                                                 operation_kind::unlock_shared,
                                                 operation_kind::acquire,
                                                 operation_kind::try_acquire,
                                                 operation_kind::try_acquire_for,
                                                 operation_kind::release});
static_assert(static_cast<unsigned>(operation_kind::callback_wait) < 64);

} // namespace kinds_detail

/// Whether an operation accesses one object only, wherever it is performed.
inline bool is_of_one_object(operation_kind kind) noexcept {
    return (kinds_detail::of_one_object >> static_cast<unsigned>(kind) & 1) != 0;
}

} // namespace fermata::detail
