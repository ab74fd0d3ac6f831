// fermata - https://www.boost.org/LICENSE_1_0.txt
#pragma once

#include <chrono>
#include <ctime>

namespace bench {

/// Time that this OS thread has spent on a processor: what other processes take does not count.
inline double thread_nanoseconds() noexcept {
    std::timespec now{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) * 1e9 + static_cast<double>(now.tv_nsec);
}

/// Time on the wall, for what waits for other OS threads.
inline double wall_nanoseconds() noexcept {
    return std::chrono::duration<double, std::nano>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

} // namespace bench
