// fermata - https://www.boost.org/LICENSE_1_0.txt
#pragma once

#include <fermata/model/source_location.hpp>

#include <array>
#include <bit>
#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>

namespace fermata::detail {

/// A place in the source, with the name that is given there.
struct site {
    std::string name;
    char const* file = "";
    std::uint32_t line = 0;
};

/// Gives places small numbers, from 1; 0 is no place.
class site_table {
public:
    site_table();

    /// Throws usage_error for an empty name, unless `may_be_empty`.
    std::uint32_t intern(std::string_view name, source_location where, bool may_be_empty = true) {
        std::uintptr_t const key = key_of(where);
        cached const& entry = cache_[index_of(key)];
        // One branch instead of three.
        if (((entry.key ^ key) | (entry.data ^ reinterpret_cast<std::uintptr_t>(name.data())) |
             (entry.size ^ name.size())) == 0) [[likely]] {
            return entry.number;
        }
        return intern_slowly(name, where, key, may_be_empty);
    }
    /// A place that is known by its name only.
    std::uint32_t add(std::string name) {
        auto const [found, is_new] = numbers_.try_emplace(name, static_cast<std::uint32_t>(sites_.size()));
        if (is_new) {
            sites_.push_back({std::move(name), "", 0});
        }
        return found->second;
    }
    /// A place in another program.
    std::uint32_t add(std::string name, std::string const& file, std::uint32_t line) {
        std::string identity = name + '\0' + file + '\0' + std::to_string(line);
        auto const [found, is_new] =
            numbers_.try_emplace(std::move(identity), static_cast<std::uint32_t>(sites_.size()));
        if (is_new) {
            files_.push_back(file);
            sites_.push_back({std::move(name), files_.back().c_str(), line});
        }
        return found->second;
    }
    site const& operator[](std::uint32_t number) const noexcept { return sites_[number]; }

private:
    /// Only names that nobody can write to are kept here, so the same pointer means the same text.
    struct cached {
        std::uintptr_t key = 0;
        std::uintptr_t data = 0;
        std::size_t size = 0;
        std::uint32_t number = 0;
    };

    std::size_t index_of(std::uintptr_t key) const noexcept { return (key >> 3) % cache_.size(); }

    template <class Location>
    static std::uintptr_t key_of(Location const& where) noexcept {
        if constexpr (sizeof(Location) == sizeof(std::uintptr_t)) {
            return std::bit_cast<std::uintptr_t>(where); // a pointer to static data, one per place
        } else {
            return reinterpret_cast<std::uintptr_t>(where.file_name()) * 31 +
                   (where.line() * std::uintptr_t{512} + where.column()) * 8 + 1;
        }
    }

    std::uint32_t intern_slowly(std::string_view name, source_location where, std::uintptr_t key, bool may_be_empty);

    std::array<cached, 128> cache_{};
    std::deque<std::string> files_; ///< of other programs
    std::deque<site> sites_;        // a deque, so that a crash finds them where they are
    std::unordered_map<std::string, std::uint32_t> numbers_;
};

} // namespace fermata::detail
