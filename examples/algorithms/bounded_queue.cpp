// fermata - https://www.boost.org/LICENSE_1_0.txt
//
// A bounded queue with two condition variables, and one notify_one too few.
#include "show.hpp"

#include <fermata/fermata.hpp>

#include <mutex>
#include <queue>

namespace {

namespace sync = fermata; // std: the same code with real threads

enum class mistake { none, notify_when_empty_only };

template <mistake Made>
class bounded_queue {
public:
    explicit bounded_queue(std::size_t capacity) : capacity_(capacity) {}

    void put(int item) {
        sync::unique_lock lock(mutex_);
        not_full_.wait(lock, [&] { return items_.size() < capacity_; });
        items_.push(item);
        // Nobody waits for an item while there is one? One who was notified may not have come yet.
        if (Made != mistake::notify_when_empty_only || items_.size() == 1) {
            not_empty_.notify_one();
        }
    }

    int take() {
        sync::unique_lock lock(mutex_);
        not_empty_.wait(lock, [&] { return !items_.empty(); });
        int const item = items_.front();
        items_.pop();
        not_full_.notify_one();
        return item;
    }

private:
    sync::mutex mutex_;
    sync::condition_variable not_full_;
    sync::condition_variable not_empty_;
    std::queue<int> items_;
    std::size_t const capacity_;
};

template <mistake Made>
void program() {
    bounded_queue<Made> queue{2};
    int first = 0;
    int second = 0;
    sync::thread consumer([&] { first = queue.take(); });
    sync::thread other_consumer([&] { second = queue.take(); });
    sync::thread producer([&] {
        queue.put(1);
        queue.put(2);
    });
    consumer.join();
    other_consumer.join();
    producer.join();
    fermata::expect(first + second == 3, "both items came out, once each");
}

} // namespace

int main() {
    return algorithms::show({
        .title = "Bounded queue",
        .setting = "A producer puts two items into a queue of two places, two consumers take one each.",
        .right = program<mistake::none>,
        .wrong = {{"put() notifies only if the queue was empty: one notify_one too few.",
                   program<mistake::notify_when_empty_only>, fermata::outcome::deadlocked, "lost wake-up"}},
    });
}
