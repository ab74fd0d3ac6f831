// fermata - https://www.boost.org/LICENSE_1_0.txt
#pragma once

#include <cstdint>

namespace fermata::detail {

/// Numbers of OS threads outside of fibers, and of threads under test that run to their end there. They are
/// larger than those of fibers.
std::uint64_t outside_thread_number() noexcept;
/// Another number for this OS thread until the end of the scope.
class outside_thread {
public:
    outside_thread() noexcept;
    outside_thread(outside_thread const&) = delete;
    outside_thread& operator=(outside_thread const&) = delete;
    ~outside_thread();
    std::uint64_t number() const noexcept { return number_; }

private:
    std::uint64_t before_;
    std::uint64_t number_;
};

} // namespace fermata::detail
