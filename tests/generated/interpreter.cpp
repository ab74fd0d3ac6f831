// fermata - https://www.boost.org/LICENSE_1_0.txt
#include "program.hpp"

#include <fermata/fermata.hpp>

#include <array>
#include <chrono>
#include <condition_variable>
#include <deque>
#include <memory>
#include <mutex>
#include <optional>
#include <shared_mutex>

namespace generated {

namespace {

template <class Condition>
struct world {
    std::array<fermata::mutex, 2> mutexes;
    std::array<Condition, 2> conditions;
    fermata::channel<int> values{1};
    std::array<fermata::atomic<int>, 2> atomics{};
    fermata::counting_semaphore<4> permits{1};
    fermata::atomic<int> spin_lock{0};
    int spin_guarded = 0;
    fermata::shared_mutex shared;
    fermata::latch gate{2};
    int shared_data = 0;
    int checked = 0; ///< changed behind checkpoints
    std::array<int, 2> guarded{};
    std::array<int, 2> notified{}; ///< how often by who held the mutex

    std::vector<step> const& nested;
    std::deque<std::string> logs;
    std::deque<std::string> nested_logs;
    explicit world(std::vector<step> const& steps) : nested(steps) {}
};

/// `may_count`: the latch takes two.
template <class World>
void perform(World& here, std::vector<step> const& steps, std::string& log, bool may_count) {
    std::array<bool, 2> holds{};
    int released = 0;
    bool has_counted = false;
    std::string& child_log = here.nested_logs.emplace_back(); // on no stack, so that a loop that waits is one
    std::optional<fermata::thread> child;
    auto const unlock = [&](std::size_t which) {
        holds[which] = false;
        here.mutexes[which].unlock();
    };
    for (step const& each : steps) {
        std::size_t const which = each.object;
        switch (each.kind) {
        case kind::checkpoint:
            fermata::checkpoint("point");
            here.checked = here.checked * 3 + each.value;
            log += std::to_string(here.checked) + ' ';
            break;
        case kind::locked:
            if (!holds[which]) {
                std::lock_guard const guard(here.mutexes[which]);
                here.guarded[which] = here.guarded[which] * 3 + each.value;
                log += std::to_string(here.guarded[which]) + ' ';
            }
            break;
        case kind::lock:
            if (!holds[which]) {
                here.mutexes[which].lock();
                holds[which] = true;
                log += 'L';
            }
            break;
        case kind::unlock:
            if (holds[which]) {
                unlock(which);
            }
            break;
        case kind::try_lock:
            if (!holds[which]) {
                holds[which] = here.mutexes[which].try_lock();
                log += holds[which] ? '+' : '-';
            }
            break;
        case kind::wait: {
            if (!holds[which]) {
                std::unique_lock lock(here.mutexes[which]);
                here.conditions[which].wait(lock);
                log += 'w';
            }
            break;
        }
        case kind::notify_one:
        case kind::notify_all: {
            std::unique_lock lock(here.mutexes[which], std::defer_lock);
            if (each.value == 1 && !holds[which]) {
                lock.lock();
            }
            here.notified[which] += holds[which] || lock.owns_lock() ? 1 : 0;
            each.kind == kind::notify_one ? here.conditions[which].notify_one() : here.conditions[which].notify_all();
            break;
        }
        case kind::send: try { here.values.send(each.value);
            } catch (fermata::usage_error const&) {
                log += 'x';
            }
            break;
        case kind::receive: {
            auto const got = here.values.receive();
            log += got.has_value() ? std::to_string(*got) : std::string("c");
            break;
        }
        case kind::close: here.values.close(); break;
        case kind::choose: log += "?" + std::to_string(fermata::choose(2 + each.object)); break;
        case kind::load: log += std::to_string(here.atomics[which].load()) + ' '; break;
        case kind::store: here.atomics[which].store(each.value); break;
        case kind::add: log += std::to_string(here.atomics[which].fetch_add(1 + each.value)) + ' '; break;
        case kind::compare_exchange: {
            int expected = each.value;
            bool const done = here.atomics[which].compare_exchange_strong(expected, each.value + 1);
            log += (done ? '!' : '.') + std::to_string(expected);
            break;
        }
        case kind::acquire: here.permits.acquire(); break;
        case kind::try_acquire: log += here.permits.try_acquire() ? 'a' : 'n'; break;
        case kind::release:
            if (++released <= 1) {
                here.permits.release();
            }
            break;
        case kind::wait_for:
            if (!holds[which]) {
                std::unique_lock lock(here.mutexes[which]);
                int const before = here.notified[which];
                bool const timed_out =
                    here.conditions[which].wait_for(lock, std::chrono::seconds(1)) == std::cv_status::timeout;
                log += (timed_out ? 't' : 'w') + std::to_string(here.notified[which] - before);
            }
            break;
        case kind::lock_shared:
            if (each.value == 0) {
                std::lock_guard const alone(here.shared);
                ++here.shared_data;
            } else {
                std::shared_lock const held(here.shared);
                log += std::to_string(here.shared_data) + ' ';
            }
            break;
        case kind::count_down:
            if (!has_counted && may_count) {
                has_counted = true;
                here.gate.count_down();
            }
            break;
        case kind::wait_latch: here.gate.wait(); break;
        case kind::spin:
            while (here.atomics[which].load() < each.value) {
                if (each.value == 2) {
                    fermata::this_thread::yield();
                }
            }
            break;
        case kind::spin_lock:
            for (int expected = 0; !here.spin_lock.compare_exchange_strong(expected, 1); expected = 0) {
            }
            log += std::to_string(++here.spin_guarded) + ' ';
            here.spin_lock.store(0);
            break;
        case kind::spin_exchange:
            while (here.spin_lock.exchange(1) != 0) {
            }
            log += std::to_string(++here.spin_guarded) + ' ';
            here.spin_lock.store(0);
            break;
        case kind::wait_until:
            fermata::wait_until([&] { return here.atomics[which].load() >= each.value; });
            log += 'u';
            break;
        case kind::progress:
            fermata::wait_for_progress();
            log += std::to_string(here.atomics[0].load()) + std::to_string(here.atomics[1].load()) + ' ';
            break;
        case kind::spin_both:
            while (here.atomics[0].load() != each.value && here.atomics[1].load() != each.value) {
            }
            log += 'b';
            break;
        case kind::spin_try_lock:
            if (!holds[which]) {
                while (!here.mutexes[which].try_lock()) {
                }
                here.guarded[which] = here.guarded[which] * 3 + each.value;
                log += std::to_string(here.guarded[which]) + ' ';
                here.mutexes[which].unlock();
            }
            break;
        case kind::spin_try_acquire:
            while (!here.permits.try_acquire()) {
            }
            log += 'p';
            break;
        case kind::spin_try_shared:
            while (!here.shared.try_lock_shared()) {
            }
            log += std::to_string(here.shared_data) + ' ';
            here.shared.unlock_shared();
            break;
        case kind::start:
            if (!child.has_value()) {
                child.emplace([&here, &its = child_log] { perform(here, here.nested, its, false); });
            }
            break;
        case kind::assume: fermata::assume(!(log.size() % 5 == 3)); break;
        case kind::fail: fermata::expect(log.find("?1") == std::string::npos, "one was chosen"); break;
        }
    }
    if (child.has_value()) {
        child->join();
        log += "(" + child_log + ")";
    }
    for (std::size_t i = 0; i < holds.size(); ++i) {
        if (holds[i] && steps.size() % 2 == 0) { // some keep theirs for ever
            unlock(i);
        }
    }
    if (holds[0] || holds[1]) {
        log += 'k';
    }
}

template <class World>
void run_in(program const& what, std::string& final_state) {
    final_state.clear();
    auto const made = std::make_unique<World>(what.nested);
    World* const here = made.get();
    struct keep {
        World* which;
        std::string& state;
        ~keep() {
            for (std::string const& each : which->logs) {
                state += each + '|';
            }
            state += std::to_string(which->guarded[0]) + ',' + std::to_string(which->guarded[1]);
        }
    } const kept{here, final_state};
    for (std::size_t i = 0; i < what.fibers.size(); ++i) {
        here->logs.emplace_back();
    }
    if (what.uses_starters) {
        std::vector<fermata::starter> starters;
        for (std::size_t i = 0; i < what.fibers.size(); ++i) {
            starters.emplace_back("s" + std::to_string(i),
                                  [&what, here, i] { perform(*here, what.fibers[i], here->logs[i], i < 2); });
        }
        fermata::runner{starters}.finish();
        return;
    }
    std::vector<fermata::thread> threads;
    for (std::size_t i = 0; i < what.fibers.size(); ++i) {
        threads.emplace_back([&what, here, i] { perform(*here, what.fibers[i], here->logs[i], i < 2); });
    }
    for (fermata::thread& each : threads) {
        each.join();
    }
}

} // namespace

void run(program const& what, std::string& final_state) {
    what.waits_with_any_lock ? run_in<world<fermata::condition_variable_any>>(what, final_state)
                             : run_in<world<fermata::condition_variable>>(what, final_state);
}

} // namespace generated
