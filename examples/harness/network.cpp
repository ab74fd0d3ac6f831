// fermata - https://www.boost.org/LICENSE_1_0.txt
#include "network.hpp"

#include <fermata/core/expect.hpp>

namespace harness {

fate stormy() {
    return []() -> std::optional<duration> {
        if (fermata::choose(100) < 10) {
            return std::nullopt;
        }
        return duration(1 + fermata::choose(20));
    };
}

fate one_mishap_of_each_kind() {
    return [may_lose = true, may_delay = true]() mutable -> std::optional<duration> {
        if (may_delay && fermata::choose(2) == 1) {
            may_delay = false;
            fermata::note("network", "late");
            return duration(40);
        }
        if (may_lose && fermata::choose(2) == 1) {
            may_lose = false;
            fermata::note("network", "lost");
            return std::nullopt;
        }
        return duration(1);
    };
}

void network::send(inbox& to, message what) {
    ++sent_;
    std::optional<duration> const delay = decide_();
    if (!delay) {
        ++lost_;
        return;
    }
    loop_.after(*delay, [&to, what] { to.send(what); });
}

} // namespace harness
