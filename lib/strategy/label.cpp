// fermata - https://www.boost.org/LICENSE_1_0.txt
#include "strategy/label.hpp"

namespace fermata::detail {

bool further_conflict(access_table const& table, label const& one, label const& other) noexcept {
    auto const touches = [&](label const& which, std::uint32_t object, access how) {
        if (which.object == object && accesses_conflict(which.how, how)) {
            return true;
        }
        for (auto const& [further, further_how] : table[which.more]) {
            if (further == object && accesses_conflict(further_how, how)) {
                return true;
            }
        }
        return false;
    };
    if (touches(one, other.object, other.how)) {
        return true;
    }
    for (auto const& [object, how] : table[other.more]) {
        if (touches(one, object, how)) {
            return true;
        }
    }
    return false;
}

} // namespace fermata::detail
