// fermata - https://www.boost.org/LICENSE_1_0.txt
//
// A Chase-Lev work-stealing deque, and two who want its last item.
#include "show.hpp"

#include <fermata/fermata.hpp>

#include <fmt/format.h>

#include <array>
#include <optional>

namespace {

namespace sync = fermata; // std: the same code with real threads

enum class mistake { none, last_item_without_race };

/// Its owner pushes and takes at the bottom, thieves steal at the top.
template <mistake Made>
class chase_lev_deque {
public:
    void push(int item) {
        int const bottom = bottom_.load();
        cell(bottom).store(item);
        bottom_.store(bottom + 1);
    }

    std::optional<int> take() {
        int const bottom = bottom_.load() - 1;
        bottom_.store(bottom);
        int top = top_.load();
        if (top > bottom) {
            bottom_.store(bottom + 1); // it was empty
            return std::nullopt;
        }
        int const item = cell(bottom).load();
        if (top < bottom) {
            return item; // thieves do not come so far
        }
        bool const is_mine = Made == mistake::last_item_without_race || top_.compare_exchange_strong(top, top + 1);
        bottom_.store(bottom + 1);
        return is_mine ? std::optional(item) : std::nullopt;
    }

    std::optional<int> steal() {
        int top = top_.load();
        if (top >= bottom_.load()) {
            return std::nullopt;
        }
        int const item = cell(top).load();
        return top_.compare_exchange_strong(top, top + 1) ? std::optional(item) : std::nullopt;
    }

private:
    sync::atomic<int>& cell(int at) { return cells_[static_cast<std::size_t>(at) % cells_.size()]; }

    sync::atomic<int> top_{0};
    sync::atomic<int> bottom_{0};
    std::array<sync::atomic<int>, 4> cells_{};
};

template <mistake Made>
void program() {
    chase_lev_deque<Made> deque;
    std::array<sync::atomic<int>, 2> done{};
    auto const work_on = [&](std::optional<int> item) {
        if (item) {
            done[static_cast<std::size_t>(*item)].fetch_add(1);
        }
    };

    sync::thread thief([&] { work_on(deque.steal()); });
    sync::thread other_thief([&] { work_on(deque.steal()); });
    deque.push(0);
    deque.push(1);
    work_on(deque.take());
    work_on(deque.take());
    thief.join();
    other_thief.join();

    for (std::size_t item : {0, 1}) {
        int const times = done[item].load();
        fermata::expect(times == 1, fmt::format("item {} was worked on {} times", item, times));
    }
}

} // namespace

int main() {
    return algorithms::show({
        .title = "Chase-Lev deque",
        .setting = "The owner pushes the items 0 and 1, and takes two. Two thieves steal once each.",
        .right = program<mistake::none>,
        .wrong = {{"The owner takes the last item without racing the thieves for it.",
                   program<mistake::last_item_without_race>, fermata::outcome::failed, "was worked on 2 times"}},
    });
}
