// fermata - https://www.boost.org/LICENSE_1_0.txt
#pragma once

#include <fermata/core/callable.hpp>
#include <fermata/model/output_stream.hpp>

#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <type_traits>

namespace fermata {

/// A place in the life of one starter: a comparable value. Made by the members of `starter`.
class point {
public:
    enum class kind_type : std::uint8_t { started, checkpoint, before, after, finished };

    point() = default;

    kind_type kind() const noexcept { return kind_; }
    /// The name of the starter.
    std::string const& starter_name() const noexcept;
    /// The name of the checkpoint; empty for the other kinds.
    std::string const& name() const noexcept { return name_; }
    /// The n-th time, from 1.
    int occurrence() const noexcept { return occurrence_; }

    friend bool operator==(point const&, point const&) = default;

private:
    friend class starter;
    friend struct point_access;
    friend struct starter_access;

    point(detail::callable_handle owner, kind_type kind, std::string_view name, void const* function, int occurrence)
        : starter_(std::move(owner)), function_(function), name_(name), occurrence_(occurrence), kind_(kind) {}

    detail::callable_handle starter_;
    void const* function_ = nullptr;
    std::string name_;
    int occurrence_ = 1;
    kind_type kind_ = kind_type::started;
};

/// "alice at 'read'", "bob before transfer(int), 2nd time", "alice finished"
std::string to_string(point const& value);

template <detail::output_stream Ostream>
Ostream& operator<<(Ostream& stream, point const& value) {
    stream << to_string(value);
    return stream;
}

namespace detail {

/// The address at which a function's code starts; null for a virtual member function.
template <class Function>
void const* code_address(Function function) noexcept {
    static_assert(std::is_member_function_pointer_v<Function> ||
                      (std::is_pointer_v<Function> && std::is_function_v<std::remove_pointer_t<Function>>),
                  "before() and after() take a free, static or non-virtual member function");
    std::uintptr_t address = 0; // the Itanium ABI keeps the address first, and marks virtual ones with bit 0
    std::memcpy(&address, &function, sizeof(address));
    if (std::is_member_function_pointer_v<Function> && (address & 1) != 0) {
        return nullptr;
    }
    return reinterpret_cast<void const*>(address);
}

} // namespace detail
} // namespace fermata
