// fermata - https://www.boost.org/LICENSE_1_0.txt
//
// A thread pool, and a worker that does not hear that it is over.
#include "show.hpp"

#include <fermata/fermata.hpp>

#include <fmt/format.h>

#include <functional>
#include <mutex>
#include <queue>
#include <utility>
#include <vector>

namespace {

namespace sync = fermata; // std: the same code with real threads

enum class mistake { none, stop_without_lock };

template <mistake Made>
class thread_pool {
public:
    explicit thread_pool(int workers) {
        for (int i = 0; i < workers; ++i) {
            workers_.emplace_back([this] { work(); });
        }
    }

    void submit(std::function<void()> task) {
        {
            sync::lock_guard const lock(mutex_);
            tasks_.push(std::move(task));
        }
        changed_.notify_one();
    }

    /// Returns when all that was submitted is done.
    void shut_down() {
        {
            sync::unique_lock lock(mutex_, sync::defer_lock);
            if constexpr (Made != mistake::stop_without_lock) {
                lock.lock(); // not for the flag: for the worker that has read it, and does not wait yet
            }
            stopping_.store(true);
        }
        changed_.notify_all();
        for (sync::thread& each : workers_) {
            each.join();
        }
    }

private:
    void work() {
        sync::unique_lock lock(mutex_);
        while (true) {
            changed_.wait(lock, [&] { return !tasks_.empty() || stopping_.load(); });
            if (tasks_.empty()) {
                return;
            }
            auto const task = std::move(tasks_.front());
            tasks_.pop();
            lock.unlock();
            task();
            lock.lock();
        }
    }

    sync::mutex mutex_;
    sync::condition_variable changed_;
    std::queue<std::function<void()>> tasks_;
    sync::atomic<bool> stopping_{false};
    std::vector<sync::thread> workers_;
};

template <mistake Made>
void program() {
    int done = 0;
    thread_pool<Made> pool{1};
    pool.submit([&] { ++done; });
    pool.shut_down();
    fermata::expect(done == 1, fmt::format("1 task was submitted, {} were done", done));
}

} // namespace

int main() {
    return algorithms::show({
        .title = "Thread pool",
        .setting = "One worker, one task, and then the pool is shut down.",
        .right = program<mistake::none>,
        .wrong = {{"shut_down() sets its atomic flag without the lock, between a worker's look at it and its wait.",
                   program<mistake::stop_without_lock>, fermata::outcome::deadlocked, "lost wake-up"}},
    });
}
