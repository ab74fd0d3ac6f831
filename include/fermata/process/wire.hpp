// fermata - https://www.boost.org/LICENSE_1_0.txt
#pragma once

#include <fermata/model/error.hpp>

#include <algorithm>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

namespace fermata::process {

/// Values on their way to another process of the same executable. Each stands behind a letter for its kind, so that
/// what does not fit is found out.
class wire_writer {
public:
    void put(char kind, void const* bytes, std::size_t size) {
        bytes_ += kind;
        std::uint64_t const length = size;
        bytes_.append(reinterpret_cast<char const*>(&length), sizeof(length));
        bytes_.append(static_cast<char const*>(bytes), size);
    }
    void put_count(char kind, std::size_t count) {
        std::uint64_t const value = count;
        put(kind, &value, sizeof(value));
    }
    std::string const& bytes() const noexcept { return bytes_; }

private:
    std::string bytes_;
};

class wire_reader {
public:
    explicit wire_reader(std::string_view bytes) : bytes_(bytes) {}

    /// Throws usage_error if something else comes.
    std::string_view get(char kind) {
        std::uint64_t length = 0;
        if (bytes_.size() < 1 + sizeof(length) || bytes_.front() != kind) {
            throw usage_error(std::string("the arguments or the result of a process function do not fit: '") + kind +
                              "' was expected, and " +
                              (bytes_.empty() ? "nothing" : "'" + std::string(1, bytes_.front()) + "'") + " found");
        }
        std::memcpy(&length, bytes_.data() + 1, sizeof(length));
        bytes_.remove_prefix(1 + sizeof(length));
        if (length > bytes_.size()) {
            throw usage_error("the arguments or the result of a process function were cut off");
        }
        std::string_view const found = bytes_.substr(0, length);
        bytes_.remove_prefix(length);
        return found;
    }
    std::size_t get_count(char kind) {
        std::string_view const found = get(kind);
        std::uint64_t value = 0;
        if (found.size() != sizeof(value)) {
            throw usage_error("the arguments or the result of a process function do not fit: a count is missing");
        }
        std::memcpy(&value, found.data(), sizeof(value));
        return value;
    }
    bool is_at_end() const noexcept { return bytes_.empty(); }

private:
    std::string_view bytes_;
};

/// How a type travels. Numbers, enumerations, strings, the usual containers, pairs, tuples, optionals and what is
/// trivially copyable do by themselves; for others specialise it:
///     static void write(wire_writer&, T const&);    static T read(wire_reader&);
template <class T>
struct wire {
    static_assert(std::is_trivially_copyable_v<T> && std::is_default_constructible_v<T> && !std::is_pointer_v<T>,
                  "this type cannot travel to another process: specialise fermata::process::wire for it");
    static void write(wire_writer& to, T const& value) { to.put('b', &value, sizeof(value)); }
    static T read(wire_reader& from) {
        std::string_view const bytes = from.get('b');
        if (bytes.size() != sizeof(T)) {
            throw usage_error("the arguments or the result of a process function do not fit: sizes differ");
        }
        T value{};
        std::memcpy(static_cast<void*>(&value), bytes.data(), sizeof(T));
        return value;
    }
};

template <class T>
    requires(std::integral<T> || std::is_enum_v<T>)
struct wire<T> {
    static void write(wire_writer& to, T value) {
        // Widened, so that an int goes where a long is expected.
        auto const wide = static_cast<std::int64_t>(value);
        to.put('i', &wide, sizeof(wide));
    }
    static T read(wire_reader& from) {
        std::string_view const bytes = from.get('i');
        std::int64_t wide = 0;
        std::memcpy(&wide, bytes.data(), std::min(bytes.size(), sizeof(wide)));
        T const value = static_cast<T>(wide);
        if (static_cast<std::int64_t>(value) != wide) {
            throw usage_error("an argument of a process function does not fit: " + std::to_string(wide) +
                              " is out of range");
        }
        return value;
    }
};

template <std::floating_point T>
struct wire<T> {
    static void write(wire_writer& to, T value) {
        auto const wide = static_cast<double>(value);
        to.put('d', &wide, sizeof(wide));
    }
    static T read(wire_reader& from) {
        double wide = 0;
        std::string_view const bytes = from.get('d');
        std::memcpy(&wide, bytes.data(), std::min(bytes.size(), sizeof(wide)));
        return static_cast<T>(wide);
    }
};

template <>
struct wire<std::string> {
    static void write(wire_writer& to, std::string_view value) { to.put('s', value.data(), value.size()); }
    static std::string read(wire_reader& from) { return std::string(from.get('s')); }
};
template <>
struct wire<std::string_view> {
    static void write(wire_writer& to, std::string_view value) { wire<std::string>::write(to, value); }
};
template <>
struct wire<char const*> {
    static void write(wire_writer& to, std::string_view value) { wire<std::string>::write(to, value); }
};

template <class T>
struct wire<std::optional<T>> {
    static void write(wire_writer& to, std::optional<T> const& value) {
        to.put_count('o', value.has_value() ? 1 : 0);
        if (value.has_value()) {
            wire<T>::write(to, *value);
        }
    }
    static std::optional<T> read(wire_reader& from) {
        return from.get_count('o') != 0 ? std::optional<T>(wire<T>::read(from)) : std::nullopt;
    }
};

template <class T>
struct wire<std::vector<T>> {
    static void write(wire_writer& to, std::vector<T> const& value) {
        to.put_count('v', value.size());
        for (auto const& each : value) {
            wire<T>::write(to, each);
        }
    }
    static std::vector<T> read(wire_reader& from) {
        std::vector<T> value;
        for (std::size_t left = from.get_count('v'); left > 0; --left) {
            value.push_back(wire<T>::read(from));
        }
        return value;
    }
};

template <class Key, class Value>
struct wire<std::map<Key, Value>> {
    static void write(wire_writer& to, std::map<Key, Value> const& value) {
        to.put_count('m', value.size());
        for (auto const& [key, mapped] : value) {
            wire<Key>::write(to, key);
            wire<Value>::write(to, mapped);
        }
    }
    static std::map<Key, Value> read(wire_reader& from) {
        std::map<Key, Value> value;
        for (std::size_t left = from.get_count('m'); left > 0; --left) {
            Key key = wire<Key>::read(from);
            value.emplace(std::move(key), wire<Value>::read(from));
        }
        return value;
    }
};

template <class... Parts>
struct wire<std::tuple<Parts...>> {
    static void write(wire_writer& to, std::tuple<Parts...> const& value) {
        to.put_count('t', sizeof...(Parts));
        std::apply([&](auto const&... each) { (wire<Parts>::write(to, each), ...); }, value);
    }
    static std::tuple<Parts...> read(wire_reader& from) {
        if (from.get_count('t') != sizeof...(Parts)) {
            throw usage_error("a process function was called with another number of arguments than it has");
        }
        return std::tuple<Parts...>{wire<Parts>::read(from)...}; // braces: from left to right
    }
};

template <class First, class Second>
struct wire<std::pair<First, Second>> {
    static void write(wire_writer& to, std::pair<First, Second> const& value) {
        wire<First>::write(to, value.first);
        wire<Second>::write(to, value.second);
    }
    static std::pair<First, Second> read(wire_reader& from) {
        First first = wire<First>::read(from);
        return {std::move(first), wire<Second>::read(from)};
    }
};

} // namespace fermata::process
