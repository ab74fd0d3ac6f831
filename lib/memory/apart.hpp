// fermata - https://www.boost.org/LICENSE_1_0.txt
#pragma once

#include <cstddef>
#include <vector>

namespace fermata::detail {

void* allocate_apart(std::size_t bytes, std::size_t alignment);
void release_apart(void* block, std::size_t bytes, std::size_t alignment) noexcept;

/// An allocator for what is written down of a fiber while it goes round a loop. It takes nothing from the heap of the
/// program, whose next block would be another one: a loop that allocates in each round leaves addresses on its stack,
/// and whether it is where it was must not depend on who looks.
template <class T>
struct apart {
    using value_type = T;

    apart() = default;
    template <class U>
    apart(apart<U> const&) noexcept {}

    T* allocate(std::size_t count) { return static_cast<T*>(allocate_apart(count * sizeof(T), alignof(T))); }
    void deallocate(T* block, std::size_t count) noexcept { release_apart(block, count * sizeof(T), alignof(T)); }

    friend bool operator==(apart, apart) noexcept { return true; }
};

template <class T>
using apart_vector = std::vector<T, apart<T>>;

} // namespace fermata::detail
