// fermata - https://www.boost.org/LICENSE_1_0.txt
#pragma once

#include "memory/apart.hpp"

#include <sys/mman.h>

#include <cstddef>
#include <new>
#include <vector>

namespace fermata::detail {

/// An allocator for what grows with the length of an execution or the number of fibers, apart from the heap of the
/// program. From a megabyte on it is mapped
/// at a multiple of 2 MB, and the system is asked for large pages: with small ones most of the time that a step of a
/// long execution takes is page faults the first time, and address translation later.
template <class T>
struct large_blocks {
    using value_type = T;

    large_blocks() = default;
    template <class U>
    large_blocks(large_blocks<U> const&) noexcept {}

    static constexpr std::size_t large_page = std::size_t{2} << 20;
    static constexpr bool is_large(std::size_t count) noexcept { return count >= large_page / 2 / sizeof(T); }
    static constexpr std::size_t whole_pages(std::size_t count) noexcept {
        return (count * sizeof(T) + large_page - 1) / large_page * large_page;
    }

    T* allocate(std::size_t count) {
        if (!is_large(count)) {
            return static_cast<T*>(allocate_apart(count * sizeof(T), alignof(T)));
        }
        std::size_t const bytes = whole_pages(count);
        void* const mapping =
            ::mmap(nullptr, bytes + large_page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        if (mapping == MAP_FAILED) {
            throw std::bad_alloc();
        }
        char* const begin = static_cast<char*>(mapping);
        std::size_t const before = (large_page - reinterpret_cast<std::size_t>(begin) % large_page) % large_page;
        if (before != 0) {
            ::munmap(begin, before);
        }
        ::munmap(begin + before + bytes, large_page - before);
        ::madvise(begin + before, bytes, MADV_HUGEPAGE); // an advice: small ones do, too
        return reinterpret_cast<T*>(begin + before);
    }
    void deallocate(T* block, std::size_t count) noexcept {
        if (is_large(count)) {
            ::munmap(block, whole_pages(count));
        } else {
            release_apart(block, count * sizeof(T), alignof(T));
        }
    }

    friend bool operator==(large_blocks, large_blocks) noexcept { return true; }
};

template <class T>
using long_vector = std::vector<T, large_blocks<T>>;

} // namespace fermata::detail
