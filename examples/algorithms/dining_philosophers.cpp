// fermata - https://www.boost.org/LICENSE_1_0.txt
//
// Dining philosophers, who take the fork at their left first.
#include "show.hpp"

#include <fermata/fermata.hpp>

#include <array>
#include <mutex>
#include <utility>
#include <vector>

namespace {

namespace sync = fermata; // std: the same code with real threads

enum class mistake { none, left_fork_first };

constexpr std::size_t seats = 3;

template <mistake Made>
class table {
public:
    void eat(std::size_t seat) {
        std::size_t first = seat;
        std::size_t second = (seat + 1) % seats;
        if (Made != mistake::left_fork_first && second < first) {
            std::swap(first, second); // the forks have an order, which is the same for all
        }
        sync::lock_guard const one(forks_[first]);
        sync::lock_guard const other(forks_[second]);
    }

private:
    std::array<sync::mutex, seats> forks_;
};

template <mistake Made>
void program() {
    table<Made> dinner;
    std::vector<sync::thread> philosophers;
    for (std::size_t seat = 0; seat < seats; ++seat) {
        philosophers.emplace_back([&, seat] { dinner.eat(seat); });
    }
    for (sync::thread& each : philosophers) {
        each.join();
    }
}

} // namespace

int main() {
    return algorithms::show({
        .title = "Dining philosophers",
        .setting = "Three philosophers at a round table eat once each, with the forks at their left and right.",
        .right = program<mistake::none>,
        .wrong = {{"Everybody takes the left fork first.", program<mistake::left_fork_first>,
                   fermata::outcome::deadlocked, "waits for mutex 1, which"}},
    });
}
