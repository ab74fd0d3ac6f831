// fermata - https://www.boost.org/LICENSE_1_0.txt
//
// The only file of this folder that knows fibers: a wait here is a scheduling point there.
#include "process/waiting.hpp"

namespace fermata::process {

namespace detail {

void wait_for(std::span<awaited> descriptors, wakeups::clock::time_point until) { wait_blocking(descriptors, until); }

} // namespace detail

void wakeups::wait() {
    detail::wait_for(descriptors_, earliest_);
    descriptors_.clear();
    earliest_ = clock::time_point::max();
}

void wakeups::wait_to_the_end() {
    detail::wait_for(descriptors_, earliest_);
    descriptors_.clear();
    earliest_ = clock::time_point::max();
}

} // namespace fermata::process
