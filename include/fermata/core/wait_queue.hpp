// fermata - https://www.boost.org/LICENSE_1_0.txt
#pragma once

#include <cstdint>

namespace fermata::detail {

struct fiber;

/// The fibers that stand before, or wait in, operations of one object, in the order of their arrival.
struct wait_queue {
    fiber* first = nullptr;
    fiber* last = nullptr;
    fiber const* holder = nullptr; ///< who has to do something before they can go on, if one fiber has
};

/// What every object under test has: its number within the execution that it was first used in.
struct object_identity {
    std::uint32_t number = 0;
    std::uint64_t execution = 0;
};

} // namespace fermata::detail
