// fermata - https://www.boost.org/LICENSE_1_0.txt
//
// Double-checked initialisation, and a flag that says more than is true.
#include "show.hpp"

#include <fermata/fermata.hpp>

#include <atomic>
#include <mutex>

namespace {

namespace sync = fermata; // std: the same code with real threads

enum class mistake { none, flag_relaxed };

/// Made when it is first asked for, by whoever comes first.
template <mistake Made>
class lazy_answer {
public:
    int get() {
        if (!made_.load(std::memory_order_acquire)) {
            sync::lock_guard const lock(mutex_);
            if (!made_.load(std::memory_order_relaxed)) {
                value_.set(42);
                made_.store(true,
                            Made == mistake::flag_relaxed ? std::memory_order_relaxed : std::memory_order_release);
            }
        }
        return value_.get();
    }

private:
    sync::atomic<bool> made_{false};
    sync::mutex mutex_;
    fermata::var<int> value_{0};
};

template <mistake Made>
void program() {
    lazy_answer<Made> answer;
    auto const ask = [&] { fermata::expect(answer.get() == 42, "the answer was not made yet"); };
    sync::thread one(ask);
    sync::thread two(ask);
    sync::thread three(ask);
    one.join();
    two.join();
    three.join();
}

} // namespace

int main() {
    return algorithms::show({
        .title = "Double-checked initialisation",
        .setting = "Three threads ask for a value that the first one makes.",
        .right = program<mistake::none>,
        .wrong = {{"The flag is set with memory_order_relaxed: who sees it need not see the value.",
                   program<mistake::flag_relaxed>, fermata::outcome::failed, "data race"}},
    });
}
