// fermata - https://www.boost.org/LICENSE_1_0.txt
//
// A Michael-Scott queue, and what becomes of two who link their node at the same place.
#include "show.hpp"

#include <fermata/fermata.hpp>

#include <fmt/format.h>

#include <array>
#include <optional>

namespace {

namespace sync = fermata; // std: the same code with real threads

enum class mistake { none, link_by_store };

struct node {
    int value = 0;
    sync::atomic<node*> next{nullptr};
};

/// Of nodes that belong to the caller, and are not used again. The first one is a dummy.
template <mistake Made>
class michael_scott_queue {
public:
    explicit michael_scott_queue(node& dummy) : head_(&dummy), tail_(&dummy) {}

    void enqueue(node& added) {
        while (true) {
            node* last = tail_.load();
            node* next = last->next.load();
            if (next != nullptr) {
                tail_.compare_exchange_strong(last, next); // somebody is between its two steps: help
            } else if (link(*last, added)) {
                tail_.compare_exchange_strong(last, &added);
                return;
            }
        }
    }

    std::optional<int> dequeue() {
        while (true) {
            node* first = head_.load();
            node* last = tail_.load();
            node* const next = first->next.load();
            if (next == nullptr) {
                return std::nullopt;
            }
            if (first == last) {
                tail_.compare_exchange_strong(last, next); // the tail must not fall behind the head
            } else if (head_.compare_exchange_strong(first, next)) {
                return next->value;
            }
        }
    }

private:
    static bool link(node& last, node& added) {
        if constexpr (Made == mistake::link_by_store) {
            last.next.store(&added); // it was null a moment ago
            return true;
        }
        node* nobody = nullptr;
        return last.next.compare_exchange_strong(nobody, &added);
    }

    sync::atomic<node*> head_;
    sync::atomic<node*> tail_;
};

template <mistake Made>
void program() {
    std::array<node, 3> nodes;
    nodes[1].value = 1;
    nodes[2].value = 2;
    michael_scott_queue<Made> queue{nodes[0]};
    std::array<int, 3> came_out{};
    auto const take = [&] {
        std::optional<int> const value = queue.dequeue();
        came_out[static_cast<std::size_t>(value.value_or(0))] += value.has_value();
        return value.has_value();
    };

    sync::thread one([&] { queue.enqueue(nodes[1]); });
    sync::thread two([&] { queue.enqueue(nodes[2]); });
    take();
    one.join();
    two.join();

    while (take()) {
    }
    for (std::size_t value : {1, 2}) {
        fermata::expect(came_out[value] == 1,
                        fmt::format("{} was put in once, and came out {} times", value, came_out[value]));
    }
}

} // namespace

int main() {
    return algorithms::show({
        .title = "Michael-Scott queue",
        .setting = "Two threads put in 1 and 2. Main takes out what it finds, and the rest at the end.",
        .right = program<mistake::none>,
        .wrong = {{"A node is linked with a store instead of a compare-exchange, after a look that there is nobody.",
                   program<mistake::link_by_store>, fermata::outcome::failed, "came out 0 times"}},
    });
}
