// fermata - https://www.boost.org/LICENSE_1_0.txt
#pragma once

#include <fermata/model/source_location.hpp>

#include <array>
#include <bit>
#include <cstdint>
#include <cstring>
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
    site_table() : sites_(1) {}

    std::uint32_t intern(std::string_view name, source_location const& where) {
        std::uintptr_t const key = key_of(where);
        cached& entry = cache_[(key >> 3 ^ key >> 9) % cache_.size()];
        if (entry.key == key && equal(entry.name, name)) {
            return entry.number;
        }
        return intern_slowly(name, where, key, entry);
    }
    /// A place that is known by its name only.
    std::uint32_t add(std::string name) {
        auto const [found, is_new] = numbers_.try_emplace(name, static_cast<std::uint32_t>(sites_.size()));
        if (is_new) {
            sites_.push_back({std::move(name), "", 0});
        }
        return found->second;
    }
    site const& operator[](std::uint32_t number) const noexcept { return sites_[number]; }

private:
    struct cached {
        std::uintptr_t key = 0;
        std::string_view name;
        std::uint32_t number = 0;
    };

    static std::uintptr_t key_of(source_location const& where) noexcept {
        if constexpr (sizeof(source_location) == sizeof(std::uintptr_t)) {
            return std::bit_cast<std::uintptr_t>(where); // a pointer to static data, one per place
        } else {
            return reinterpret_cast<std::uintptr_t>(where.file_name()) * 31 + where.line() * std::uintptr_t{8} + 1;
        }
    }

    // Names are short: two loads that overlap instead of a call.
    static bool equal(std::string_view left, std::string_view right) noexcept {
        if (left.size() != right.size()) {
            return false;
        }
        char const* a = left.data();
        char const* b = right.data();
        std::size_t const size = left.size();
        if (size >= 4 && size <= 8) {
            return same<std::uint32_t>(a, b) && same<std::uint32_t>(a + size - 4, b + size - 4);
        }
        if (size > 8 && size <= 16) {
            return same<std::uint64_t>(a, b) && same<std::uint64_t>(a + size - 8, b + size - 8);
        }
        if (size < 4) {
            for (std::size_t i = 0; i < size; ++i) {
                if (a[i] != b[i]) {
                    return false;
                }
            }
            return true;
        }
        return std::memcmp(a, b, size) == 0;
    }
    template <class Word>
    static bool same(char const* a, char const* b) noexcept {
        Word x = 0;
        Word y = 0;
        std::memcpy(&x, a, sizeof(Word));
        std::memcpy(&y, b, sizeof(Word));
        return x == y;
    }

    std::uint32_t intern_slowly(std::string_view name, source_location const& where, std::uintptr_t key,
                                cached& entry);

    std::array<cached, 128> cache_{};
    std::deque<site> sites_; // the cache refers to their names
    std::unordered_map<std::string, std::uint32_t> numbers_;
};

} // namespace fermata::detail
