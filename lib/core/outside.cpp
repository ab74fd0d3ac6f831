// fermata - https://www.boost.org/LICENSE_1_0.txt
//
// A system call that blocks would stop every fiber: who waits for the outside is parked instead.
#include "core/execution.hpp"

#include <poll.h>

#include <algorithm>
#include <cerrno>
#include <system_error>

namespace fermata::detail {

void execution::wait_outside(fiber& me, int descriptor, bool for_writing, operation const& next) {
    met_outside = true;
    me.descriptor = descriptor;
    me.descriptor_for_writing = for_writing;
    outside_.push_back(&me);
    attention_ |= attention::outside;
    give_way_disabled(me, next);
    order_after_all(me); // perhaps somebody here has written what it waited for
    std::erase(outside_, &me);
    attention_ &= outside_.empty() ? ~attention::outside : ~0U;
}

/// Enables those whose descriptors are ready; whether there are any.
bool execution::poll_outside(bool block) {
    std::vector<pollfd> asked;
    asked.reserve(outside_.size());
    for (fiber const* waiting : outside_) {
        asked.push_back(
            {waiting->descriptor, static_cast<short>(waiting->descriptor_for_writing ? POLLOUT : POLLIN), 0});
    }
    auto const deadline = std::chrono::steady_clock::now() + outside_wait_max_;
    int ready = 0;
    while (true) {
        std::chrono::nanoseconds const left =
            block ? deadline - std::chrono::steady_clock::now() : std::chrono::nanoseconds(0);
        auto const milliseconds =
            std::chrono::ceil<std::chrono::milliseconds>(std::max(left, std::chrono::nanoseconds(0)));
        ready = ::poll(asked.data(), asked.size(),
                       static_cast<int>(std::min<std::chrono::milliseconds::rep>(milliseconds.count(), 1 << 30)));
        if (ready >= 0 || errno != EINTR) {
            break;
        }
    }
    for (std::size_t i = 0; i < asked.size(); ++i) {
        if (asked[i].revents != 0) { // an error or a hang-up too: the operation will find it
            enable(*outside_[i]);
        }
    }
    return ready > 0;
}

} // namespace fermata::detail
