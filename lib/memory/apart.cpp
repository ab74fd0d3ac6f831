// fermata - https://www.boost.org/LICENSE_1_0.txt
#include "memory/apart.hpp"

#include "memory/address_sanitizer.hpp"

#include <sys/mman.h>

#include <array>
#include <cstddef>
#include <memory_resource>
#include <new>

namespace fermata::detail {

namespace {

#if defined(FERMATA_ADDRESS_SANITIZER)

/// Its heap is watched, and gives no block twice anyway.
std::pmr::memory_resource& pool() { return *std::pmr::new_delete_resource(); }

#else

/// Whole pages from the system.
class mapped_pages final : public std::pmr::memory_resource {
    void* do_allocate(std::size_t bytes, std::size_t) override {
        void* const mapping = ::mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        if (mapping == MAP_FAILED) {
            throw std::bad_alloc();
        }
        return mapping;
    }
    void do_deallocate(void* block, std::size_t bytes, std::size_t) override { ::munmap(block, bytes); }
    bool do_is_equal(memory_resource const& other) const noexcept override { return this == &other; }
};

struct pool_of_pages {
    mapped_pages pages;
    std::pmr::synchronized_pool_resource blocks{{.max_blocks_per_chunk = 0, .largest_required_pool_block = 64 * 1024},
                                                &pages};
};

/// Never destroyed: what uses it may outlive any static object.
std::pmr::memory_resource& pool() {
    alignas(pool_of_pages) static std::byte place[sizeof(pool_of_pages)];
    static auto* const made = ::new (static_cast<void*>(place)) pool_of_pages;
    return made->blocks;
}

#endif

/// Small blocks that this thread has given back, by size: what is written down in each round must not cost a lock.
class small_blocks {
public:
    static constexpr std::size_t unit = 64;
    static constexpr std::size_t largest = 2048;

    ~small_blocks() {
        for (std::size_t size = 0; size < lists_.size(); ++size) {
            while (void* const block = take(size)) {
                pool().deallocate(block, bytes_of(size));
            }
        }
        is_gone_ = true;
    }
    static std::size_t size_of(std::size_t bytes) noexcept { return (bytes - 1) / unit; }
    static std::size_t bytes_of(std::size_t size) noexcept { return (size + 1) * unit; }
    void* take(std::size_t size) noexcept {
        block* const first = lists_[size];
        if (first != nullptr) {
            lists_[size] = first->next;
        }
        return first;
    }
    /// False at the thread's end.
    bool keep(void* given_back, std::size_t size) noexcept {
        if (!is_gone_) {
            lists_[size] = ::new (given_back) block{lists_[size]};
        }
        return !is_gone_;
    }

private:
    struct block {
        block* next;
    };
    std::array<block*, largest / unit> lists_{};
    bool is_gone_ = false;
};

thread_local small_blocks small;

bool is_small(std::size_t bytes, std::size_t alignment) noexcept {
#if defined(FERMATA_ADDRESS_SANITIZER)
    static_cast<void>(bytes), static_cast<void>(alignment);
    return false; // so that a use after the end is found
#else
    return bytes != 0 && bytes <= small_blocks::largest && alignment <= alignof(std::max_align_t);
#endif
}

} // namespace

void* allocate_apart(std::size_t bytes, std::size_t alignment) {
    if (!is_small(bytes, alignment)) {
        return pool().allocate(bytes, alignment);
    }
    std::size_t const size = small_blocks::size_of(bytes);
    void* const kept = small.take(size);
    return kept != nullptr ? kept : pool().allocate(small_blocks::bytes_of(size));
}

void release_apart(void* block, std::size_t bytes, std::size_t alignment) noexcept {
    if (!is_small(bytes, alignment)) {
        pool().deallocate(block, bytes, alignment);
    } else if (std::size_t const size = small_blocks::size_of(bytes); !small.keep(block, size)) {
        pool().deallocate(block, small_blocks::bytes_of(size));
    }
}

} // namespace fermata::detail
