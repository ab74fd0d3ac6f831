// fermata - https://www.boost.org/LICENSE_1_0.txt
#pragma once

#include <cstddef>

namespace fermata::detail {

/// A mapping with a guard page below it. Unmapped at its end.
class stack {
public:
    stack() = default;
    explicit stack(std::size_t size);
    stack(stack&& other) noexcept;
    stack& operator=(stack&& other) noexcept;
    ~stack();

    /// The lowest usable byte, and how many there are above it.
    char* bottom() const noexcept { return bottom_; }
    std::size_t size() const noexcept { return size_; }

    /// Whether the address lies in the guard page, or just below it (a large frame may jump over it).
    bool is_overflow(void const* address) const noexcept;

private:
    char* bottom_ = nullptr;
    std::size_t size_ = 0;
    unsigned valgrind_id_ = 0;
};

/// The least size that a fiber can do with.
inline constexpr std::size_t stack_size_min = 16 * 1024;
inline constexpr std::size_t stack_size_max = std::size_t{1} << 40;

} // namespace fermata::detail
