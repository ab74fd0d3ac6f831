// fermata - https://www.boost.org/LICENSE_1_0.txt
#include "event_loop.hpp"

#include <utility>

namespace harness {

void event_loop::after(duration delay, std::function<void()> action) {
    waiting_.push({now_ + delay, entries_++, std::move(action)});
}

bool event_loop::advance() {
    if (waiting_.empty()) {
        return false;
    }
    entry const next = waiting_.top();
    waiting_.pop(); // before the action, which may ask for more
    now_ = next.when;
    next.action();
    return true;
}

} // namespace harness
