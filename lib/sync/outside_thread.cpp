// fermata - https://www.boost.org/LICENSE_1_0.txt
#include "sync/outside_thread.hpp"

#include <atomic>

namespace fermata::detail {

namespace {

thread_local std::uint64_t current_number = 0;

std::uint64_t next_number() noexcept {
    static std::atomic<std::uint64_t> next{std::uint64_t{1} << 33};
    return next.fetch_add(1, std::memory_order_relaxed);
}

} // namespace

std::uint64_t outside_thread_number() noexcept {
    if (current_number == 0) {
        current_number = next_number();
    }
    return current_number;
}

outside_thread::outside_thread() noexcept : before_(outside_thread_number()), number_(next_number()) {
    current_number = number_;
}

outside_thread::~outside_thread() { current_number = before_; }

} // namespace fermata::detail
