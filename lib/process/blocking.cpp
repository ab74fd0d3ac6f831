// fermata - https://www.boost.org/LICENSE_1_0.txt
#include "process/waiting.hpp"

#include <poll.h>

#include <algorithm>
#include <vector>

namespace fermata::process::detail {

void wait_blocking(std::span<awaited> descriptors, wakeups::clock::time_point until) {
    std::vector<pollfd> asked;
    asked.reserve(descriptors.size());
    for (awaited const& each : descriptors) {
        asked.push_back({each.descriptor, static_cast<short>(each.for_writing ? POLLOUT : POLLIN), 0});
    }
    while (true) {
        int milliseconds = -1;
        if (until != wakeups::clock::time_point::max()) {
            auto const left = std::chrono::ceil<std::chrono::milliseconds>(until - wakeups::clock::now()).count();
            milliseconds = static_cast<int>(std::clamp<long long>(left, 0, 1 << 30));
        }
        int const ready = ::poll(asked.data(), asked.size(), milliseconds);
        if (ready > 0 || (ready == 0 && wakeups::clock::now() >= until)) {
            break;
        }
    }
    for (std::size_t i = 0; i < asked.size(); ++i) {
        descriptors[i].is_ready = asked[i].revents != 0;
    }
}

} // namespace fermata::process::detail
