// fermata - https://www.boost.org/LICENSE_1_0.txt
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <queue>
#include <vector>

namespace harness {

using duration = std::chrono::milliseconds; ///< virtual time: no clock of this machine is ever read

/// A discrete-event loop: what is to happen, in the order of its virtual time.
class event_loop {
public:
    duration now() const noexcept { return now_; }

    /// Things of one time happen in the order in which they were asked for.
    void after(duration delay, std::function<void()> action);

    /// Moves the clock on to the next thing that is to happen, and lets it happen. False: there is none.
    bool advance();

private:
    struct entry {
        duration when;
        std::uint64_t number;
        std::function<void()> action;
    };
    struct later {
        bool operator()(entry const& left, entry const& right) const noexcept {
            return left.when != right.when ? left.when > right.when : left.number > right.number;
        }
    };

    duration now_{0};
    std::uint64_t entries_ = 0;
    std::priority_queue<entry, std::vector<entry>, later> waiting_;
};

} // namespace harness
