// fermata - https://www.boost.org/LICENSE_1_0.txt
#include "fiber/stack.hpp"

#include "fiber/sanitizer.hpp"

#include <sys/mman.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>
#include <utility>

#if __has_include(<valgrind/valgrind.h>)
#include <valgrind/valgrind.h>
#else
#define VALGRIND_STACK_REGISTER(low, high) 0U
#define VALGRIND_STACK_DEREGISTER(id) static_cast<void>(id)
#endif

namespace fermata::detail {

namespace {
std::size_t page_size() noexcept {
    static std::size_t const size = static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
    return size;
}
} // namespace

stack::stack(std::size_t size) {
    std::size_t const page = page_size();
    size_ = (size + page - 1) / page * page;
    void* const mapping = ::mmap(nullptr, size_ + page, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (mapping == MAP_FAILED) {
        throw std::system_error(
            errno, std::generic_category(),
            "no memory for the stack of another fiber: lower stack_size, or raise vm.max_map_count");
    }
    if (::mprotect(static_cast<char*>(mapping) + page, size_, PROT_READ | PROT_WRITE) != 0) {
        int const why = errno;
        ::munmap(mapping, size_ + page);
        throw std::system_error(why, std::generic_category(),
                                "no mapping for the stack of another fiber: each needs two, raise vm.max_map_count");
    }
    bottom_ = static_cast<char*>(mapping) + page;
    forget_frames(bottom_, size_);
    valgrind_id_ = VALGRIND_STACK_REGISTER(bottom_, bottom_ + size_);
}

stack::stack(stack&& other) noexcept
    : bottom_(std::exchange(other.bottom_, nullptr)),
      size_(std::exchange(other.size_, 0)),
      valgrind_id_(other.valgrind_id_) {}

stack& stack::operator=(stack&& other) noexcept {
    std::swap(bottom_, other.bottom_);
    std::swap(size_, other.size_);
    std::swap(valgrind_id_, other.valgrind_id_);
    return *this;
}

stack::~stack() {
    if (bottom_ != nullptr) {
        VALGRIND_STACK_DEREGISTER(valgrind_id_);
        forget_frames(bottom_, size_);
        ::munmap(bottom_ - page_size(), size_ + page_size());
    }
}

bool stack::is_overflow(void const* address) const noexcept {
    auto const* const byte = static_cast<char const*>(address);
    return bottom_ != nullptr && byte < bottom_ && byte >= bottom_ - 16 * page_size();
}

} // namespace fermata::detail
