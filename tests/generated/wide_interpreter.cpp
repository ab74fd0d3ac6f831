// fermata - https://www.boost.org/LICENSE_1_0.txt
//
// Statements that enclose others, and the program as a whole.
#include "wide_world.hpp"

#include <memory>
#include <mutex>
#include <shared_mutex>
#include <vector>

namespace generated::wide {

namespace {

/// `how`: 0 waits, 1 tries, 2 tries with a time.
template <class Mutex>
bool lock(Mutex& mutex, int how) {
    if (how == 0) {
        mutex.lock();
        return true;
    }
    return how == 1 ? mutex.try_lock() : mutex.try_lock_for(some_time);
}

/// For the guards of the standard library.
struct shared_side {
    fermata::shared_timed_mutex& of;
    void lock() { of.lock_shared(); }
    bool try_lock() { return of.try_lock_shared(); }
    bool try_lock_for(std::chrono::seconds time) { return of.try_lock_shared_for(time); }
    void unlock() { of.unlock_shared(); }
};

} // namespace

void performer::perform_next() {
    perform(at_);
    at_ = end_of(all_, at_);
}

void performer::perform_all() {
    while (!is_done()) {
        perform_next();
    }
    join();
}

void performer::inside(std::size_t at) {
    if (at + 1 < all_.size()) {
        perform(at + 1);
    }
}

void performer::start(step const& each) {
    if (child_.joinable() || stoppable_.joinable()) {
        return;
    }
    // What fibers start starts the second one at most.
    steps const& does = here_.what.nested[&all_ == &here_.what.nested[0] ? 1 : each.object];
    record& its = mine_.children.emplace_back();
    if (each.kind == kind::start) {
        child_ = fermata::thread(
            [&here = here_, &does, &its, token = token_] { performer(here, does, its, token).perform_all(); });
    } else {
        stoppable_ = fermata::jthread([&here = here_, &does, &its](fermata::stop_token const& token) {
            performer(here, does, its, token).perform_all();
        });
    }
}

void performer::join() {
    if (child_.joinable()) {
        child_.join();
        log('j');
    }
    if (stoppable_.joinable()) {
        stoppable_ = fermata::jthread();
        log('J');
    }
}

void performer::call_back(step const& each, std::string& log) {
    if (each.value == 0) {
        log += std::to_string(here_.atomics[each.object].fetch_add(1)) + ' ';
    } else if (each.value == 1) {
        std::lock_guard const guard(here_.mutexes[each.object]);
        log += std::to_string(++here_.guarded[each.object]) + ' ';
    } else {
        here_.any.notify_one();
        log += 'n';
    }
}

void performer::perform(std::size_t at) {
    step const& each = all_[at];
    std::size_t const which = each.object;
    int const value = each.value;
    auto& atomic = here_.atomics[which];
    auto& mutex = here_.mutexes[which];
    switch (each.kind) {
    case kind::when:
        if (atomic.load() == value) {
            log('i');
            inside(at);
        }
        break;
    case kind::twice:
        inside(at);
        inside(at);
        break;
    case kind::caught: try { inside(at);
        } catch (raised const&) {
            log('c');
        }
        break;
    case kind::locked: {
        std::lock_guard const guard(mutex);
        change(which);
        inside(at);
        break;
    }
    case kind::try_locked:
        if (std::unique_lock const lock(mutex, std::try_to_lock); lock.owns_lock()) {
            change(which);
            inside(at);
        } else {
            log('-');
        }
        break;
    case kind::timed:
        if (lock(here_.timed, value)) {
            std::lock_guard const guard(here_.timed, std::adopt_lock);
            log('t');
            inside(at);
        } else {
            log('-');
        }
        break;
    case kind::recursive:
        if (lock(here_.recursive, value)) {
            std::lock_guard const guard(here_.recursive, std::adopt_lock);
            std::lock_guard const again(here_.recursive);
            log('r');
            inside(at);
        } else {
            log('-');
        }
        break;
    case kind::exclusive:
        if (lock(here_.shared, value)) {
            std::lock_guard const guard(here_.shared, std::adopt_lock);
            log(++here_.shared_data);
            inside(at);
        } else {
            log('-');
        }
        break;
    case kind::shared:
        if (shared_side side{here_.shared}; lock(side, value)) {
            std::lock_guard const guard(side, std::adopt_lock);
            log(here_.shared_data);
            inside(at);
        } else {
            log('-');
        }
        break;
    case kind::arrived: {
        auto token = here_.meeting.arrive();
        inside(at);
        here_.meeting.wait(std::move(token));
        log('m');
        break;
    }
    case kind::callback: {
        fermata::stop_callback const called(token_,
                                            [&, &its = mine_.callbacks.emplace_back()] { call_back(each, its); });
        inside(at);
        break;
    }
    case kind::own_stop: {
        fermata::stop_source own;
        fermata::stop_callback const called(own.get_token(), [&] { call_back(each, mine_.log); });
        inside(at);
        own.request_stop();
        break;
    }
    case kind::once:
        fermata::call_once(here_.flags[which], [&] {
            log('1');
            inside(at);
        });
        break;
    case kind::spin_exchange:
        while (here_.spin_lock.exchange(1) != 0) {
            fermata::this_thread::yield();
        }
        inside(at);
        here_.spin_lock.store(0);
        break;
    case kind::spin_try_lock:
        while (!mutex.try_lock()) {
            fermata::this_thread::yield();
        }
        change(which);
        inside(at);
        mutex.unlock();
        break;
    case kind::own_atomic: {
        fermata::atomic<int> own{0};
        fermata::thread other([&] { own.fetch_add(atomic.load() + 1); });
        log(own.load());
        inside(at);
        other.join();
        log(own.load());
        break;
    }
    case kind::own_mutex: {
        fermata::mutex own;
        std::lock_guard const guard(own);
        inside(at);
        break;
    }
    default: perform_operation(each); break;
    }
}

void run(program const& what, std::string& final_state) {
    final_state.clear();
    auto const made = std::make_unique<world>(what);
    world* const here = made.get();
    struct keep {
        world& which;
        std::string& state;
        ~keep() {
            for (record const& each : which.records) {
                state += each.text() + '|';
            }
            state += which.phases + ';' + std::to_string(which.guarded[0]) + ',' + std::to_string(which.guarded[1]);
        }
    } const kept{*here, final_state};
    here->records.resize(what.fibers.size() + 1);
    // What is destroyed after the last join belongs to this step then, and not to one that others come before or after.
    struct last_step {
        ~last_step() noexcept(false) { fermata::this_thread::yield(); }
    } const after_joins;
    if (what.wakes_spuriously) {
        fermata::allow_spurious_wakeups();
    }
    std::vector<fermata::thread> threads;
    performer main(*here, what.main, here->records.back(), here->source.get_token());
    for (std::size_t i = 0; i < what.fibers.size(); ++i) {
        threads.emplace_back([&what, here, i] {
            performer(*here, what.fibers[i], here->records[i], here->source.get_token()).perform_all();
        });
    }
    for (fermata::thread& each : threads) {
        if (!main.is_done()) {
            main.perform_next();
        }
        each.join();
    }
    main.perform_all();
}

} // namespace generated::wide
