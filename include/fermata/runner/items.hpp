// fermata - https://www.boost.org/LICENSE_1_0.txt
#pragma once

#include <cstddef>
#include <initializer_list>
#include <iterator>
#include <span>
#include <vector>

namespace fermata {

/// A view that a braced list, a vector or a span converts to. It does not own: for parameters only.
template <class T>
class items {
public:
    items() = default;
    items(std::initializer_list<T> list) noexcept : data_(std::data(list)), size_(list.size()) {}
    items(std::vector<T> const& list) noexcept : data_(list.data()), size_(list.size()) {}
    items(std::span<T const> list) noexcept : data_(list.data()), size_(list.size()) {}

    T const* begin() const noexcept { return data_; }
    T const* end() const noexcept { return data_ + size_; }
    std::size_t size() const noexcept { return size_; }
    bool empty() const noexcept { return size_ == 0; }

private:
    T const* data_ = nullptr;
    std::size_t size_ = 0;
};

} // namespace fermata
