// fermata - https://www.boost.org/LICENSE_1_0.txt
//
// A Treiber stack whose nodes are used again, and what A-B-A does to it.
#include "show.hpp"

#include <fermata/fermata.hpp>

#include <fmt/format.h>

#include <array>
#include <cstdint>

namespace {

namespace sync = fermata; // std: the same code with real threads

enum class mistake { none, top_without_tag };

/// Of the nodes 0 and 1, which are in it in the beginning. Whoever pops one may push it again at once.
template <mistake Made>
class treiber_stack {
public:
    void push(int node) {
        top_node old = top_.load();
        do {
            next_[index(node)].store(old.node);
        } while (!top_.compare_exchange_weak(old, {node, next_tag(old)}));
    }

    /// The node on top; none if it is empty.
    int pop() {
        top_node old = top_.load();
        while (old.node != none) {
            int const below = next_[index(old.node)].load();
            if (top_.compare_exchange_weak(old, {below, next_tag(old)})) {
                break;
            }
        }
        return old.node;
    }

    static constexpr int none = -1;

private:
    struct alignas(8) top_node { // in one word
        int node = none;
        std::uint32_t tag = 0;
    };

    /// The tag tells a top from an earlier one that happens to be the same node.
    static std::uint32_t next_tag(top_node old) { return Made == mistake::top_without_tag ? old.tag : old.tag + 1; }

    static std::size_t index(int node) { return static_cast<std::size_t>(node); }

    sync::atomic<top_node> top_{top_node{0, 0}};
    std::array<sync::atomic<int>, 2> next_{1, none};
};

/// One pops; the other one pops both nodes, and puts back what it had first.
template <mistake Made>
void program() {
    using stack_type = treiber_stack<Made>;
    stack_type stack;
    int mine = stack_type::none;
    sync::thread one([&] { mine = stack.pop(); });
    int yours = stack_type::none;
    sync::thread two([&] {
        int const first = stack.pop();
        yours = stack.pop();
        if (first != stack_type::none) {
            stack.push(first);
        }
    });
    one.join();
    two.join();

    std::array<int, 2> hands{}; // that each node is in
    for (int node : {mine, yours, stack.pop(), stack.pop()}) {
        if (node != stack_type::none) {
            ++hands[static_cast<std::size_t>(node)];
        }
    }
    for (std::size_t node : {0, 1}) {
        fermata::expect(hands[node] == 1, fmt::format("node {} is in {} hands", node, hands[node]));
    }
}

} // namespace

int main() {
    return algorithms::show({
        .title = "Treiber stack",
        .setting = "One thread pops; the other one pops twice, and pushes its first node again.",
        .right = program<mistake::none>,
        .wrong = {{"The top has no tag: it is taken for unchanged when the same node comes back (A-B-A).",
                   program<mistake::top_without_tag>, fermata::outcome::failed, "is in 2 hands"}},
    });
}
