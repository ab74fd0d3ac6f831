// fermata - https://www.boost.org/LICENSE_1_0.txt

#include "thread_baton.hpp"

#include "choice_stack.hpp"

#include <condition_variable>
#include <mutex>
#include <thread>
#include <vector>

namespace bench {
namespace {

class baton {
public:
    baton(unsigned threads, choice_stack& choices)
        : choices_(choices), unfinished_((1U << threads) - 1), turn_(threads) {
        holder_ = choices_.pick(unfinished_);
    }

    void wait(unsigned self) {
        std::unique_lock lock(mutex_);
        turn_[self].wait(lock, [&] { return holder_ == self; });
    }

    void checkpoint(unsigned self) {
        std::unique_lock lock(mutex_);
        holder_ = choices_.pick(unfinished_);
        if (holder_ != self) {
            turn_[holder_].notify_one();
            turn_[self].wait(lock, [&] { return holder_ == self; });
        }
    }

    void end(unsigned self) {
        std::lock_guard const lock(mutex_);
        unfinished_ &= ~(1U << self);
        if (unfinished_ != 0) {
            holder_ = choices_.pick(unfinished_);
            turn_[holder_].notify_one();
        }
    }

private:
    choice_stack& choices_;
    std::mutex mutex_;
    std::uint32_t unfinished_;
    unsigned holder_ = 0;
    std::vector<std::condition_variable> turn_;
};

void execute(unsigned threads, unsigned steps, choice_stack& choices) {
    baton shared(threads, choices);
    std::vector<std::jthread> running;
    running.reserve(threads);
    for (unsigned self = 0; self != threads; ++self) {
        running.emplace_back([&shared, self, steps] {
            shared.wait(self);
            for (unsigned step = 1; step != steps; ++step) {
                shared.checkpoint(self);
            }
            shared.end(self);
        });
    }
}

} // namespace

baton_count baton_enumerate(unsigned threads, unsigned steps, std::uint64_t executions_max) {
    choice_stack choices;
    baton_count count;
    do {
        execute(threads, steps, choices);
        ++count.executions;
        count.steps += threads * steps;
    } while (choices.backtrack() && count.executions != executions_max);
    return count;
}

} // namespace bench
