// fermata - https://www.boost.org/LICENSE_1_0.txt
#include "memory/apart.hpp"

#include "memory/address_sanitizer.hpp"

#include <sys/mman.h>

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

} // namespace

void* allocate_apart(std::size_t bytes, std::size_t alignment) { return pool().allocate(bytes, alignment); }

void release_apart(void* block, std::size_t bytes, std::size_t alignment) noexcept {
    pool().deallocate(block, bytes, alignment);
}

} // namespace fermata::detail
