// fermata - https://www.boost.org/LICENSE_1_0.txt
#include <fermata/core/callable.hpp>

#include "fiber/sanitizer.hpp"

#if __has_include(<sys/single_threaded.h>)
#include <sys/single_threaded.h>
#endif

#include <array>
#include <atomic>

namespace fermata::detail {

namespace {

constexpr std::size_t block_unit = 64;
constexpr std::size_t largest_block = 512;

struct free_block {
    free_block* next;
};

struct block_lists {
    std::array<free_block*, largest_block / block_unit + 1> first{};

    ~block_lists() {
        for (free_block*& list : first) {
            while (list != nullptr) {
                ::operator delete(std::exchange(list, list->next));
            }
        }
    }
};

[[gnu::tls_model("initial-exec")]] thread_local block_lists lists;

constexpr std::size_t units(std::size_t bytes) noexcept { return (bytes + block_unit - 1) / block_unit; }

#if defined(FERMATA_ADDRESS_SANITIZER)
constexpr bool reuse_blocks = false; // so that a use after the end is found
#else
constexpr bool reuse_blocks = true;
#endif

bool is_single_threaded() noexcept {
#if __has_include(<sys/single_threaded.h>)
    return __libc_single_threaded != 0;
#else
    return false;
#endif
}

} // namespace

void* allocate_block(std::size_t bytes) {
    if (!reuse_blocks || bytes > largest_block) {
        return ::operator new(bytes);
    }
    free_block*& list = lists.first[units(bytes)];
    if (list == nullptr) {
        return ::operator new(units(bytes) * block_unit);
    }
    free_block* const taken = list;
    list = taken->next;
    return taken;
}

void release_block(void* block, std::size_t bytes) noexcept {
    if (!reuse_blocks || bytes > largest_block) {
        ::operator delete(block);
        return;
    }
    free_block*& list = lists.first[units(bytes)];
    list = ::new (block) free_block{list};
}

void set_name(callable& named, std::string_view name) { named.name = name; }

void retain(callable& shared) noexcept {
    if (is_single_threaded()) {
        ++shared.references;
    } else {
        std::atomic_ref(shared.references).fetch_add(1, std::memory_order_relaxed);
    }
}

void release(callable& shared) noexcept {
    if (is_single_threaded()) {
        if (--shared.references != 0) {
            return;
        }
    } else if (std::atomic_ref(shared.references).fetch_sub(1, std::memory_order_acq_rel) != 1) {
        return;
    }
    std::size_t const bytes = shared.bytes;
    shared.destroy(shared);
    release_block(&shared, bytes);
}

} // namespace fermata::detail
