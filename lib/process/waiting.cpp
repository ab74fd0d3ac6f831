// fermata - https://www.boost.org/LICENSE_1_0.txt
//
// The only file of this folder that knows fibers: a wait here is a scheduling point there.
#include "process/waiting.hpp"

#include <fermata/core/wait.hpp>

namespace fermata::process {

namespace detail {

namespace {

void wait_for(std::span<awaited> descriptors, wakeups::clock::time_point until, bool to_the_end) {
    std::vector<fermata::detail::awaited_descriptor> asked;
    asked.reserve(descriptors.size());
    for (awaited const& each : descriptors) {
        asked.push_back({each.descriptor, each.for_writing});
    }
    fermata::detail::outside_wait what;
    what.descriptors = asked.data();
    what.count = asked.size();
    what.until = until;
    what.what = "a process";
    what.to_the_end = to_the_end;
    // Nobody reads where this was called from: it is a place in the library.
    if (!fermata::detail::park_outside(what, {})) {
        wait_blocking(descriptors, until);
    }
}

} // namespace

} // namespace detail

void wakeups::wait() {
    detail::wait_for(descriptors_, earliest_, false);
    descriptors_.clear();
    earliest_ = clock::time_point::max();
}

void wakeups::wait_blocking() {
    detail::wait_blocking(descriptors_, earliest_);
    descriptors_.clear();
    earliest_ = clock::time_point::max();
}

void wakeups::wait_to_the_end() {
    detail::wait_for(descriptors_, earliest_, true);
    descriptors_.clear();
    earliest_ = clock::time_point::max();
}

} // namespace fermata::process
