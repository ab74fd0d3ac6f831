// fermata - https://www.boost.org/LICENSE_1_0.txt
#pragma once

#include <fermata/model/operation.hpp>

#include <cstddef>
#include <cstdint>
#include <map>
#include <utility>
#include <vector>

namespace fermata::detail {

/// An action of a fiber: an event, or the value that choose() returned, as far as it matters for what it conflicts
/// with, and whether it is the same one in another execution. 16 bytes; what few have beyond one object is kept apart.
struct label {
    std::uint32_t fiber = 0;
    std::uint32_t object = 0; ///< 0: what all checkpoints have in common; of a value: the value
    std::uint32_t more = 0;   ///< number of its further accesses, 0 for none
    access how = access::none;
    bool is_value = false; ///< conflicts with nothing

    friend bool operator==(label const&, label const&) = default;
};

using further_accesses = std::vector<std::pair<std::uint32_t, access>>;

/// Gives equal lists of accesses one number, from 1.
class access_table {
public:
    std::uint32_t intern(further_accesses&& value) {
        if (value.empty()) {
            return 0;
        }
        auto const [found, is_new] = numbers_.try_emplace(std::move(value), 0);
        if (is_new) {
            known_.push_back(&found->first);
            found->second = static_cast<std::uint32_t>(known_.size());
        }
        return found->second;
    }
    further_accesses const& operator[](std::uint32_t number) const noexcept {
        static further_accesses const none;
        return number == 0 ? none : *known_[number - 1];
    }

private:
    std::map<further_accesses, std::uint32_t> numbers_;
    std::vector<further_accesses const*> known_;
};

inline bool accesses_conflict(access one, access other) noexcept {
    return one != access::none && other != access::none && (one == access::write || other == access::write);
}

bool further_conflict(access_table const& table, label const& one, label const& other) noexcept;

/// Whether the order of two actions of different fibers matters.
inline bool conflicts(access_table const& table, label const& one, label const& other) noexcept {
    if (one.is_value || other.is_value) {
        return false;
    }
    if (one.object == other.object && accesses_conflict(one.how, other.how)) {
        return true;
    }
    return (one.more | other.more) != 0 && further_conflict(table, one, other);
}

} // namespace fermata::detail
