// fermata - https://www.boost.org/LICENSE_1_0.txt
//
// A reader-writer lock on one atomic, and readers who leave it without a word.
#include "show.hpp"

#include <fermata/fermata.hpp>

#include <atomic>

namespace {

namespace sync = fermata; // std: the same code with real threads

enum class mistake { none, reader_leaves_relaxed };

template <mistake Made>
class reader_writer_lock {
public:
    void lock() {
        int seen = 0;
        while (!state_.compare_exchange_strong(seen, writing, std::memory_order_acquire)) {
            state_.wait(seen);
            seen = 0;
        }
    }
    void unlock() {
        state_.store(0, std::memory_order_release);
        state_.notify_all();
    }

    void lock_shared() {
        int seen = state_.load();
        while (seen == writing || !state_.compare_exchange_strong(seen, seen + 1, std::memory_order_acquire)) {
            if (seen == writing) {
                state_.wait(writing);
                seen = state_.load();
            }
        }
    }
    void unlock_shared() {
        // A reader has written nothing; but what it has read must not be overwritten before it leaves.
        constexpr auto order =
            Made == mistake::reader_leaves_relaxed ? std::memory_order_relaxed : std::memory_order_release;
        if (state_.fetch_sub(1, order) == 1) {
            state_.notify_all();
        }
    }

private:
    static constexpr int writing = -1; // otherwise the number of readers
    sync::atomic<int> state_{0};
};

template <mistake Made>
void program() {
    reader_writer_lock<Made> lock;
    fermata::var<int> data{0};
    auto const read = [&] {
        lock.lock_shared();
        int const seen = data.get();
        lock.unlock_shared();
        fermata::expect(seen == 0 || seen == 1);
    };

    sync::thread writer([&] {
        lock.lock();
        data.set(1);
        lock.unlock();
    });
    sync::thread reader(read);
    sync::thread other_reader(read);
    writer.join();
    reader.join();
    other_reader.join();
}

} // namespace

int main() {
    return algorithms::show({
        .title = "Reader-writer lock",
        .setting = "One thread writes a plain variable under the lock, two read it.",
        .right = program<mistake::none>,
        .wrong = {{"A reader leaves with memory_order_relaxed, because it has not written anything.",
                   program<mistake::reader_leaves_relaxed>, fermata::outcome::failed, "data race"}},
    });
}
