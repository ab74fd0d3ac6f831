// fermata - https://www.boost.org/LICENSE_1_0.txt
#pragma once

#include "process/descriptor.hpp"

#include <csignal>

namespace fermata::suite::detail {

/// Takes SIGINT, SIGTERM and SIGHUP for itself while it lives, and gives them through a descriptor.
class signals {
public:
    signals();
    signals(signals const&) = delete;
    signals& operator=(signals const&) = delete;
    ~signals();

    int descriptor() const noexcept { return descriptor_.get(); }
    /// The next that has come; 0 if none has.
    int take();

private:
    sigset_t before_;
    process::detail::descriptor descriptor_;
};

} // namespace fermata::suite::detail
