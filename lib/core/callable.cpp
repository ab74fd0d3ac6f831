// fermata - https://www.boost.org/LICENSE_1_0.txt
#include <fermata/core/callable.hpp>

#include "fiber/sanitizer.hpp"

#if __has_include(<sys/single_threaded.h>)
#include <sys/single_threaded.h>
#endif

#include <atomic>

namespace fermata::detail {

namespace {

/// The lists themselves have no destructor, because every use of what has one asks first whether it was made.
struct at_thread_end {
    bool is_due = true;

    ~at_thread_end() {
        for (free_block*& list : free_blocks) {
            while (list != nullptr) {
                ::operator delete(std::exchange(list, list->next));
            }
        }
    }
};

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

thread_local constinit free_block* free_blocks[largest_block / block_unit + 1]{};

void* allocate_new_block(std::size_t bytes) {
    return ::operator new(bytes <= largest_block ? block_units(bytes) * block_unit : bytes);
}

void release_block(void* block, std::size_t bytes) noexcept {
    if (!reuse_blocks || bytes > largest_block) {
        ::operator delete(block);
        return;
    }
    free_block*& list = free_blocks[block_units(bytes)];
    if (list == nullptr) {
        thread_local at_thread_end clears;
        clears.is_due = true;
    }
    list = ::new (block) free_block{list};
}

namespace {

void increment(std::uint32_t& count) noexcept {
    if (is_single_threaded()) {
        ++count;
    } else {
        std::atomic_ref(count).fetch_add(1, std::memory_order_relaxed);
    }
}

/// Whether that was the last one.
bool decrement(std::uint32_t& count) noexcept {
    return is_single_threaded() ? --count == 0 : std::atomic_ref(count).fetch_sub(1, std::memory_order_acq_rel) == 1;
}

[[gnu::noinline]] void destroy(callable& last) noexcept;

} // namespace

void retain(callable& shared) noexcept { increment(shared.references); }

void release(callable& shared) noexcept {
    if (decrement(shared.references)) {
        destroy(shared); // apart, so that what most calls do needs no frame
    }
}

void retain_as_owner(callable& shared) noexcept {
    increment(shared.references);
    increment(shared.owners);
}

void give_up_ownership(callable& shared) {
    if (decrement(shared.owners)) {
        shared.empty(shared);
    }
}

namespace {
void destroy(callable& shared) noexcept {
    std::size_t const bytes = shared.bytes;
    shared.destroy(shared);
    release_block(&shared, bytes);
}
} // namespace

} // namespace fermata::detail
