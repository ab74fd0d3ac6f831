// fermata - https://www.boost.org/LICENSE_1_0.txt
//
// A program whose wakeup trees grow like the number of its executions: what `writer` has read decides what has to come
// before its write, which races with one read of somebody else.
#include "strategy/dpor.hpp"

#include <fermata/fermata.hpp>

#include <doctest/doctest.h>

#include <deque>
#include <memory>
#include <vector>

namespace {

constexpr std::size_t flags = 10;
constexpr std::uint64_t classes = 2 << flags; // each flag is read before or after it is set, and so is `last`

void body() {
    fermata::atomic<int> last{0};
    std::deque<fermata::atomic<int>> set(flags);
    std::vector<fermata::thread> threads;
    threads.emplace_back([&] { last.load(); });
    threads.emplace_back([&] {
        for (auto const& each : set) {
            each.load();
        }
        last.store(1);
    });
    for (auto& each : set) {
        threads.emplace_back([&] { each.store(1); });
    }
    for (fermata::thread& each : threads) {
        each.join();
    }
}

fermata::report explore_with(std::shared_ptr<fermata::detail::dpor> const& search) {
    return fermata::explore(body, {.strategy = std::static_pointer_cast<fermata::strategy>(search)});
}

} // namespace

TEST_CASE("each class once, also where wakeup trees become large") {
    auto const roomy = std::make_shared<fermata::detail::dpor>();
    auto const all = explore_with(roomy);
    CHECK(all.complete);
    CHECK(all.executions == classes);
    CHECK(roomy->redundant() == 0);
    CHECK(roomy->greatest_trees() > classes / 2);
}
