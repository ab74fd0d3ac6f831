// fermata - https://www.boost.org/LICENSE_1_0.txt
#include "strategy/random.hpp"

namespace fermata::detail {

std::uint32_t random_walk::choose_fiber(decision const& question) {
    enabled_fibers const& enabled = question.enabled;
    // Among many fibers, counting through the set would take time linear in their number: draw until one
    // is enabled. If few of them are, count after all.
    if (enabled.size() > 64 && enabled.count() >= enabled.size() / 16) {
        while (true) {
            std::uint32_t const drawn = numbers_.below(enabled.size());
            if (enabled.contains(drawn)) {
                return drawn;
            }
        }
    }
    return enabled.nth(numbers_.below(enabled.count()));
}

std::string random_walk::verdict(std::uint64_t executions, bool) const {
    return std::to_string(executions) + (executions == 1 ? " random sample" : " random samples") + ", seed " +
           std::to_string(seed_);
}

} // namespace fermata::detail
