// fermata - https://www.boost.org/LICENSE_1_0.txt
#pragma once

#include <fermata/core/checkpoint.hpp>
#include <fermata/core/object_access.hpp>
#include <fermata/model/source_location.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace fermata {

/// Something outside of the library that checkpoints touch: a row of a table, a file, plain data. It does nothing.
class resource {
public:
    resource() = default;
    resource(resource const&) = delete;
    resource& operator=(resource const&) = delete;

private:
    friend struct detail::object_access;
    detail::object_identity& identity() noexcept { return identity_; }
    std::uint64_t state() const noexcept { return 0; }

    detail::object_identity identity_{detail::object_kind::resource};
};

namespace detail {

struct touched_object {
    object_identity* identity = nullptr;
    std::uint64_t (*state)(void const*) = nullptr;
    void const* object = nullptr;
};

void pass_checkpoint(std::string_view name, touched_object const* objects, std::size_t count, source_location where);

} // namespace detail

/// The objects that the step after a checkpoint touches: `fermata::` objects of any kind. For plain data make a
/// `fermata::resource` that stands for it; an address would be another one in the next execution.
template <std::size_t Count>
struct touches {
    template <class... Objects>
    explicit touches(Objects&... objects) : objects_{touched(objects)...} {}

    std::array<detail::touched_object, Count> objects_;

private:
    template <class Object>
    static detail::touched_object touched(Object& object) {
        return {&detail::object_access::identity(object),
                [](void const* of) { return detail::object_access::state(*static_cast<Object const*>(of)); }, &object};
    }
};

template <class... Objects>
touches(Objects&...) -> touches<sizeof...(Objects)>;

/// A checkpoint that conflicts only with what touches, or is performed on, the same objects: the order of two such
/// checkpoints with no object in common makes no difference, and is not explored by `dpor`.
template <std::size_t Count>
void checkpoint(std::string_view name, touches<Count> const& what, source_location where = source_location::current()) {
    static_assert(Count > 0, "touches() needs an object; a checkpoint without one conflicts with every other");
    if (detail::current_fiber != nullptr) {
        detail::pass_checkpoint(name, what.objects_.data(), Count, where);
    }
}

} // namespace fermata
